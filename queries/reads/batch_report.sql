-- What was said when a batch was accepted: its control totals and notes (JSON arrays).
-- grain: batch
-- required: batch
select batch_id, control_totals, notes
from batch
where batch_id = $batch::integer
