-- A slide of a briefing as it stands from now on, or that it was removed.
insert into slide_noted (slide_id, briefing_id, view_id, title, note, place, removed, noted_at, noted_by)
values ($slide_id, $briefing_id, $view_id, $title, $note, $place, $removed, $happened_at, $happened_by)
