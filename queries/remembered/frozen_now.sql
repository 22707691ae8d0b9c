-- The day on which a briefing is frozen; NULL or no row where it is not.
select frozen_on
from briefing_noted
where briefing_id = $briefing_id
order by remembered_id desc
limit 1
