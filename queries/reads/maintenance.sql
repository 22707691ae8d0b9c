-- Maintenance projects of a year with the project that built what they maintain, and what that cost.
-- grain: organisation × maintenance project
-- units: yuan (or the currency of the batch); build_yuan is the total budget of the build, else what was paid for it
-- required: year, month
-- org_code: under which code the organisation's figures are read today
with maintained as (
    select
        l.org_code,
        l.project_code,
        coalesce(l.project_name, m.project_name) as project_name,
        m.item_code,
        l.current_yuan,
        l.paid_yuan,
        b.project_code as build_code,
        b.project_name as build_name,
        b.total_budget_yuan
    from execution_project as l
    inner join mart_project as m on l.org_code = m.org_code and l.project_code = m.project_code
    inner join mart_project as b on m.org_code = b.org_code and m.related_project_code = b.project_code
    where l.year = $year::integer and l.month = $month::integer
),

years as (
    select org_code, project, year, arg_max(paid_yuan, month) as paid_yuan
    from execution_project
    where (org_code, project) in (select (org_code, build_code) from maintained)
    group by org_code, project, year
),

paid as (
    select org_code, project, sum(paid_yuan)::decimal(18, 2) as paid_yuan
    from years
    group by org_code, project
)

select
    m.org_code,
    coalesce(o.org_name, m.org_code) as org_name,
    m.project_code,
    m.project_name,
    m.item_code,
    m.current_yuan,
    m.paid_yuan,
    m.build_code,
    m.build_name,
    coalesce(m.total_budget_yuan, p.paid_yuan) as build_yuan
from maintained as m
left join paid as p on m.org_code = p.org_code and m.build_code = p.project
left join mart_organisation as o on m.org_code = o.org_code
order by m.org_code, m.project_code
