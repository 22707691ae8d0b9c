-- A name that somebody confirmed, or took back.
insert into name_confirmed (kind, org_code, name, code, confirmed_at, confirmed_by)
values ($kind, $org_code, $name, $code, $happened_at, $happened_by)
