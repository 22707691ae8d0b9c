-- Cumulative execution by project; lines that name no project together by service item or function class × chapter.
-- grain: scope_org × scope_period × project
-- units: yuan (or the currency of the batch)
-- refreshed by: execution, project
-- can wait
-- project: the code, where none is told the name, else `item or class/chapter`
-- fund_type, chapter: NULL where its lines tell several; term_months: the shortest of its lines
select
    scope_org,
    scope_period,
    year,
    month,
    coalesce(project_code, project_name, concat(coalesce(item_code, function_code), '/', left(economic_code, 1)))
        as project,
    any_value(project_code) as project_code,
    any_value(project_name) as project_name,
    any_value(item_code) as item_code,
    any_value(function_code) as function_code,
    any_value(function_name) as function_name,
    case when min(fund_type) = max(fund_type) then min(fund_type) end as fund_type,
    min(fund_type) <> max(fund_type) as several_funds,
    case when min(left(economic_code, 1)) = max(left(economic_code, 1)) then min(left(economic_code, 1)) end as chapter,
    min(left(economic_code, 1)) <> max(left(economic_code, 1)) as several_chapters,
    min(term_months) as term_months,
    sum(approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(authorised_yuan)::decimal(18, 2) as authorised_yuan,
    sum(contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan
from execution_line
where
    batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by
    scope_org,
    scope_period,
    year,
    month,
    coalesce(project_code, project_name, concat(coalesce(item_code, function_code), '/', left(economic_code, 1)))
