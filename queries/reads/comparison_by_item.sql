-- What each organisation spent on the same thing by a month.
-- grain: organisation
-- units: yuan (or the currency of the batch), cumulative since 1 January
-- required: year, item
-- default: month, the last one loaded in the year
-- item: a service item code or a function code, or the beginning of one
select
    m.org_code,
    o.org_name,
    o.org_type,
    sum(m.paid_yuan)::decimal(18, 2) as spent_yuan,
    sum(m.n_lines)::bigint as n_lines
from execution_month as m
left join mart_organisation as o on m.org_code = o.org_code
where
    m.year = $year::integer
    and m.month = $month::integer
    and (starts_with(m.item_code, $item::varchar) or starts_with(m.function_code, $item::varchar))
group by m.org_code, o.org_name, o.org_type
order by m.org_code
