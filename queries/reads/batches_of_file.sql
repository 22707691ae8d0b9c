-- The batches that were made of a file with this hash, newest first; `undone` tells whether they were taken back.
-- grain: batch
-- required: sha256
select b.batch_id, b.extract, arg_max(e.event, e.event_id) = 'undone' as undone, min(e.happened_at) as accepted_at,
    arg_min(e.happened_by, e.event_id) as accepted_by
from batch as b
inner join batch_event as e on b.batch_id = e.batch_id
where b.sha256 = $sha256::varchar
group by b.batch_id, b.extract
order by b.batch_id desc
