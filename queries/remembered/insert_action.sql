-- Who does what by when, as it stands from now on, or that it was removed.
insert into action_noted (action_id, briefing_id, what, who, due_on, done, removed, noted_at, noted_by)
values ($action_id, $briefing_id, $what, $who, $due_on, $done, $removed, $happened_at, $happened_by)
