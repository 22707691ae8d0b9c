-- What projects of past years had at the end of the same month, and what they had paid by the end of their year.
-- grain: year × organisation × project (as in pace_of_projects), of years before `year` of which the month and December
-- are loaded; what a project without a line in December had paid by then is NULL
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year, month
with lines as (
    select
        l.year,
        l.month,
        l.scope_org as org_code,
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
    from execution_line as l
    where l.year < $year::integer and l.month in ($month::integer, 12)
),

known as (
    select year
    from lines
    group by year
    having bool_or(month = 12) and bool_or(month = $month::integer)
)

select
    l.year,
    l.org_code,
    l.project,
    any_value(l.item_code) as item_code,
    any_value(l.function_code) as function_code,
    case when count(distinct l.chapter) = 1 then any_value(l.chapter) end as chapter,
    sum(l.current_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as current_yuan,
    sum(l.contracted_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as contracted_yuan,
    sum(l.paid_yuan) filter (where l.month = $month::integer)::decimal(18, 2) as paid_yuan,
    sum(l.paid_yuan) filter (where l.month = 12)::decimal(18, 2) as final_yuan
from lines as l
inner join known as k on l.year = k.year
group by l.year, l.org_code, l.project
having bool_or(l.month = $month::integer)
order by l.year, l.org_code, l.project
