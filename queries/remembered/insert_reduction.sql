-- How much of a project's budget is to be taken back, or that it is taken off the sheet.
insert into reduction_noted (year, org_code, project, reduction_yuan, reason, noted_at, noted_by)
values ($year, $org_code, $project, $reduction_yuan, $reason, $happened_at, $happened_by)
