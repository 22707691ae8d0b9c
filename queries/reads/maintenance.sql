-- Maintenance projects of a year with the project that built what they maintain, and what that cost.
-- grain: organisation × maintenance project
-- units: yuan (or the currency of the batch); build_yuan is the total budget of the build, else what was paid for it
-- required: year, month
-- org_code: under which code the organisation's figures are read today
with lines as (
    select
        coalesce(t.org_code, e.org_code) as org_code,
        project_code,
        any_value(project_name) as project_name,
        sum(current_yuan)::decimal(18, 2) as current_yuan,
        sum(paid_yuan)::decimal(18, 2) as paid_yuan
    from execution_line as e
    left join successor_today as t on e.org_code = t.code
    where e.year = $year::integer and e.month = $month::integer
    group by all
),

ends as (
    select org_code, project_code, year, max(month) as month
    from execution_line
    group by org_code, project_code, year
),

paid as (
    select coalesce(n.org_code, e.org_code) as org_code, e.project_code, sum(e.paid_yuan)::decimal(18, 2) as paid_yuan
    from execution_line as e
    inner join ends as t
        on
            e.org_code = t.org_code
            and e.project_code = t.project_code
            and e.year = t.year
            and e.month = t.month
    left join successor_today as n on e.org_code = n.code
    group by all
),

projects as (
    select
        coalesce(t.org_code, p.org_code) as org_code,
        p.project_code,
        any_value(p.project_name) as project_name,
        any_value(p.item_code) as item_code,
        any_value(p.related_project_code) as related_project_code,
        any_value(p.total_budget_yuan) as total_budget_yuan
    from project as p
    left join successor_today as t on p.org_code = t.code
    group by all
)

select
    l.org_code,
    coalesce(o.org_name, l.org_code) as org_name,
    l.project_code,
    coalesce(l.project_name, m.project_name) as project_name,
    m.item_code,
    l.current_yuan,
    l.paid_yuan,
    b.project_code as build_code,
    b.project_name as build_name,
    coalesce(b.total_budget_yuan, p.paid_yuan) as build_yuan
from lines as l
inner join projects as m on l.org_code = m.org_code and l.project_code = m.project_code
inner join projects as b on m.related_project_code = b.project_code and m.org_code = b.org_code
left join paid as p on b.org_code = p.org_code and b.project_code = p.project_code
left join mart_organisation as o on l.org_code = o.org_code
where m.related_project_code is not null
order by l.org_code, l.project_code
