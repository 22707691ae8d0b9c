-- A number that changes with every event.
select coalesce(max(event_id), 0)
from batch_event
