-- Components of digital projects, in every year or in one.
-- grain: component row
-- units: amount_yuan for the whole quantity (or the currency of the batch); quantity in measure_unit
-- org_code: under which code the organisation's figures are read today
-- year: one year only; item: a service item code, or the beginning of one
select
    c.year,
    coalesce(t.org_code, c.org_code) as org_code,
    coalesce(o.org_name, c.org_name, c.org_code) as org_name,
    coalesce(o.org_type, '') as org_type,
    c.project_code,
    c.project_name,
    c.item_code,
    coalesce(i.item_name, c.item_name) as item_name,
    c.system_name,
    c.component_name,
    c.specification,
    c.quantity,
    c.measure_unit,
    c.amount_yuan,
    c.purchased_on,
    c.service_from,
    c.service_to,
    c.function_points,
    c.person_months,
    c.batch_id
from digital_component as c
left join successor_today as t on c.org_code = t.code
left join mart_organisation as o on coalesce(t.org_code, c.org_code) = o.org_code
left join mart_item as i on c.item_code = i.item_code
where
    ($year::integer is null or c.year = $year::integer)
    and ($item::varchar is null or starts_with(c.item_code, $item::varchar))
order by c.year, org_code, c.project_code, c.item_code, c.component_name, c.row_number
