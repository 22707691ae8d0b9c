-- The newest thing that happened to any batch until a moment (default: now); 0 where nothing did.
-- grain: one row
select coalesce(max(event_id), 0)::integer as event_id
from batch_event
where $until::timestamp is null or happened_at <= $until::timestamp
