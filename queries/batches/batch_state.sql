-- The extract and the last event of one batch, how many of its scopes are read from it, and the batch that it mends.
select
    b.extract,
    arg_max(e.event, e.event_id) as event,
    (select count(*) from live_scope where batch_id = $batch_id) as n_live,
    b.mends
from batch as b
inner join batch_event as e on b.batch_id = e.batch_id
where b.batch_id = $batch_id
group by b.extract, b.mends
