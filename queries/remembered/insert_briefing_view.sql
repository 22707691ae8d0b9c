-- A view as it was taken from a page, with the newest event of the ledger that its figures know of.
insert into briefing_view (page, address, content, data_event, taken_at, taken_by)
values ($page, $address, $content, $data_event, $happened_at, $happened_by)
returning view_id
