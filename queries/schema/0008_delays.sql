-- Why a project is late, who does what about it and until when. Appended, never changed: the newest of a project and
-- year holds; reason is NULL where what was said is taken back.
create table delay_noted (
    remembered_id integer primary key default nextval('remembered_ids'),
    year smallint not null,
    org_code varchar not null,
    project varchar not null,
    reason varchar,
    explanation varchar,
    owner varchar,
    action varchar,
    due_on date,
    noted_at timestamp not null,
    noted_by varchar not null
);

-- How much of a project's budget is to be taken back, as somebody settled it; the newest of a project and year holds,
-- reduction_yuan is NULL where the project was taken off the sheet.
create table reduction_noted (
    remembered_id integer primary key default nextval('remembered_ids'),
    year smallint not null,
    org_code varchar not null,
    project varchar not null,
    reduction_yuan decimal(18, 2),
    reason varchar,
    noted_at timestamp not null,
    noted_by varchar not null
);
