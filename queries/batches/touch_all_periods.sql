-- A list that holds always touches every period of its organisations.
create or replace temp table touched as
select distinct s.scope_org, s.scope_period
from live_scope as s
semi join touched_scope as t on s.scope_org = t.scope_org
where s.scope_period <> ''
