-- Names of organisations and service items as execution extracts spell them, for those that no list names.
-- grain: scope_org × scope_period × item_code
-- refreshed by: execution
select
    scope_org,
    scope_period,
    item_code,
    arg_min(org_name, row_number) as org_name,
    arg_min(org_type, row_number) as org_type,
    arg_min(item_name, row_number) as item_name
from execution
where
    batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by scope_org, scope_period, item_code
