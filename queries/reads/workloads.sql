-- Workload of a service item, its own and every other quantity that is counted for it.
-- grain: year × who reported × service item × measure × grade × unit of workload
-- units: quantity and planned_quantity in measure_unit; measure is NULL for the workload of the item itself
-- required: item
-- item: a service item code, or the beginning of one
select
    year,
    org_code as scope_org,
    item_code,
    coalesce(measure_name, measure_code) as measure,
    grade,
    measure_unit,
    sum(quantity)::double as quantity,
    sum(planned_quantity)::double as planned_quantity,
    array_to_string(list_sort(list_distinct(list(provenance))), ', ') as provenance
from workload
where starts_with(item_code, $item::varchar)
group by all
order by year, scope_org, item_code, measure, grade, measure_unit
