-- The last month of a year that has execution; NULL where none has.
select max(month) as month
from mart_execution_month
where year = $year::integer
