-- What each organisation spent on chosen projects, year by year, as it is to be compared.
-- grain: year × organisation × who reported × service item × grade
-- units: yuan (or the currency of the batch), cumulative from 1 January to `month`
-- required: projects
-- projects: project codes with commas between; the other parameters are those of `spending`
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
        l.*,
        coalesce(s.org_code, l.scope_org) as successor_code,
        case
            when l.run_months between 1 and l.month - 1 and not l.one_off
                then round(l.paid_yuan * l.month / l.run_months, 2)
            else l.paid_yuan
        end as paid_full_year_yuan
    from execution_line as l
    inner join cut_off as t on l.year = t.year and l.month = t.month
    left join mart_successor as s
        on
            l.scope_org = s.code
            and make_date(l.year, l.month, 1) <= s.valid_to
            and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
    where
        l.project_code in (select unnest(string_split($projects::varchar, ',')))
        and not (coalesce($without_one_offs::boolean, false) and l.one_off)
        and not (coalesce($without_arrears::boolean, false) and l.cost_kind = 'arrears')
        and not (coalesce($without_central::boolean, false) and l.cost_kind = 'central')
)

select
    year,
    month,
    successor_code as org_code,
    scope_org,
    item_code,
    grade,
    sum(case when $full_year::boolean then paid_full_year_yuan else paid_yuan end)::decimal(18, 2) as spent_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(paid_yuan) filter (where one_off)::decimal(18, 2) as one_off_yuan,
    count(*) filter (where run_months < month and not one_off) as n_part_year,
    count(*) as n_lines
from chosen
group by year, month, successor_code, scope_org, item_code, grade
order by year, org_code, scope_org, item_code, grade
