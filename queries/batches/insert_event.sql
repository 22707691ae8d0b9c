-- One thing that happened to a batch.
insert into batch_event (batch_id, event, happened_at, happened_by)
values ($batch_id, $event, $happened_at, $happened_by)
