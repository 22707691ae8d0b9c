-- The rows that a batch set aside, with the reason and the original cells (a JSON object).
-- grain: row of the file
-- required: batch
select row_number, reason, original
from rejection
where batch_id = $batch::integer
order by row_number
