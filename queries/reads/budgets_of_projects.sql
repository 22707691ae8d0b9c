-- What was asked for, approved, left after changes and paid of each project, and what it paid in the year before.
-- grain: organisation × project
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year
-- default: month, the last one loaded in the year
-- in no order: what reads it ranks it anyway
-- project: what tells projects of an organisation apart: the code, where none is told the name
-- requested_yuan: asked for in the budget of the year; where no extract tells it what was reviewed, else approved
-- approved_yuan: as the execution tells it, else as the approved appropriation does
-- past_yuan: paid in the whole year before; NULL where its December is not loaded, the project has no line in it or, by
-- its dates, ran in a part of it only; past_months: in how many months of it it ran, NULL where that is not told
with budgets as (
    select *
    from execution_project
    where year = $year::integer and month = $month::integer and coalesce(project_code, project_name) is not null
),

past as (
    select org_code, project, case when coalesce(term_months, 12) = 12 then paid_yuan end as paid_yuan, term_months
    from execution_project
    where year = $year::integer - 1 and month = 12
),

asked as (
    select
        coalesce(s.org_code, a.org_code) as org_code,
        coalesce(a.project_code, a.project_name) as project,
        sum(a.amount_yuan) filter (where a.version = 'approved') as approved_yuan,
        sum(a.amount_yuan) filter (where a.version = 'requested') as requested_yuan,
        sum(a.amount_yuan) filter (where a.version = 'reviewed') as reviewed_yuan
    from appropriation as a
    left join mart_successor as s
        on
            a.org_code = s.code
            and make_date(a.year, 1, 1) <= s.valid_to
            and make_date(a.year, 12, 31) >= s.valid_from
    where a.year = $year::integer and a.version in ('requested', 'reviewed', 'approved')
    group by 1, 2
)

select
    b.org_code,
    b.project,
    b.project_name,
    b.item_code,
    t.nature,
    coalesce(a.requested_yuan, a.reviewed_yuan, b.approved_yuan, a.approved_yuan)::decimal(18, 2) as requested_yuan,
    coalesce(b.approved_yuan, a.approved_yuan)::decimal(18, 2) as approved_yuan,
    b.current_yuan,
    b.paid_yuan,
    p.paid_yuan as past_yuan,
    p.term_months as past_months
from budgets as b
left join asked as a on b.org_code = a.org_code and b.project = a.project
left join mart_project as t on b.org_code = t.org_code and b.project_code = t.project_code
left join past as p on b.org_code = p.org_code and b.project = p.project
