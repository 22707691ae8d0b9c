-- Everything spent, by all that it can be looked at by: what the free exploration sums up.
-- grain: year × organisation × service item × grade × function class × economic class × fund × one-off × kind of cost
-- units: yuan (or the currency of the batch), cumulative from 1 January to `month` of each year
-- required: year
-- year: the last one; years: how many years up to it (default 1); month: the cut-off of `year`, default the last loaded
-- one_off, cost_kind: as in execution_line; field: the first two letters of the item code
with cut_off as (
    select
        year,
        case
            when year = $year::integer then coalesce($month::integer, max(month))
            else max(month)
        end as month
    from mart_execution_month
    where year between $year::integer - coalesce($years::integer, 1) + 1 and $year::integer
    group by year
)

select
    c.year,
    c.org_code,
    coalesce(o.org_name, c.org_code) as org_name,
    coalesce(o.org_type, '') as org_type,
    left(c.item_code, 2) as field,
    c.item_code,
    i.item_name,
    c.grade,
    left(c.function_code, 3) as function_group,
    c.function_code,
    coalesce(f.name, any_value(c.function_name)) as function_name,
    left(c.economic_code, 3) as economic_group,
    c.economic_code,
    coalesce(e.name, any_value(c.economic_name)) as economic_name,
    c.fund_type,
    c.one_off,
    c.cost_kind,
    sum(c.approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(c.current_yuan)::decimal(18, 2) as current_yuan,
    sum(c.contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(c.paid_yuan)::decimal(18, 2) as paid_yuan,
    sum(c.n_lines)::bigint as n_lines
from execution_cell as c
inner join cut_off as t on c.year = t.year and c.month = t.month
left join mart_organisation as o on c.org_code = o.org_code
left join mart_item as i on c.item_code = i.item_code
left join function_class as f on c.function_code = f.code
left join economic_class as e on c.economic_code = e.code
group by
    c.year, c.org_code, o.org_name, o.org_type, c.item_code, i.item_name, c.grade, c.function_code, f.name,
    c.economic_code, e.name, c.fund_type, c.one_off, c.cost_kind
order by c.year, c.org_code, c.item_code, c.grade, c.function_code, c.economic_code
