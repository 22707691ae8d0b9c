-- The extract and the last event of one batch.
select b.extract, arg_max(e.event, e.event_id) as event
from batch as b
inner join batch_event as e on b.batch_id = e.batch_id
where b.batch_id = $batch_id
group by b.extract
