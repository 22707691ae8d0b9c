-- The rows that a batch set aside, with the reasons (a JSON array of {code, extract, column, value …}; earlier versions kept
-- a sentence) and the original cells (a JSON object).
-- grain: row of the file
-- required: batch
select row_number, reason, original
from rejection
where batch_id = $batch::integer
order by row_number
