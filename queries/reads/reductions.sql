-- Which budgets of a year are to be reduced, and by how much, as it was settled last.
-- grain: organisation × project
-- units: yuan (or the currency of the batch)
-- required: year
with newest as (
    select *
    from reduction_noted
    where year = $year::integer
    qualify row_number() over (partition by org_code, project order by remembered_id desc) = 1
)

select org_code, project, reduction_yuan, reason, noted_at, noted_by
from newest
where reduction_yuan is not null
order by org_code, project
