-- Live execution lines; an item, grade, function or kind of cost that a line does not tell is taken from its project.
-- grain: execution row
-- units: yuan (or the currency of the batch), cumulative since 1 January
-- term_months: in how many months of the year the contract runs, 1 to 12; run_months: in how many of those up to the
-- month, 0 before it begins; NULL where its dates do not tell
with projects as (
    select
        org_code,
        project_code,
        any_value(item_code) as item_code,
        any_value(grade) as grade,
        any_value(function_code) as function_code,
        any_value(project_name) as project_name,
        any_value(nature) as nature,
        any_value(cost_kind) as cost_kind,
        any_value(start_date) as start_date,
        any_value(end_date) as end_date
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
    coalesce(p.nature = 'one_off', false) as one_off,
    coalesce(e.cost_kind, p.cost_kind, 'current') as cost_kind,
    case
        when year(p.start_date) <= e.year and year(p.end_date) >= e.year
            then
                case when year(p.end_date) > e.year then 12 else month(p.end_date) end
                - case when year(p.start_date) < e.year then 1 else month(p.start_date) end
                + 1
    end as term_months,
    case
        when year(p.start_date) <= e.year and year(p.end_date) >= e.year
            then
                greatest(
                    0,
                    least(e.month, case when year(p.end_date) > e.year then 12 else month(p.end_date) end)
                    - case when year(p.start_date) < e.year then 1 else month(p.start_date) end
                    + 1
                )
    end as run_months,
    e.approved_yuan,
    e.adjustment_yuan,
    e.current_yuan,
    e.authorised_yuan,
    e.contracted_yuan,
    e.paid_yuan
from execution as e
left join projects as p on e.org_code = p.org_code and e.project_code = p.project_code
