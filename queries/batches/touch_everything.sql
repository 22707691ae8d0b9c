-- Every scope there is, and the batches that they are read from.
create or replace temp table touched as
select distinct scope_org, scope_period, batch_id
from live_scope
