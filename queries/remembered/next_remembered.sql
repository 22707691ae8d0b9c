-- A number for something that will be remembered.
select nextval('remembered_ids')::integer
