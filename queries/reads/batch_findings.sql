-- What was found in the file of a batch, in the order in which it was shown; examples is a JSON array, facts a JSON object of
-- the values that its words are made of. message and mend are texts of earlier versions, else empty.
-- grain: finding
-- required: batch
select severity, code, message, n_cases, examples, mend, facts
from batch_finding
where batch_id = $batch::integer
order by position
