-- Money carried over, by year of origin.
-- grain: year × organisation × project × fund × year of origin
-- units: yuan (or the currency of the batch)
-- year: one year only
-- org_code: under which code the organisation's figures are read today
select
    c.year,
    coalesce(t.org_code, c.org_code) as org_code,
    coalesce(o.org_name, c.org_name, c.org_code) as org_name,
    c.project_code,
    c.project_name,
    c.fund_type,
    c.origin_year,
    c.carried_in_yuan,
    c.used_yuan,
    c.returned_yuan,
    c.batch_id,
    c.row_number,
    b.currency,
    b.synthetic
from carryover as c
inner join batch as b on c.batch_id = b.batch_id
left join successor_today as t on c.org_code = t.code
left join mart_organisation as o on coalesce(t.org_code, c.org_code) = o.org_code
where $year::integer is null or c.year = $year::integer
order by c.year, org_code, c.origin_year, c.project_name
