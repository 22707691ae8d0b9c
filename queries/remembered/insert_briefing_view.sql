-- A view as it was taken from a page, with the newest event of the ledger that it knows of.
insert into briefing_view (page, address, content, data_event, taken_at, taken_by)
select
    $page,
    $address,
    $content,
    (select coalesce(max(event_id), 0) from batch_event),
    $happened_at,
    $happened_by
returning view_id
