-- What was accepted, when, by whom; nothing here is ever updated or deleted.
create sequence batch_ids;
create sequence event_ids;

-- One accepted upload; `mends` is the batch whose rejected rows it brings back.
create table batch (
    batch_id integer primary key default nextval('batch_ids'),
    extract varchar not null,
    mends integer,
    file_name varchar not null,
    sha256 varchar not null,
    mapping varchar,
    currency varchar not null,
    synthetic boolean not null,
    n_accepted bigint not null,
    n_rejected bigint not null,
    control_totals varchar not null,
    notes varchar not null
);

-- One thing that happened to a batch: accepted, undone, redone. Times are UTC.
create table batch_event (
    event_id integer primary key default nextval('event_ids'),
    batch_id integer not null,
    event varchar not null check (event in ('accepted', 'undone', 'redone')),
    happened_at timestamp not null,
    happened_by varchar not null
);

-- What a batch covers: organisation × period. n_rows is 0 where the batch says that there is nothing.
-- adds_to is the batch that mended rows belong to, as if they had been accepted with it; NULL for all other rows.
-- scope_org is '*' for lists that belong to nobody; scope_period is '' for lists that hold always.
create table batch_scope (
    batch_id integer not null,
    extract varchar not null,
    scope_org varchar not null,
    scope_period varchar not null,
    n_rows bigint not null,
    adds_to integer
);

-- Which batches a scope is read from now: one, and those of rows mended later. Derived from the three tables above, kept because every read needs it.
create table live_scope (
    extract varchar not null,
    scope_org varchar not null,
    scope_period varchar not null,
    batch_id integer not null
);

-- A row that was set aside, in its original columns (a JSON object), with the reason.
create table rejection (
    batch_id integer not null,
    row_number bigint not null,
    reason varchar not null,
    original varchar not null
);
