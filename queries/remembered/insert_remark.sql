-- Something that somebody said about a figure.
insert into remark (kind, item_code, grade, org_code, year, measure, text, expires_on, said_at, said_by)
values (
    $kind, $item_code, $grade, $org_code, $year, $measure, $text, $expires_on, $happened_at, $happened_by
)
returning remark_id
