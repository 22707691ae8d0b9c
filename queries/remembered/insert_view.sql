-- A view that somebody saved, or took back.
insert into view_saved (name, page, address, saved_at, saved_by)
values ($name, $page, $address, $happened_at, $happened_by)
