-- What each organisation spent on the same thing by the last month loaded in the year (or the month given).
-- grain: organisation
-- units: yuan (or the currency of the batch), cumulative since 1 January
-- required: year, item
-- item: a service item code or a function code, or the beginning of one
with cut_off as (
    select coalesce($month::integer, max(month)) as month
    from execution_month
    where year = $year::integer
)

select
    m.org_code,
    o.org_name,
    o.org_type,
    sum(m.paid_yuan)::decimal(18, 2) as spent_yuan,
    sum(m.n_lines)::bigint as n_lines
from execution_month as m
left join organisation as o on m.org_code = o.org_code
where
    m.year = $year::integer
    and m.month = (select month from cut_off)
    and (starts_with(m.item_code, $item::varchar) or starts_with(m.function_code, $item::varchar))
group by m.org_code, o.org_name, o.org_type
order by m.org_code
