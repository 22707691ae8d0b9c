-- Who does what by when, as a briefing's meetings agreed; open ones first, by their day.
-- grain: action
-- required: briefing
with newest as (
    select *
    from action_noted
    where briefing_id = $briefing::integer
    qualify row_number() over (partition by action_id order by remembered_id desc) = 1
)

select action_id, what, who, due_on, done, noted_at, noted_by
from newest
where not removed
order by done, due_on nulls last, action_id
