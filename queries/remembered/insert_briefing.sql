-- A briefing as it is called and whether it is frozen, or that it was removed.
insert into briefing_noted (briefing_id, title, seed, frozen_on, removed, noted_at, noted_by)
values ($briefing_id, $title, $seed, $frozen_on, $removed, $happened_at, $happened_by)
