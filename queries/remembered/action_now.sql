-- How an agreed action stands now; no row where there is none of that number.
select action_id, briefing_id, what, who, due_on, done, removed
from action_noted
where action_id = $action_id
order by remembered_id desc
limit 1
