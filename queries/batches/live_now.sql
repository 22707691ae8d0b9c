-- A new batch is the newest: all that it touches is read from it.
insert into live_scope
select extract, scope_org, scope_period, $batch_id as batch_id
from touched_scope
