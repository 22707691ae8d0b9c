-- The marts' scopes that a batch of one period touches.
create or replace temp table touched as
select distinct scope_org, scope_period
from touched_scope
