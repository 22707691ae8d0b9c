-- What every service item is: its unit, its definition, what it includes and what not, its grades and cost drivers.
-- grain: service item
select item_code, item_name, field, measure_unit, definition, includes, excludes, grades, drivers
from mart_item
order by item_code
