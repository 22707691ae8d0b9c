-- The batches that the touched scopes are read from now.
select distinct s.batch_id
from live_scope as s
semi join touched_scope as t using (extract, scope_org, scope_period)
where s.batch_id <> $batch_id
order by s.batch_id
