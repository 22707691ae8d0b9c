-- What projects of past years had at the end of the same month, and what they had paid by the end of their year.
-- grain: year × organisation × project (as in pace_of_projects), of years before `year` of which the month and December
-- are loaded; what a project without a line in December had paid by then is NULL
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year, month
with today as (
    select code, arg_max(org_code, valid_to) as org_code
    from successor
    group by code
),

lines as (
    select
        l.year,
        l.month,
        coalesce(s.org_code, l.scope_org) as org_code,
        coalesce(
            l.project_code,
            l.project_name,
            concat(coalesce(l.item_code, l.function_code), '/', left(l.economic_code, 1))
        ) as project,
        l.item_code,
        l.function_code,
        left(l.economic_code, 1) as chapter,
        l.current_yuan,
        l.contracted_yuan,
        l.paid_yuan
    from execution as l
    left join successor as s
        on
            l.scope_org = s.code
            and make_date(l.year, l.month, 1) <= s.valid_to
            and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
    where l.year < $year::integer and l.month in ($month::integer, 12)
),

known as (
    select year
    from lines
    group by year
    having bool_or(month = 12) and bool_or(month = $month::integer)
),

listed as (
    select
        coalesce(t.org_code, p.org_code) as org_code,
        p.project_code,
        any_value(p.item_code) as item_code,
        any_value(p.function_code) as function_code
    from project as p
    left join today as t on p.org_code = t.code
    group by 1, p.project_code
)

select
    l.year,
    l.org_code,
    l.project,
    coalesce(any_value(l.item_code), any_value(t.item_code)) as item_code,
    coalesce(any_value(l.function_code), any_value(t.function_code)) as function_code,
    case when count(distinct l.chapter) = 1 then any_value(l.chapter) end as chapter,
    sum(l.current_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as current_yuan,
    sum(l.contracted_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as contracted_yuan,
    sum(l.paid_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as paid_yuan,
    sum(l.paid_yuan) filter (where l.month = 12)::decimal(18, 2) as final_yuan
from lines as l
inner join known as k on l.year = k.year
left join listed as t on l.org_code = t.org_code and l.project = t.project_code
group by l.year, l.org_code, l.project
having bool_or(l.month = $month::integer)
order by l.year, l.org_code, l.project
