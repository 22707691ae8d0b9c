-- Years that have execution, newest first, with the last month loaded and how many organisations report in it.
-- grain: year
with last_month as (
    select year, max(month) as last_month
    from mart_execution_month
    group by year
)

select l.year, l.last_month, count(distinct m.org_code) as n_orgs
from last_month as l
inner join execution_month as m on l.year = m.year and l.last_month = m.month
group by l.year, l.last_month
order by l.year desc
