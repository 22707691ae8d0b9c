-- Organisations that other batches hold for the periods of a batch, and that this batch does not cover.
-- grain: scope
-- required: batch
with own as (
    select extract, scope_org, scope_period
    from batch_scope
    where batch_id = $batch::integer
)

select l.scope_org, l.scope_period, l.batch_id
from live_scope as l
where
    (l.extract, l.scope_period) in (select (extract, scope_period) from own)
    and (l.extract, l.scope_org, l.scope_period) not in (select (extract, scope_org, scope_period) from own)
order by l.scope_org, l.scope_period
