-- The scopes that incoming rows would touch, and the batches that they are read from now (NULL where none is).
-- A file that lists every organisation of its source also touches those that it leaves out.
with named as (
    select scope_org, scope_period, n_rows
    from incoming
),

left_out as (
    select distinct s.scope_org, s.scope_period, 0 as n_rows
    from batch_scope as s
    inner join batch as b on s.batch_id = b.batch_id
    where
        $whole
        and s.extract = $extract
        and b.mapping is not distinct from $mapping
        and s.scope_period in (select scope_period from named)
        and (s.scope_org, s.scope_period) not in (select (scope_org, scope_period) from named)
),

touched as (
    select scope_org, scope_period, n_rows from named
    union all
    select scope_org, scope_period, n_rows from left_out
)

select t.scope_org, t.scope_period, t.n_rows, l.batch_id
from touched as t
left join live_scope as l
    on l.extract = $extract and t.scope_org = l.scope_org and t.scope_period = l.scope_period
order by t.scope_org, t.scope_period, l.batch_id
