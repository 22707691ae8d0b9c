-- Years that requests are loaded for, newest first, and whether any of their amounts are simulated.
-- grain: year
-- units: yuan
with loaded as (
    select
        year,
        count(distinct request_no) as n_requests,
        count(distinct org_code) as n_orgs,
        sum(amount_yuan)::decimal(18, 2) as amount_yuan
    from request
    group by year
),

batches as (
    select
        s.scope_period::integer as year,
        bool_or(b.synthetic) as synthetic,
        string_agg(distinct b.file_name, ', ' order by b.file_name) as files
    from live_scope as s
    inner join batch as b on s.batch_id = b.batch_id
    where s.extract = 'request'
    group by s.scope_period
)

select l.year, l.n_requests, l.n_orgs, l.amount_yuan, coalesce(b.synthetic, false) as synthetic, b.files
from loaded as l
left join batches as b on l.year = b.year
order by l.year desc
