-- Which periods of each extract are read, of how many organisations, and from which batches.
-- n_orgs counts organisations that have rows; last_batch is the newest of the batches.
-- grain: extract × period as the batches have it (a year, a month, '' for lists that hold always)
select
    s.extract,
    s.scope_period as period,
    count(distinct s.scope_org) filter (where c.n_rows > 0) as n_orgs,
    sum(c.n_rows)::bigint as n_rows,
    count(distinct s.batch_id) as n_batches,
    max(s.batch_id) as last_batch
from live_scope as s
inner join batch_scope as c
    on
        s.batch_id = c.batch_id
        and s.extract = c.extract
        and s.scope_org = c.scope_org
        and s.scope_period = c.scope_period
group by s.extract, s.scope_period
order by s.extract, s.scope_period
