-- What each organisation spent on the same thing, with everything that the comparison divides by.
-- grain: organisation; every organisation that reports in the month, spent_yuan NULL where it has no line of the item
-- units: yuan (or the currency of the batch); population persons; area_km2; quantity in measure_unit
-- required: year, item
-- item: a service item code or a function code, or the beginning of one
-- quantity is NULL where no workload is loaded or where it is counted in more than one unit
with cut_off as (
    select coalesce($month::integer, max(month)) as month
    from mart_execution_month
    where year = $year::integer
),

lines as (
    select
        scope_org,
        paid_yuan,
        current_yuan,
        n_lines,
        coalesce(
            starts_with(item_code, $item::varchar) or starts_with(function_code, $item::varchar), false
        ) as is_item
    from mart_execution_month
    where year = $year::integer and month = (select month from cut_off)
),

workloads as (
    select
        org_code,
        case when count(distinct coalesce(measure_unit, '')) = 1 then sum(quantity) end as quantity,
        case when count(distinct coalesce(measure_unit, '')) = 1 then any_value(measure_unit) end as measure_unit
    from workload
    where year = $year::integer and measure_code is null and starts_with(item_code, $item::varchar)
    group by org_code
),

profiles as (
    select org_code, any_value(population) as population, any_value(area_km2) as area_km2
    from org_profile
    where year = $year::integer
    group by org_code
)

select
    l.scope_org as org_code,
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
    (select month from cut_off) as month
from lines as l
left join organisation as o on l.scope_org = o.org_code
left join workloads as w on l.scope_org = w.org_code
left join profiles as p on l.scope_org = p.org_code
group by l.scope_org, o.org_name, o.org_type
order by l.scope_org
