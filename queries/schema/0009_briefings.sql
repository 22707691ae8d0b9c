-- What is shown in a meeting. Appended, never changed: the newest row of a briefing, a slide or an action holds;
-- what was removed has a row that says so. Numbers of all three come from the sequence of remembered things.

-- A briefing; frozen_on is the day at whose end its figures stand, NULL where they follow the data. The letters that
-- stand for organisations are drawn from its seed, which is told to nobody.
create table briefing_noted (
    remembered_id integer primary key default nextval('remembered_ids'),
    briefing_id integer not null,
    title varchar not null,
    seed varchar not null,
    frozen_on date,
    removed boolean not null,
    noted_at timestamp not null,
    noted_by varchar not null
);

-- A view as it was taken from a page: where it came from and what it held (JSON, tables as parquet in base64).
-- data_event is the newest event of the ledger that its figures know of; slides point here, so a view is kept once.
create table briefing_view (
    view_id integer primary key default nextval('remembered_ids'),
    page varchar not null,
    address varchar not null,
    content varchar not null,
    data_event integer not null,
    taken_at timestamp not null,
    taken_by varchar not null
);

-- A slide: which view, under which title (empty: the question of the page), with which note, at which place.
create table slide_noted (
    remembered_id integer primary key default nextval('remembered_ids'),
    slide_id integer not null,
    briefing_id integer not null,
    view_id integer not null,
    title varchar not null,
    note varchar not null,
    place double not null,
    removed boolean not null,
    noted_at timestamp not null,
    noted_by varchar not null
);

-- Who does what by when, as agreed in the meeting.
create table action_noted (
    remembered_id integer primary key default nextval('remembered_ids'),
    action_id integer not null,
    briefing_id integer not null,
    what varchar not null,
    who varchar not null,
    due_on date,
    done boolean not null,
    removed boolean not null,
    noted_at timestamp not null,
    noted_by varchar not null
);
