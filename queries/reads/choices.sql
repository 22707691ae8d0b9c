-- What can be compared in a year: service items, and every level of the functional and of the economic classification.
-- grain: kind × code
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year
-- default: month, the last one loaded in the year
with lines as (
    select org_code, item_code, function_code, function_name, economic_code, economic_name, paid_yuan
    from execution_cell
    where year = $year::integer and month = $month::integer
),

listed as (
    select i.item_code, i.item_name, count(above.item_code) + 1 as level, max(above.item_code) as parent_code
    from mart_item as i
    left join mart_item as above on starts_with(i.item_code, above.item_code) and above.item_code <> i.item_code
    group by i.item_code, i.item_name
),

items as (
    select
        'item' as kind,
        i.item_code as code,
        i.item_name as name,
        i.level,
        i.parent_code,
        count(distinct l.org_code) as n_orgs,
        sum(l.paid_yuan)::decimal(18, 2) as spent_yuan
    from listed as i
    inner join lines as l on starts_with(l.item_code, i.item_code)
    group by i.item_code, i.item_name, i.level, i.parent_code
),

functions as (
    select
        'function' as kind,
        left(l.function_code, d.digits) as code,
        coalesce(
            any_value(f.name), any_value(l.function_name) filter (where length(l.function_code) = d.digits)
        ) as name,
        d.level,
        case when d.digits > 3 then left(any_value(l.function_code), d.digits - 2) end as parent_code,
        count(distinct l.org_code) as n_orgs,
        sum(l.paid_yuan)::decimal(18, 2) as spent_yuan
    from lines as l
    inner join (values (3, 1), (5, 2), (7, 3)) as d(digits, level) on length(l.function_code) >= d.digits
    left join function_class as f on left(l.function_code, d.digits) = f.code
    group by left(l.function_code, d.digits), d.digits, d.level
),

economics as (
    select
        'economic' as kind,
        left(l.economic_code, d.digits) as code,
        coalesce(
            any_value(c.name), any_value(l.economic_name) filter (where length(l.economic_code) = d.digits)
        ) as name,
        d.level,
        case when d.digits > 3 then left(any_value(l.economic_code), d.digits - 2) end as parent_code,
        count(distinct l.org_code) as n_orgs,
        sum(l.paid_yuan)::decimal(18, 2) as spent_yuan
    from lines as l
    inner join (values (3, 1), (5, 2)) as d(digits, level) on length(l.economic_code) >= d.digits
    left join economic_class as c on left(l.economic_code, d.digits) = c.code
    group by left(l.economic_code, d.digits), d.digits, d.level
)

select kind, code, coalesce(name, code) as name, level, parent_code, n_orgs, spent_yuan
from items
union all
select kind, code, coalesce(name, code) as name, level, parent_code, n_orgs, spent_yuan
from functions
union all
select kind, code, coalesce(name, code) as name, level, parent_code, n_orgs, spent_yuan
from economics
order by kind desc, code
