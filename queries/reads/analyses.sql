-- Cost-benefit analyses for the budget of a year, with how far they are and what they cut.
-- grain: organisation × project
-- units: yuan (or the currency of the batch)
-- required: year
-- year: of the budget that the analyses are to change
select
    coalesce(s.org_code, a.org_code) as org_code,
    coalesce(o.org_name, a.org_name) as org_name,
    a.project_code as project,
    a.project_name,
    a.item_code,
    coalesce(a.item_name, i.item_name) as item_name,
    a.stage,
    a.stage_on,
    a.requested_yuan,
    a.justified_yuan,
    coalesce(a.saved_yuan, a.requested_yuan - a.justified_yuan)::decimal(18, 2) as saved_yuan,
    a.applied_yuan,
    a.report_no,
    a.batch_id,
    b.file_name,
    a.row_number
from analysis as a
left join mart_successor as s
    on
        a.org_code = s.code
        and make_date(a.year, 1, 1) <= s.valid_to
        and make_date(a.year, 12, 31) >= s.valid_from
left join mart_organisation as o on coalesce(s.org_code, a.org_code) = o.org_code
left join mart_item as i on a.item_code = i.item_code
left join batch as b on a.batch_id = b.batch_id
where a.year = $year::integer
order by a.org_code, a.project_code, a.batch_id, a.row_number
