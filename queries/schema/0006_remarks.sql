-- What analysts say about figures: exceptions explained, and comments. Appended, never changed; taking one back is a
-- row of its own.
create table remark (
    remark_id integer primary key default nextval('remembered_ids'),
    kind varchar not null check (kind in ('exception', 'comment')),
    item_code varchar not null,
    grade varchar,
    org_code varchar,
    year integer,
    measure varchar,
    text varchar not null,
    expires_on date,
    said_at timestamp not null,
    said_by varchar not null,
    check (kind <> 'exception' or (expires_on is not null and org_code is not null))
);

create table remark_withdrawn (
    remark_id integer not null references remark (remark_id),
    withdrawn_at timestamp not null,
    withdrawn_by varchar not null
);

-- Consumer prices that come with the product; refilled from data/reference when a warehouse is opened for writing.
create table published_price_index (
    year integer not null,
    currency varchar not null,
    change_percent double not null,
    source varchar not null
);
