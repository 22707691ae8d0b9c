-- Names and types of organisations as execution extracts spell them, for those that no list of organisations names.
-- grain: scope_org × scope_period
-- refreshed by: execution
select
    scope_org,
    scope_period,
    arg_min(org_name, row_number) as org_name,
    arg_min(org_type, row_number) as org_type
from execution
where
    batch_id in (select batch_id from touched)
    and (scope_org, scope_period) in (select (scope_org, scope_period) from touched)
group by scope_org, scope_period
