-- Projects as the lists of the years tell them, with their total budgets.
-- grain: project as the list of a year tells it
-- units: total_budget_yuan over the whole life of the project (or the currency of the batch), null where it is not told
-- org_code: under which code the organisation's figures are read today
-- year: one list only
-- currency, synthetic: of the batch
select
    l.year,
    coalesce(t.org_code, l.org_code) as org_code,
    coalesce(o.org_name, l.org_name, l.org_code) as org_name,
    coalesce(o.org_type, '') as org_type,
    l.project_code,
    l.project_name,
    l.total_budget_yuan,
    l.end_date,
    l.told_on,
    l.batch_id,
    l.row_number,
    b.currency,
    b.synthetic
from project_list as l
left join successor_today as t on l.org_code = t.code
inner join batch as b on l.batch_id = b.batch_id
left join mart_organisation as o on coalesce(t.org_code, l.org_code) = o.org_code
where $year::integer is null or l.year = $year::integer
order by l.year, org_code, l.project_code
