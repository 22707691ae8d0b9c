-- A list that holds always touches every period of its organisations.
create or replace temp table touched as
select distinct l.scope_org, l.scope_period, l.batch_id
from live_scope as l
semi join touched_scope as t on l.scope_org = t.scope_org
where l.scope_period <> ''
