-- What happened to batches (accepted, undone, redone), when (UTC) and by whom, newest first; of one batch where it is given.
-- grain: event
select e.event_id, e.batch_id, b.extract, b.file_name, e.event, e.happened_at, e.happened_by
from batch_event as e
inner join batch as b on e.batch_id = b.batch_id
where $batch::integer is null or e.batch_id = $batch::integer
order by e.event_id desc
