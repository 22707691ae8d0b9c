-- grain: organisation × period of one batch
select scope_org, scope_period, n_rows
from batch_scope
where batch_id = $batch_id
order by scope_org, scope_period
