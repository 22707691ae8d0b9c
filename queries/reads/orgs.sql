-- The organisations that report in a year, with all that they spent by its last month.
-- grain: organisation
-- units: yuan (or the currency of the batch)
-- required: year
select
    m.org_code,
    o.org_name,
    o.org_type,
    sum(m.paid_yuan)::decimal(18, 2) as spent_yuan
from execution_month as m
left join mart_organisation as o on m.org_code = o.org_code
where
    m.year = $year::integer
    and m.month = (select max(month) from mart_execution_month where year = $year::integer)
group by m.org_code, o.org_name, o.org_type
order by m.org_code
