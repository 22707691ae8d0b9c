-- What is loaded: live rows, batches and periods of each extract.
-- grain: extract
select
    s.extract,
    sum(c.n_rows)::bigint as n_rows,
    count(distinct s.batch_id) as n_batches,
    min(nullif(s.scope_period, '')) as first_period,
    max(nullif(s.scope_period, '')) as last_period,
    max(e.happened_at) as last_accepted_at,
    string_agg(distinct b.currency, ', ') as currency,
    bool_or(b.synthetic) as synthetic
from live_scope as s
inner join batch_scope as c
    on
        s.batch_id = c.batch_id
        and s.extract = c.extract
        and s.scope_org = c.scope_org
        and s.scope_period = c.scope_period
inner join batch as b on s.batch_id = b.batch_id
inner join batch_event as e on b.batch_id = e.batch_id and e.event = 'accepted'
group by s.extract
order by s.extract
