-- Which batch each scope was read from at a moment (UTC): the newest that stood then.
select s.extract, s.scope_org, s.scope_period, max(s.batch_id) as batch_id
from batch_scope as s
inner join (
    select batch_id, arg_max(event, event_id) as event
    from batch_event
    where happened_at <= $moment
    group by batch_id
) as e on s.batch_id = e.batch_id
where e.event <> 'undone'
group by s.extract, s.scope_org, s.scope_period
