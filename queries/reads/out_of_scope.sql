-- Payments of projects under economic classes, or for service items, that their budget does not name: beyond its scope.
-- grain: organisation × project × economic class × service item
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year
-- default: month, the last one loaded in the year
-- Only projects whose budget of the year is told by economic class, or by service item; budgets above zero that were
-- approved, adjusted or are current count as naming it, what was only requested or reviewed does not; a class or an item
-- names all that is below it
-- beyond: economic, item or both
with budgets as (
    select coalesce(t.org_code, a.org_code) as org_code, a.project_code, a.economic_code, a.item_code
    from appropriation as a
    left join successor_today as t on a.org_code = t.code
    where
        a.year = $year::integer
        and a.version in ('approved', 'adjusted', 'current')
        and a.project_code is not null
        and a.amount_yuan > 0
),

classes as (
    select distinct org_code, project_code, economic_code
    from budgets
    where economic_code is not null
),

items as (
    select distinct org_code, project_code, item_code
    from budgets
    where item_code is not null
),

by_class as (
    select org_code, project_code, string_agg(economic_code, '、' order by economic_code) as approved_codes
    from classes
    group by org_code, project_code
),

by_item as (
    select org_code, project_code, string_agg(item_code, '、' order by item_code) as approved_items
    from items
    group by org_code, project_code
),

paid as (
    select
        coalesce(t.org_code, e.org_code) as org_code,
        any_value(e.org_name) as org_name,
        e.project_code,
        any_value(e.project_name) as project_name,
        e.economic_code,
        any_value(e.economic_name) as economic_name,
        e.item_code,
        sum(e.current_yuan) as current_yuan,
        sum(e.paid_yuan) as paid_yuan
    from execution as e
    left join successor_today as t on e.org_code = t.code
    where e.year = $year::integer and e.month = $month::integer and e.project_code is not null
    group by 1, e.project_code, e.economic_code, e.item_code
    having sum(e.paid_yuan) > 0
),

judged as (
    select
        p.org_code,
        p.org_name,
        p.project_code,
        p.project_name,
        p.economic_code,
        p.economic_name,
        p.item_code,
        p.current_yuan,
        p.paid_yuan,
        b.approved_codes,
        i.approved_items,
        p.economic_code is not null and b.approved_codes is not null and not exists(
            select 1
            from classes as c
            where
                c.org_code = p.org_code
                and c.project_code = p.project_code
                and left(p.economic_code, length(c.economic_code)) = c.economic_code
        ) as beyond_class,
        p.item_code is not null and i.approved_items is not null and not exists(
            select 1
            from items as m
            where
                m.org_code = p.org_code
                and m.project_code = p.project_code
                and left(p.item_code, length(m.item_code)) = m.item_code
        ) as beyond_item
    from paid as p
    left join by_class as b on p.org_code = b.org_code and p.project_code = b.project_code
    left join by_item as i on p.org_code = i.org_code and p.project_code = i.project_code
)

select
    j.org_code,
    coalesce(o.org_name, j.org_name) as org_name,
    j.project_code,
    j.project_name,
    case when j.beyond_class and j.beyond_item then 'both' when j.beyond_class then 'economic' else 'item' end as beyond,
    j.economic_code,
    coalesce(j.economic_name, e.name) as economic_name,
    j.approved_codes,
    j.item_code,
    s.item_name,
    j.approved_items,
    j.current_yuan::decimal(18, 2) as current_yuan,
    j.paid_yuan::decimal(18, 2) as paid_yuan
from judged as j
left join mart_organisation as o on j.org_code = o.org_code
left join economic_class as e on j.economic_code = e.code
left join mart_item as s on j.item_code = s.item_code
where j.beyond_class or j.beyond_item
order by j.paid_yuan desc, j.org_code, j.project_code, j.economic_code, j.item_code
