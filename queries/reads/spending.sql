-- What each organisation spent on the same thing, year by year, as it is to be compared.
-- grain: year × organisation × who reported × service item × grade
-- units: yuan (or the currency of the batch), cumulative from 1 January to `month`
-- required: kind, code
-- kind: item, function or economic, whose code (or the beginning of one) is `code`; all, for everything
-- year: one year only; month: the cut-off of every year that has it loaded, else the last month loaded
-- without_one_offs, without_arrears, without_central: what is left out; full_year: contracts that ran in a part of
-- the months count as if they ran in all; off_list_yuan: of spent_yuan what no standard lists
with loaded as (
    select year, month
    from mart_execution_month
    where $year::integer is null or year = $year::integer
    group by year, month
),

cut_off as (
    select year, coalesce(max(month) filter (where month = $month::integer), max(month)) as month
    from loaded
    group by year
),

chosen as (
    select
        c.*,
        case when $full_year::boolean then c.paid_full_year_yuan else c.paid_yuan end as spent_yuan
    from execution_cell as c
    inner join cut_off as t on c.year = t.year and c.month = t.month
    where
        not (coalesce($without_one_offs::boolean, false) and c.one_off)
        and not (coalesce($without_arrears::boolean, false) and c.cost_kind = 'arrears')
        and not (coalesce($without_central::boolean, false) and c.cost_kind = 'central')
        and case $kind::varchar
            when 'item' then coalesce(starts_with(c.item_code, $code::varchar), false)
            when 'function' then coalesce(starts_with(c.function_code, $code::varchar), false)
            when 'economic' then coalesce(starts_with(c.economic_code, $code::varchar), false)
            when 'all' then true
            else false
        end
)

select
    year,
    month,
    org_code,
    scope_org,
    item_code,
    grade,
    sum(spent_yuan)::decimal(18, 2) as spent_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(paid_yuan) filter (where one_off)::decimal(18, 2) as one_off_yuan,
    sum(spent_yuan) filter (where one_off or cost_kind in ('arrears', 'central'))::decimal(18, 2) as off_list_yuan,
    sum(n_part_year)::bigint as n_part_year,
    sum(n_lines)::bigint as n_lines
from chosen
group by year, month, org_code, scope_org, item_code, grade
order by year, org_code, scope_org, item_code, grade
