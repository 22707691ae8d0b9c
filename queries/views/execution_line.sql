-- Live execution lines; an item, grade or function that a line does not tell is taken from its project.
-- grain: execution row
-- units: yuan (or the currency of the batch), cumulative since 1 January
with projects as (
    select
        org_code,
        project_code,
        any_value(item_code) as item_code,
        any_value(grade) as grade,
        any_value(function_code) as function_code,
        any_value(project_name) as project_name
    from project
    group by org_code, project_code
)

select
    e.batch_id,
    e.row_number,
    e.scope_org,
    e.scope_period,
    e.year,
    e.month,
    e.org_code,
    e.unit_code,
    e.project_code,
    coalesce(e.project_name, p.project_name) as project_name,
    coalesce(e.item_code, p.item_code) as item_code,
    e.item_name,
    p.grade,
    coalesce(e.function_code, p.function_code) as function_code,
    e.function_name,
    e.economic_code,
    e.economic_name,
    e.fund_type,
    e.approved_yuan,
    e.adjustment_yuan,
    e.current_yuan,
    e.authorised_yuan,
    e.contracted_yuan,
    e.paid_yuan
from execution as e
left join projects as p on e.org_code = p.org_code and e.project_code = p.project_code
