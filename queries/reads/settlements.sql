-- Settlements: how each item of a year ended.
-- grain: row of the settlement
-- units: yuan (or the currency of the batch); what the settlement does not tell is NULL
-- year: one year only
-- org_code: under which code the organisation's figures are read today
select
    s.year,
    coalesce(t.org_code, s.org_code) as org_code,
    coalesce(o.org_name, s.org_name, s.org_code) as org_name,
    s.unit_name,
    s.section_code,
    s.section_name,
    s.project_code,
    s.settled_item,
    s.initial_yuan,
    s.appropriation_yuan,
    s.spent_yuan,
    s.carried_yuan,
    s.unused_yuan,
    s.batch_id,
    s.row_number,
    b.currency,
    b.synthetic
from settlement as s
inner join batch as b on s.batch_id = b.batch_id
left join successor_today as t on s.org_code = t.code
left join mart_organisation as o on coalesce(t.org_code, s.org_code) = o.org_code
where $year::integer is null or s.year = $year::integer
order by s.year, org_code, s.batch_id, s.row_number
