-- Which batch each touched scope is read from: the newest that is not undone.
insert into live_scope
select s.extract, s.scope_org, s.scope_period, max(s.batch_id) as batch_id
from batch_scope as s
semi join touched_scope as t using (extract, scope_org, scope_period)
inner join (
    select batch_id, arg_max(event, event_id) as event
    from batch_event
    group by batch_id
) as e on s.batch_id = e.batch_id
where e.event <> 'undone'
group by s.extract, s.scope_org, s.scope_period
