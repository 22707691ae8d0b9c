-- A number that grows with everything that happens: to batches, to names, profiles, remarks, views, delays and reductions.
select
    (select coalesce(max(event_id), 0) from batch_event)
    + (select count(*) from name_confirmed)
    + (select count(*) from profile_saved)
    + (select count(*) from remark)
    + (select count(*) from remark_withdrawn)
    + (select count(*) from view_saved)
    + (select count(*) from delay_noted)
    + (select count(*) from reduction_noted)
