-- Cumulative execution by everything that a comparison may leave out, choose or look at side by side.
-- grain: scope_org × scope_period × item_code × grade × function_code × economic_code × fund_type × one_off × cost_kind
-- units: yuan (or the currency of the batch)
-- refreshed by: execution, project
-- can wait
-- paid_full_year_yuan: what the same would have cost had the contract run in all months so far, in December the whole
-- year; one-off projects, those whose term nobody told, and what was paid before the term stay as they are
select
    scope_org,
    scope_period,
    year,
    month,
    item_code,
    grade,
    function_code,
    economic_code,
    fund_type,
    one_off,
    cost_kind,
    any_value(function_name) as function_name,
    any_value(economic_name) as economic_name,
    sum(approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan,
    sum(
        case
            when run_months between 1 and month - 1 and not one_off then round(paid_yuan * month / run_months, 2)
            else paid_yuan
        end
    )::decimal(18, 2) as paid_full_year_yuan,
    sum(case when run_months < month and not one_off then 1 else 0 end) as n_part_year,
    count(*) as n_lines
from execution_line
where
    batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by all
