-- Which scopes a batch touches, with those of mended rows that were added to it.
create or replace temp table touched_scope as
select distinct extract, scope_org, scope_period
from batch_scope
where batch_id = $batch_id or adds_to = $batch_id
