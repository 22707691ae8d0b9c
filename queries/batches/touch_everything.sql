-- Every scope there is.
create or replace temp table touched as
select distinct scope_org, scope_period
from live_scope
