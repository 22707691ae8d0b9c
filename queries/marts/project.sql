-- Every project as the lists of projects tell it, under the code that its organisation is read under today.
-- grain: org_code × project_code
-- refreshed by: project, org_alias
-- whole
with today as (
    select code, arg_max(org_code, valid_to) as org_code
    from mart_successor
    group by code
)

select
    coalesce(t.org_code, p.org_code) as org_code,
    p.project_code,
    any_value(p.project_name) as project_name,
    any_value(p.item_code) as item_code,
    any_value(p.function_code) as function_code,
    any_value(p.nature) as nature,
    any_value(p.related_project_code) as related_project_code,
    any_value(p.total_budget_yuan) as total_budget_yuan,
    min(p.start_date) as start_date,
    max(p.end_date) as end_date
from project as p
left join today as t on p.org_code = t.code
group by coalesce(t.org_code, p.org_code), p.project_code
