-- Dated changes of budgets in a year, or until the end of a later one, in the order of their days.
-- grain: row of the extract adjustment
-- units: yuan (or the currency of the batch); below zero for a cut
-- required: year
-- to_year: the last year, by default the same
-- org, project: of one organisation, of one project only
-- project: what tells projects of an organisation apart: the code, where none is told the name
with changes as (
    select
        coalesce(s.org_code, a.org_code) as org_code,
        coalesce(a.project_code, a.project_name) as project,
        a.project_code,
        coalesce(a.project_name, p.project_name) as project_name,
        coalesce(a.item_code, p.item_code) as item_code,
        a.item_name,
        a.adjusted_on,
        a.adjustment_no,
        a.adjustment_kind,
        a.adjustment_reason,
        a.fund_type,
        a.economic_code,
        a.change_yuan,
        a.batch_id,
        a.row_number
    from adjustment as a
    left join mart_successor as s on a.org_code = s.code and a.adjusted_on between s.valid_from and s.valid_to
    left join mart_project as p on coalesce(s.org_code, a.org_code) = p.org_code and a.project_code = p.project_code
    where
        a.adjusted_on >= make_date($year::integer, 1, 1)
        and a.adjusted_on < make_date(coalesce($to_year::integer, $year::integer) + 1, 1, 1)
)

select
    c.org_code,
    o.org_name,
    c.project,
    c.project_code,
    c.project_name,
    c.item_code,
    coalesce(c.item_name, i.item_name) as item_name,
    c.adjusted_on,
    c.adjustment_no,
    c.adjustment_kind,
    c.adjustment_reason,
    c.fund_type,
    c.economic_code,
    c.change_yuan,
    c.batch_id,
    b.file_name,
    c.row_number
from changes as c
left join mart_organisation as o on c.org_code = o.org_code
left join mart_item as i on c.item_code = i.item_code
left join batch as b on c.batch_id = b.batch_id
where
    ($org::varchar is null or c.org_code = $org::varchar)
    and ($project::varchar is null or c.project = $project::varchar)
order by c.adjusted_on, c.org_code, c.project, c.batch_id, c.row_number
