-- How far every project is at a month end.
-- grain: organisation × project; lines that name no project: organisation × service item or function class × chapter
-- units: yuan (or the currency of the batch), cumulative from 1 January to the month (default the last one loaded)
-- required: year
-- project: the code, where none is told the name, else `item or class/chapter`; is_project: whether it is one at all
-- fund_type, chapter: NULL where its lines tell several; nature, end_date: as the list of projects tells them
-- before_yuan: contracted three months earlier; NULL where that month is of the year before, or it has no line in it
-- department_code: the department of a unit, as the list of organisations tells it, else the organisation itself; lists
-- that still carry former codes count under those of today
-- item_code, function_code: of a line, else as the list of projects tells it
with today as (
    select code, arg_max(org_code, valid_to) as org_code
    from successor
    group by code
),

cut_off as (
    select coalesce($month::integer, max(month)) as month
    from mart_execution_month
    where year = $year::integer
),

lines as (
    select
        coalesce(s.org_code, l.scope_org) as org_code,
        coalesce(
            l.project_code,
            l.project_name,
            concat(coalesce(l.item_code, l.function_code), '/', left(l.economic_code, 1))
        ) as project,
        l.project_code,
        l.project_name,
        l.item_code,
        l.function_code,
        l.function_name,
        l.economic_code,
        l.economic_name,
        l.fund_type,
        l.month,
        l.approved_yuan,
        l.current_yuan,
        l.authorised_yuan,
        l.contracted_yuan,
        l.paid_yuan,
        l.month = (select month from cut_off) as is_now
    from execution as l
    left join successor as s
        on
            l.scope_org = s.code
            and make_date(l.year, l.month, 1) <= s.valid_to
            and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
    where
        l.year = $year::integer
        and l.month in ((select month from cut_off), (select month from cut_off) - 3)
),

projects as (
    select
        org_code,
        project,
        any_value(project_code) as project_code,
        any_value(project_name) filter (where is_now) as project_name,
        any_value(item_code) filter (where is_now) as item_code,
        any_value(function_code) filter (where is_now) as function_code,
        any_value(function_name) filter (where is_now) as function_name,
        case when count(distinct fund_type) filter (where is_now) = 1 then any_value(fund_type) end as fund_type,
        case
            when count(distinct left(economic_code, 1)) filter (where is_now) = 1 then any_value(left(economic_code, 1))
        end as chapter,
        sum(approved_yuan) filter (where is_now) as approved_yuan,
        sum(current_yuan) filter (where is_now) as current_yuan,
        sum(authorised_yuan) filter (where is_now) as authorised_yuan,
        sum(contracted_yuan) filter (where is_now) as contracted_yuan,
        sum(paid_yuan) filter (where is_now) as paid_yuan,
        sum(contracted_yuan) filter (where month = (select month from cut_off) - 3) as before_yuan
    from lines
    group by org_code, project
    having bool_or(is_now)
),

listed as (
    select
        coalesce(t.org_code, p.org_code) as org_code,
        p.project_code,
        any_value(p.project_name) as project_name,
        any_value(p.item_code) as item_code,
        any_value(p.function_code) as function_code,
        any_value(p.nature) as nature,
        max(p.end_date) as end_date
    from project as p
    left join today as t on p.org_code = t.code
    group by 1, p.project_code
),

units as (
    select
        coalesce(t.org_code, u.org_code) as org_code,
        coalesce(
            any_value(coalesce(d.org_code, u.parent_code)) filter (where t.code is null),
            any_value(coalesce(d.org_code, u.parent_code))
        ) as parent_code
    from org as u
    left join today as t on u.org_code = t.code
    left join today as d on u.parent_code = d.code
    where u.org_type = 'unit' and u.parent_code is not null
    group by 1
)

select
    p.org_code,
    coalesce(o.org_name, p.org_code) as org_name,
    o.org_type,
    coalesce(u.parent_code, p.org_code) as department_code,
    coalesce(d.org_name, u.parent_code, o.org_name, p.org_code) as department_name,
    p.project,
    p.project_code is not null or p.project_name is not null as is_project,
    coalesce(p.project_name, t.project_name, i.item_name, f.name, p.function_name, p.project) as project_name,
    coalesce(p.item_code, t.item_code) as item_code,
    i.item_name,
    coalesce(p.function_code, t.function_code) as function_code,
    p.fund_type,
    p.chapter,
    t.nature,
    t.end_date,
    p.approved_yuan::decimal(18, 2) as approved_yuan,
    p.current_yuan::decimal(18, 2) as current_yuan,
    p.authorised_yuan::decimal(18, 2) as authorised_yuan,
    p.contracted_yuan::decimal(18, 2) as contracted_yuan,
    p.paid_yuan::decimal(18, 2) as paid_yuan,
    p.before_yuan::decimal(18, 2) as before_yuan
from projects as p
left join listed as t on p.org_code = t.org_code and p.project_code = t.project_code
left join organisation as o on p.org_code = o.org_code
left join units as u on p.org_code = u.org_code
left join organisation as d on u.parent_code = d.org_code
left join item as i on coalesce(p.item_code, t.item_code) = i.item_code
left join function_class as f on coalesce(p.function_code, t.function_code) = f.code
order by p.org_code, p.project
