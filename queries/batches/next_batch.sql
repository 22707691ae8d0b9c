-- The number of the batch that is about to be appended.
select nextval('batch_ids')
