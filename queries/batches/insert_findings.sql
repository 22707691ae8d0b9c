-- What was found in the file of a batch, in the order in which it was shown.
insert into batch_finding (batch_id, position, severity, code, message, n_cases, examples, mend, facts)
select $batch_id, position, severity, code, message, n_cases, examples, mend, facts
from found
