-- What every project had paid at every month end of a year.
-- grain: organisation × project (as in pace_of_projects) × month
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year
select
    coalesce(s.org_code, l.scope_org) as org_code,
    coalesce(
        l.project_code,
        l.project_name,
        concat(coalesce(l.item_code, l.function_code), '/', left(l.economic_code, 1))
    ) as project,
    l.month,
    sum(l.paid_yuan)::decimal(18, 2) as paid_yuan
from execution as l
left join successor as s
    on
        l.scope_org = s.code
        and make_date(l.year, l.month, 1) <= s.valid_to
        and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
where l.year = $year::integer
group by all
order by org_code, project, l.month
