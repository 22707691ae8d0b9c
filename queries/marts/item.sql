-- Every service item known: from the list of service items, else as the newest execution extract spells it.
-- grain: service item
-- refreshed by: service_item, execution
-- whole
with seen as (
    select item_code, arg_max(item_name, scope_period) as item_name
    from mart_name_seen
    where item_code is not null
    group by item_code
),

listed as (
    select
        item_code,
        any_value(item_name) as item_name,
        any_value(field) as field,
        any_value(measure_unit) as measure_unit,
        any_value(definition) as definition,
        any_value(includes) as includes,
        any_value(excludes) as excludes,
        any_value(grades) as grades,
        any_value(drivers) as drivers
    from service_item
    group by item_code
)

select
    coalesce(l.item_code, s.item_code) as item_code,
    coalesce(l.item_name, s.item_name, s.item_code) as item_name,
    l.field,
    l.measure_unit,
    l.definition,
    l.includes,
    l.excludes,
    l.grades,
    l.drivers
from listed as l
full join seen as s on l.item_code = s.item_code
