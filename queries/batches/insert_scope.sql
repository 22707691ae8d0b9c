-- What the incoming rows cover. Mended rows of an earlier batch add to its scopes instead of replacing them.
insert into batch_scope (batch_id, extract, scope_org, scope_period, n_rows, adds_to)
select $batch_id, $extract, i.scope_org, i.scope_period, count(*) as n_rows, any_value(m.batch_id) as adds_to
from incoming as i
left join batch_scope as m
    on i.scope_org = m.scope_org and i.scope_period = m.scope_period and m.batch_id = $mends and m.adds_to is null
group by i.scope_org, i.scope_period
