-- Months that have execution in a year, the newest first, and how many organisations report in each.
-- grain: month
-- required: year
select month, count(distinct org_code) as n_orgs
from execution_month
where year = $year::integer
group by month
order by month desc
