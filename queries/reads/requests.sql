-- What organisations ask for in a year, line by line, as loaded.
-- grain: request × line
-- units: yuan; quantity in measure_unit; base_yuan is what a ratio is taken of
-- required: year
-- org_code: under which code the organisation's figures are read now; scope_org: the one that the request has
with now as (
    select code, org_code
    from mart_successor
    where make_date($year::integer, 12, 31) between valid_from and valid_to
)

select
    r.request_no,
    r.line_no,
    r.year,
    coalesce(n.org_code, r.org_code) as org_code,
    r.org_code as scope_org,
    coalesce(r.org_name, o.org_name) as org_name,
    r.project_code,
    r.project_name,
    r.item_code,
    coalesce(r.item_name, i.item_name) as item_name,
    r.grade,
    r.area,
    r.quantity,
    r.measure_unit,
    r.unit_price_yuan,
    r.months,
    r.service_from,
    r.service_to,
    r.amount_yuan,
    r.base_yuan,
    r.person_months,
    r.reason_text
from request as r
left join now as n on r.org_code = n.code
left join mart_organisation as o on coalesce(n.org_code, r.org_code) = o.org_code
left join mart_item as i on r.item_code = i.item_code
where r.year = $year::integer
order by org_code, r.request_no, try_cast(r.line_no as integer), r.line_no
