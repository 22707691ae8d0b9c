-- What each organisation spent on the same thing, with everything that the comparison divides by.
-- grain: organisation; every organisation that reports in the month, spent_yuan NULL where it has no line of the item
-- units: yuan (or the currency of the batch); population persons; area_km2; quantity in measure_unit
-- required: year, item
-- default: month, the last one loaded in the year
-- item: a service item code or a function code, or the beginning of one
-- quantity is NULL where no workload is loaded or where it is counted in more than one unit
with lines as (
    select
        org_code,
        scope_org,
        paid_yuan,
        current_yuan,
        n_lines,
        coalesce(
            starts_with(item_code, $item::varchar) or starts_with(function_code, $item::varchar), false
        ) as is_item
    from execution_month
    where year = $year::integer and month = $month::integer
),

spenders as (
    select distinct org_code, scope_org
    from lines
    where is_item
),

told as (
    select org_code as scope_org, measure_unit, sum(quantity) as quantity
    from workload
    where year = $year::integer and measure_code is null and starts_with(item_code, $item::varchar)
    group by org_code, measure_unit
),

-- of organisations that were merged all are needed that spent
workloads as (
    select
        s.org_code,
        case when bool_and(t.scope_org is not null) then sum(t.quantity) end as quantity,
        any_value(t.measure_unit) as measure_unit
    from spenders as s
    left join told as t on s.scope_org = t.scope_org
    group by s.org_code
    having count(distinct coalesce(t.measure_unit, '')) filter (where t.scope_org is not null) = 1
)

select
    l.org_code,
    o.org_name,
    o.org_type,
    sum(l.paid_yuan) filter (where l.is_item)::decimal(18, 2) as spent_yuan,
    sum(l.current_yuan) filter (where l.is_item)::decimal(18, 2) as current_yuan,
    sum(l.paid_yuan)::decimal(18, 2) as org_total_yuan,
    any_value(p.population) as population,
    any_value(p.area_km2)::double as area_km2,
    any_value(w.quantity)::double as quantity,
    any_value(w.measure_unit) as measure_unit,
    coalesce(sum(l.n_lines) filter (where l.is_item), 0)::bigint as n_lines,
    $month::integer as month
from lines as l
left join mart_organisation as o on l.org_code = o.org_code
left join workloads as w on l.org_code = w.org_code
left join organisation_year as p on l.org_code = p.org_code and p.year = $year::integer
group by l.org_code, o.org_name, o.org_type
order by l.org_code
