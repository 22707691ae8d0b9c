-- What was found in the file of a batch, in the order in which it was shown; examples is a JSON array.
-- grain: finding
-- required: batch
select severity, code, message, n_cases, examples, mend
from batch_finding
where batch_id = $batch::integer
order by position
