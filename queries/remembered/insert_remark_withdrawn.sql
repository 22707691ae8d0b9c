-- Something that somebody took back.
insert into remark_withdrawn (remark_id, withdrawn_at, withdrawn_by)
values ($remark_id, $happened_at, $happened_by)
