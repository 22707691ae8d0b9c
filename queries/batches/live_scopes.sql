-- What is read now of an extract, and from which batches.
select scope_org, scope_period, batch_id
from live_scope
where extract = $extract
order by scope_org, scope_period, batch_id
