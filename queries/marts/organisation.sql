-- Every organisation known: from the list of organisations, else as the newest execution extract spells it.
-- grain: organisation
-- refreshed by: org, execution
-- whole
with seen as (
    select
        scope_org as org_code,
        arg_max(org_name, scope_period) as org_name,
        arg_max(org_type, scope_period) as org_type
    from mart_name_seen
    group by scope_org
),

listed as (
    select
        org_code,
        arg_max(org_name, coalesce(valid_from, date '1900-01-01')) as org_name,
        arg_max(org_type, coalesce(valid_from, date '1900-01-01')) as org_type,
        arg_max(short_name, coalesce(valid_from, date '1900-01-01')) as short_name
    from org
    group by org_code
)

select
    coalesce(l.org_code, s.org_code) as org_code,
    coalesce(l.org_name, s.org_name, s.org_code) as org_name,
    coalesce(l.short_name, l.org_name, s.org_name, s.org_code) as short_name,
    coalesce(l.org_type, s.org_type) as org_type
from listed as l
full join seen as s on l.org_code = s.org_code
