-- The organisations that report in a year, with all that they spent by its last month.
-- grain: organisation
-- units: yuan (or the currency of the batch)
-- required: year
select
    m.scope_org as org_code,
    o.org_name,
    o.org_type,
    sum(m.paid_yuan)::decimal(18, 2) as spent_yuan
from mart_execution_month as m
left join organisation as o on m.scope_org = o.org_code
where
    m.year = $year::integer
    and m.month = (select max(month) from mart_execution_month where year = $year::integer)
group by m.scope_org, o.org_name, o.org_type
order by m.scope_org
