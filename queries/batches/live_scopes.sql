-- What is read now of an extract, from which batches, and how many rows each gives.
select l.scope_org, l.scope_period, l.batch_id, c.n_rows
from live_scope as l
inner join batch_scope as c
    on
        l.batch_id = c.batch_id
        and l.extract = c.extract
        and l.scope_org = c.scope_org
        and l.scope_period = c.scope_period
where l.extract = $extract
order by l.scope_org, l.scope_period, l.batch_id
