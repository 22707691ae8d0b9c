-- What one project had as budget, contracts and payments at every month end of a year.
-- grain: month
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: year, org, project
-- project: as in pace_of_projects; month: no later than this one (default: all)
select
    l.month,
    sum(l.current_yuan)::decimal(18, 2) as current_yuan,
    sum(l.contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(l.paid_yuan)::decimal(18, 2) as paid_yuan
from execution as l
left join successor as s
    on
        l.scope_org = s.code
        and make_date(l.year, l.month, 1) <= s.valid_to
        and last_day(make_date(l.year, l.month, 1)) >= s.valid_from
where
    l.year = $year::integer
    and l.month <= coalesce($month::integer, 12)
    and coalesce(s.org_code, l.scope_org) = $org::varchar
    and coalesce(
        l.project_code,
        l.project_name,
        concat(coalesce(l.item_code, l.function_code), '/', left(l.economic_code, 1))
    )
    = $project::varchar
group by l.month
order by l.month
