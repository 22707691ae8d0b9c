-- Why a project is late and what is done about it, or that what was said is taken back.
insert into delay_noted (
    year, org_code, project, reason, explanation, owner, action, due_on, noted_at, noted_by
)
values (
    $year, $org_code, $project, $reason, $explanation, $owner, $action, $due_on, $happened_at, $happened_by
)
