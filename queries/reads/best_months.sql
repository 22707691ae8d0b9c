-- The most that a project ever paid in a month of the years before this one.
-- grain: organisation × project (as in pace_of_projects)
-- units: yuan (or the currency of the batch) a month; months whose neighbour before is not loaded are left out
-- required: year
with months as (
    select
        coalesce(s.org_code, l.scope_org) as org_code,
        coalesce(
            l.project_code,
            l.project_name,
            concat(coalesce(l.item_code, l.function_code), '/', left(l.economic_code, 1))
        ) as project,
        l.year,
        l.month,
        sum(l.paid_yuan) as paid_yuan
    from execution as l
    left join successor as s
        on
            l.scope_org = s.code
            and make_date(l.year, l.month, 1) <= s.valid_to
            and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
    where l.year < $year::integer
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
