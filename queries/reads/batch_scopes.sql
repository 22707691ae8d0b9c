-- What a batch covers, and from which batches that is read: its own number, that of a later one, or those of mended rows too.
-- org_code is '*' for lists that belong to no organisation, period '' for lists that hold always. read_from is NULL for nothing.
-- grain: organisation × period of the batch
-- required: batch
with readers as (
    select s.extract, s.scope_org, s.scope_period, string_agg(s.batch_id::varchar, ', ' order by s.batch_id) as read_from
    from live_scope as s
    semi join batch_scope as c
        on
            c.batch_id = $batch::integer
            and s.extract = c.extract
            and s.scope_org = c.scope_org
            and s.scope_period = c.scope_period
    group by s.extract, s.scope_org, s.scope_period
)

select
    c.scope_org as org_code,
    o.org_name,
    c.scope_period as period,
    c.n_rows,
    r.read_from
from batch_scope as c
left join mart_organisation as o on c.scope_org = o.org_code
left join readers as r
    on c.extract = r.extract and c.scope_org = r.scope_org and c.scope_period = r.scope_period
where c.batch_id = $batch::integer
order by c.scope_org, c.scope_period
