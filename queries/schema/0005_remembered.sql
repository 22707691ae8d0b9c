-- What people confirmed of names, and the profiles that they saved; appended, never changed: the newest row holds.
create sequence remembered_ids;

-- A spelling that somebody confirmed to be an organisation, or a project of the organisation org_code ('' for any).
-- code is NULL where the confirmation was taken back.
create table name_confirmed (
    remembered_id integer primary key default nextval('remembered_ids'),
    kind varchar not null check (kind in ('org', 'project')),
    org_code varchar not null,
    name varchar not null,
    code varchar,
    confirmed_at timestamp not null,
    confirmed_by varchar not null
);

-- How files with a header are read (TOML), under a name. mapping is NULL where the profile was taken back.
create table profile_saved (
    remembered_id integer primary key default nextval('remembered_ids'),
    name varchar not null,
    extract varchar not null,
    fingerprint varchar not null,
    mapping varchar,
    saved_at timestamp not null,
    saved_by varchar not null
);
