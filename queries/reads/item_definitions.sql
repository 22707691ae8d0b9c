-- What every service item is: its unit, its definition, what it includes and what not.
-- grain: service item
select item_code, item_name, field, measure_unit, definition, includes, excludes
from item
order by item_code
