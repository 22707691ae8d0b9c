-- A file that lists every organisation of its source says of those it leaves out that they have nothing in its periods.
insert into batch_scope (batch_id, extract, scope_org, scope_period, n_rows)
select distinct $batch_id, s.extract, s.scope_org, s.scope_period, 0 as n_rows
from batch_scope as s
inner join batch as b on s.batch_id = b.batch_id
where
    s.extract = $extract
    and b.mapping is not distinct from $mapping
    and s.scope_period in (select scope_period from incoming)
    and (s.scope_org, s.scope_period) not in (select (scope_org, scope_period) from incoming)
