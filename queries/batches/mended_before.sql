-- Batches that stand and hold the same mended rows already, by the hash of their file.
select b.batch_id
from batch as b
inner join batch_event as e on b.batch_id = e.batch_id
where b.mends = $mends and b.sha256 = $sha256
group by b.batch_id
having arg_max(e.event, e.event_id) <> 'undone'
