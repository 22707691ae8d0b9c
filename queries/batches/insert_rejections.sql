-- The rows set aside, in their original columns.
insert into rejection
select $batch_id, row_number, reason, original
from set_aside
