-- Which batches each scope was read from at a moment (UTC): the newest that stood then, and the mended rows added to it.
-- Mended rows are part of the batch that they are added to: as old as it is, and undone with it.
-- grain: scope × batch
with events as (
    select batch_id
    from batch_event
    where happened_at <= $moment
    group by batch_id
    having arg_max(event, event_id) <> 'undone'
),

standing as (
    select s.extract, s.scope_org, s.scope_period, s.batch_id, coalesce(s.adds_to, s.batch_id) as part_of
    from batch_scope as s
    semi join events as e on s.batch_id = e.batch_id
    semi join events as f on coalesce(s.adds_to, s.batch_id) = f.batch_id
),

newest as (
    select extract, scope_org, scope_period, max(part_of) as part_of
    from standing
    group by extract, scope_org, scope_period
)

select s.extract, s.scope_org, s.scope_period, s.batch_id
from standing as s
semi join newest as n using (extract, scope_org, scope_period, part_of)
