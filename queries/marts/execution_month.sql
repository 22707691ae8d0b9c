-- Cumulative execution by organisation, month, service item, grade and function.
-- grain: scope_org × scope_period × item_code × grade × function_code
-- units: yuan (or the currency of the batch)
-- refreshed by: execution, project
-- can wait
-- n_untold: lines that paid without telling their budget
select
    scope_org,
    scope_period,
    year,
    month,
    item_code,
    grade,
    function_code,
    sum(approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(adjustment_yuan)::decimal(18, 2) as adjustment_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(authorised_yuan)::decimal(18, 2) as authorised_yuan,
    sum(contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan,
    count(*) as n_lines,
    count(*) filter (where current_yuan is null and paid_yuan <> 0) as n_untold,
    count(distinct project_code) as n_projects
from execution_line
where
    batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by all
