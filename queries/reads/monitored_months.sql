-- Month ends of which projects reported their indicators, the newest first.
-- grain: year × month
select year, month, count(distinct project_code) as n_projects
from monitoring
group by year, month
order by year desc, month desc
