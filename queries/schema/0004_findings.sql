-- What was found when a batch was examined, and who accepted it all the same; appended with the batch, never changed.

-- grain: batch × finding. severity: set_aside or warn (what is refused is not accepted).
-- examples is a JSON array of {row_number, cell, value}.
create table batch_finding (
    batch_id integer not null,
    position integer not null,
    severity varchar not null check (severity in ('set_aside', 'warn')),
    code varchar not null,
    message varchar not null,
    n_cases bigint not null,
    examples varchar not null,
    mend varchar not null
);

-- typed_total_yuan is what the person typed to check against; acknowledged_by is empty where nothing was to be acknowledged.
-- profile is the mapping as it was used (JSON), header how the file is laid out (JSON: names, unit, period).
-- replaced lists the batches from which all or part of this one's scopes were read before (JSON array).
alter table batch add column typed_total_yuan decimal(18, 2);
alter table batch add column acknowledged_by varchar;
alter table batch add column profile varchar;
alter table batch add column header varchar;
alter table batch add column replaced varchar;
