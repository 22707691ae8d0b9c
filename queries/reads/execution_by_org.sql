-- Budget and cumulative payments of each organisation at a month end.
-- grain: organisation
-- units: yuan (or the currency of the batch); execution_rate = paid / current, NULL unless current is positive
-- required: year
-- month: default the last month loaded in the year
with cut_off as (
    select coalesce($month::integer, max(month)) as month
    from mart_execution_month
    where year = $year::integer
)

select
    m.scope_org as org_code,
    o.org_name,
    o.org_type,
    sum(m.approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(m.current_yuan)::decimal(18, 2) as current_yuan,
    sum(m.paid_yuan)::decimal(18, 2) as paid_yuan,
    case when sum(m.current_yuan) > 0 then sum(m.paid_yuan)::double / sum(m.current_yuan)::double end as execution_rate
from mart_execution_month as m
left join organisation as o on m.scope_org = o.org_code
where m.year = $year::integer and m.month = (select month from cut_off)
group by m.scope_org, o.org_name, o.org_type
order by m.scope_org
