-- What each organisation had paid at the end of each month that is loaded.
-- grain: organisation × year × month
-- units: yuan (or the currency of the batch), cumulative since 1 January
-- year: one year only
select
    m.org_code,
    any_value(o.org_name) as org_name,
    m.year,
    m.month,
    sum(m.paid_yuan)::decimal(18, 2) as paid_yuan
from execution_month as m
left join mart_organisation as o on m.org_code = o.org_code
where $year::integer is null or m.year = $year::integer
group by m.org_code, m.year, m.month
order by m.org_code, m.year, m.month
