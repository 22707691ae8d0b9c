-- Of what the cost of a service item is made up, as the extract of cost elements tells it.
-- grain: year × organisation × service item × grade × cost element
-- units: yuan (or the currency of the batch)
-- required: item
-- item: a service item code, or the beginning of one
select
    year,
    org_code,
    item_code,
    grade,
    cost_element,
    sum(cost_yuan)::decimal(18, 2) as cost_yuan
from cost
where starts_with(item_code, $item::varchar)
group by year, org_code, item_code, grade, cost_element
order by year, org_code, item_code, grade, cost_element
