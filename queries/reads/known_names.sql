-- Every spelling of an organisation or a project that is known, and the code that it means.
-- grain: kind × organisation of the project × spelling × code × origin × validity
-- kind: org or project; org_code: whose project it is ('' for organisations, and for a project of any)
-- origin: confirmed (by a person), listed, alias, seen (in an execution extract)
-- valid_from, valid_to: days on which the spelling holds; NULL for no end
-- required: kind
with confirmed as (
    select kind, org_code, name, arg_max(coalesce(code, ''), remembered_id) as code
    from name_confirmed
    group by kind, org_code, name
),

orgs as (
    select org_name as name, org_code as code, 'listed' as origin, valid_from, valid_to from org
    union all
    select short_name, org_code, 'listed', valid_from, valid_to from org
    union all
    select alias, org_code, 'alias', valid_from, valid_to from org_alias
    union all
    select org_name, scope_org, 'seen', null, null from mart_name_seen
),

projects as (
    select distinct org_code, project_name as name, project_code as code, 'listed' as origin from project
    union
    select distinct org_code, project_name, project_code, 'seen' from execution
)

select kind, org_code, name, code, 'confirmed' as origin, null::date as valid_from, null::date as valid_to
from confirmed
where kind = $kind::varchar and code <> ''
union all
select distinct 'org', '', name, code, origin, valid_from, valid_to
from orgs
where $kind::varchar = 'org' and name is not null
union all
select 'project', org_code, name, code, origin, null, null
from projects
where $kind::varchar = 'project' and name is not null and code is not null
order by 1, 2, 3, 4, 5, 6, 7
