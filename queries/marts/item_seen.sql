-- Names of service items as execution extracts spell them, for those that no list of service items names.
-- grain: scope_org × scope_period × item_code
-- refreshed by: execution
select
    scope_org,
    scope_period,
    item_code,
    arg_min(item_name, row_number) as item_name
from execution
where
    item_name is not null
    and item_code is not null
    and batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by scope_org, scope_period, item_code
