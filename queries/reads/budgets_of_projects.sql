-- What was asked for, approved, left after changes and paid of each project, and what it paid in the year before.
-- grain: organisation × project
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year
-- default: month, the last one loaded in the year
-- project: what tells projects of an organisation apart: the code, where none is told the name
-- requested_yuan: asked for in the budget of the year; where no extract tells it what was reviewed, else approved
-- past_yuan: paid in the whole year before; NULL where its December is not loaded, the project has no line in it or, by
-- its dates, ran in a part of it only
with lines as (
    select
        l.year,
        coalesce(s.org_code, l.scope_org) as org_code,
        coalesce(l.project_code, l.project_name) as project,
        l.project_name,
        l.item_code,
        l.term_months,
        l.approved_yuan,
        l.current_yuan,
        l.paid_yuan
    from execution_line as l
    left join mart_successor as s
        on
            l.scope_org = s.code
            and make_date(l.year, l.month, 1) <= s.valid_to
            and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
    where
        (l.year = $year::integer and l.month = $month::integer)
        or (l.year = $year::integer - 1 and l.month = 12)
),

past as (
    select
        org_code,
        project,
        case when coalesce(min(term_months), 12) = 12 then sum(paid_yuan) end as paid_yuan
    from lines
    where year = $year::integer - 1
    group by org_code, project
),

natures as (
    select org_code, project_code, any_value(nature) as nature
    from project
    group by org_code, project_code
),

asked as (
    select
        coalesce(s.org_code, a.org_code) as org_code,
        coalesce(a.project_code, a.project_name) as project,
        sum(a.amount_yuan) filter (where a.version = 'requested') as requested_yuan,
        sum(a.amount_yuan) filter (where a.version = 'reviewed') as reviewed_yuan
    from appropriation as a
    left join mart_successor as s
        on
            a.org_code = s.code
            and make_date(a.year, 1, 1) <= s.valid_to
            and make_date(a.year, 12, 31) >= s.valid_from
    where a.year = $year::integer and a.version in ('requested', 'reviewed')
    group by 1, 2
),

budgets as (
    select
        org_code,
        project,
        any_value(project_name) as project_name,
        any_value(item_code) as item_code,
        sum(approved_yuan) as approved_yuan,
        sum(current_yuan) as current_yuan,
        sum(paid_yuan) as paid_yuan
    from lines
    where year = $year::integer and project is not null
    group by org_code, project
)

select
    b.org_code,
    o.org_name,
    b.project,
    b.project_name,
    b.item_code,
    i.item_name,
    n.nature,
    coalesce(a.requested_yuan, a.reviewed_yuan, b.approved_yuan)::decimal(18, 2) as requested_yuan,
    b.approved_yuan::decimal(18, 2) as approved_yuan,
    b.current_yuan::decimal(18, 2) as current_yuan,
    b.paid_yuan::decimal(18, 2) as paid_yuan,
    p.paid_yuan::decimal(18, 2) as past_yuan
from budgets as b
left join asked as a on b.org_code = a.org_code and b.project = a.project
left join natures as n on b.org_code = n.org_code and b.project = n.project_code
left join past as p on b.org_code = p.org_code and b.project = p.project
left join mart_organisation as o on b.org_code = o.org_code
left join mart_item as i on b.item_code = i.item_code
order by b.org_code, b.project
