-- Every organisation known, from the list of organisations or as an extract spells it.
-- grain: organisation
select org_code, org_name, short_name, org_type
from mart_organisation
order by org_code
