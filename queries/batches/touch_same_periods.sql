-- The marts' scopes that a batch of some periods touches, and the batches that they are read from now.
create or replace temp table touched as
select distinct t.scope_org, t.scope_period, l.batch_id
from touched_scope as t
left join live_scope as l on t.scope_org = l.scope_org and t.scope_period = l.scope_period
