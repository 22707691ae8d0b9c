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

suspects as (
    -- nearly every line names a class and an item just as its budget does; the others are looked at closely
    select coalesce(t.org_code, e.org_code) as org_code, e.* exclude (org_code)
    from execution as e
    left join successor_today as t on e.org_code = t.code
    anti join budgets as b
        on
            coalesce(t.org_code, e.org_code) = b.org_code
            and e.project_code = b.project_code
            and e.economic_code is not distinct from b.economic_code
            and e.item_code is not distinct from b.item_code
    where e.year = $year::integer and e.month = $month::integer and e.project_code is not null
),

named as (
    select
        org_code,
        project_code,
        list(economic_code) filter (where economic_code is not null) as classes,
        list(item_code) filter (where item_code is not null) as items
    from budgets
    where (org_code, project_code) in (select (org_code, project_code) from suspects)
    group by org_code, project_code
),

lines as (
    select
        e.org_code,
        e.org_name,
        e.project_code,
        e.project_name,
        e.economic_code,
        e.economic_name,
        e.item_code,
        e.current_yuan,
        e.paid_yuan,
        n.classes,
        n.items,
        e.economic_code is not null
        and n.classes is not null
        and not list_bool_or(list_transform(n.classes, lambda class: starts_with(e.economic_code, class)))
            as beyond_class,
        e.item_code is not null
        and n.items is not null
        and not list_bool_or(list_transform(n.items, lambda item: starts_with(e.item_code, item))) as beyond_item
    from suspects as e
    inner join named as n on e.org_code = n.org_code and e.project_code = n.project_code
),

beyond as (
    select
        org_code,
        any_value(org_name) as org_name,
        project_code,
        any_value(project_name) as project_name,
        economic_code,
        any_value(economic_name) as economic_name,
        item_code,
        any_value(classes) as classes,
        any_value(items) as items,
        beyond_class,
        beyond_item,
        sum(current_yuan) as current_yuan,
        sum(paid_yuan) as paid_yuan
    from lines
    where beyond_class or beyond_item
    group by org_code, project_code, economic_code, item_code, beyond_class, beyond_item
    having sum(paid_yuan) > 0
)

select
    j.org_code,
    coalesce(o.org_name, j.org_name) as org_name,
    j.project_code,
    j.project_name,
    case when j.beyond_class and j.beyond_item then 'both' when j.beyond_class then 'economic' else 'item' end as beyond,
    j.economic_code,
    coalesce(j.economic_name, e.name) as economic_name,
    array_to_string(list_sort(list_distinct(j.classes)), '、') as approved_codes,
    j.item_code,
    s.item_name,
    array_to_string(list_sort(list_distinct(j.items)), '、') as approved_items,
    j.current_yuan::decimal(18, 2) as current_yuan,
    j.paid_yuan::decimal(18, 2) as paid_yuan
from beyond as j
left join mart_organisation as o on j.org_code = o.org_code
left join economic_class as e on j.economic_code = e.code
left join mart_item as s on j.item_code = s.item_code
order by j.paid_yuan desc, j.org_code, j.project_code, j.economic_code, j.item_code
