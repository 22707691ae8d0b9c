-- What one project had as budget, contracts and payments at every month end of a year.
-- grain: month
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year, org, project
-- project: as in pace_of_projects; month: no later than this one (default: all)
select
    month,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan
from execution_project
where
    year = $year::integer
    and month <= coalesce($month::integer, 12)
    and org_code = $org::varchar
    and project = $project::varchar
group by month
order by month
