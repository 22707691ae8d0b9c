-- The codes that the list of organisations has, and former codes that the list of aliases has.
-- Empty where there is no list of organisations: then nothing can be said to be missing from it.
-- grain: code
select distinct code
from (
    select org_code as code from org
    union all
    select alias from org_alias
)
where exists (from org)
order by code
