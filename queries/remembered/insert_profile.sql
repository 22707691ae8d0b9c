-- A profile that somebody saved, or took back.
insert into profile_saved (name, extract, fingerprint, mapping, saved_at, saved_by)
values ($name, $extract, $fingerprint, $mapping, $happened_at, $happened_by)
