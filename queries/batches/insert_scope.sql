-- What the incoming rows cover. Mended rows of an earlier batch belong to it.
insert into batch_scope (batch_id, extract, scope_org, scope_period, n_rows, adds_to)
select $batch_id, $extract, scope_org, scope_period, n_rows, $mends::integer as adds_to
from incoming
