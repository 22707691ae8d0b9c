-- What every project had as budget, contracts and payments at every month end of a year.
-- grain: organisation × project (as in pace_of_projects) × month
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year
-- in no order: a year of a large district has a million rows
-- item_code, function_code: of a line, else as the list of projects tells it; chapter: NULL where its lines tell several
select
    p.org_code,
    p.project,
    p.month,
    coalesce(p.item_code, t.item_code) as item_code,
    coalesce(p.function_code, t.function_code) as function_code,
    p.chapter,
    p.current_yuan,
    p.contracted_yuan,
    p.paid_yuan
from execution_project as p
left join mart_project as t on p.org_code = t.org_code and p.project_code = t.project_code
where p.year = $year::integer
