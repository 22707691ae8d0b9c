-- The most that a project ever paid in a month of the years before this one.
-- grain: organisation × project (as in pace_of_projects)
-- units: yuan (or the currency of the batch) a month; months whose neighbour before is not loaded are left out
-- required: year
with months as (
    select
        scope_org as org_code,
        coalesce(
            project_code,
            project_name,
            concat(coalesce(item_code, function_code), '/', left(economic_code, 1))
        ) as project,
        year,
        month,
        sum(paid_yuan) as paid_yuan
    from execution
    where year < $year::integer
    group by all
),

steps as (
    select
        org_code,
        project,
        case
            when month = 1 then paid_yuan
            when lag(month) over w = month - 1 then paid_yuan - lag(paid_yuan) over w
        end as step_yuan
    from months
    window w as (partition by org_code, project, year order by month)
)

select org_code, project, max(step_yuan)::decimal(18, 2) as best_before_yuan
from steps
group by org_code, project
order by org_code, project
