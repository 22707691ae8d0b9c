-- Which batches each scope was read from at a moment (UTC): the newest that stood then, and the mended rows added to it.
-- grain: scope × batch
with standing as (
    select s.extract, s.scope_org, s.scope_period, s.batch_id, s.adds_to
    from batch_scope as s
    inner join (
        select batch_id, arg_max(event, event_id) as event
        from batch_event
        where happened_at <= $moment
        group by batch_id
    ) as e on s.batch_id = e.batch_id
    where e.event <> 'undone'
),

newest as (
    select extract, scope_org, scope_period, max(batch_id) as batch_id
    from standing
    where adds_to is null
    group by extract, scope_org, scope_period
)

select extract, scope_org, scope_period, batch_id
from newest
union all
select s.extract, s.scope_org, s.scope_period, s.batch_id
from standing as s
inner join newest as n
    on
        s.extract = n.extract
        and s.scope_org = n.scope_org
        and s.scope_period = n.scope_period
        and s.adds_to = n.batch_id
