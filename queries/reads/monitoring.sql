-- What projects report of their indicators at a month end.
-- grain: project × indicator
-- units: expected_yuan in yuan (or the currency of the batch); target and actual in target_unit
-- required: year, month
-- in no order: a large district reports of a hundred thousand indicators
select
    m.year,
    m.month,
    coalesce(t.org_code, m.org_code) as org_code,
    coalesce(o.org_name, m.org_name, m.org_code) as org_name,
    m.project_code,
    m.project_name,
    m.expected_yuan,
    m.level1,
    m.level2,
    m.level3,
    m.comparison,
    m.target,
    m.target_unit,
    m.actual,
    m.expected_value,
    m.deviation_kind,
    m.deviation,
    m.likelihood,
    m.reported_on,
    m.batch_id,
    m.row_number
from monitoring as m
left join successor_today as t on m.org_code = t.code
left join mart_organisation as o on coalesce(t.org_code, m.org_code) = o.org_code
where m.year = $year::integer and m.month = $month::integer
