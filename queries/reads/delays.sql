-- Why projects of a year are late, who does what about it and until when, as it was noted last.
-- grain: organisation × project
-- required: year
with newest as (
    select *
    from delay_noted
    where year = $year::integer
    qualify row_number() over (partition by org_code, project order by remembered_id desc) = 1
)

select org_code, project, reason, explanation, owner, action, due_on, noted_at, noted_by
from newest
where reason is not null
order by org_code, project
