-- What the incoming rows cover.
insert into batch_scope
select $batch_id, $extract, scope_org, scope_period, count(*) as n_rows
from incoming
group by scope_org, scope_period
