-- Views that somebody saved under a name: a page and its address. Appended, never changed: the newest of a name holds;
-- address is NULL where the view was taken back.
create table view_saved (
    remembered_id integer primary key default nextval('remembered_ids'),
    name varchar not null,
    page varchar not null,
    address varchar,
    saved_at timestamp not null,
    saved_by varchar not null
);
