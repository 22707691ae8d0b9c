-- Projects with a budget line in a year, with what was paid.
-- grain: organisation × project
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year
-- default: month, the last one loaded in the year
select
    l.org_code,
    any_value(o.org_name) as org_name,
    l.project_code,
    any_value(l.project_name) as project_name,
    sum(l.paid_yuan)::decimal(18, 2) as paid_yuan
from execution_line as l
left join mart_organisation as o on l.org_code = o.org_code
where l.year = $year::integer and l.month = $month::integer and l.project_code is not null
group by l.org_code, l.project_code
order by l.project_code, l.org_code
