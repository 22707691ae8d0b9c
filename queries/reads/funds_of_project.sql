-- The money of a project at a month end by fund: the block of funds of the form of monitoring.
-- grain: fund
-- units: yuan (or the currency of the batch), cumulative to the month
-- required: year, org, project
-- default: month, the last one loaded in the year
select
    e.fund_type,
    sum(e.approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(e.current_yuan)::decimal(18, 2) as current_yuan,
    sum(e.paid_yuan)::decimal(18, 2) as paid_yuan
from execution as e
left join successor_today as t on e.scope_org = t.code
where
    e.year = $year::integer
    and e.month = $month::integer
    and coalesce(t.org_code, e.scope_org) = $org::varchar
    and e.project_code = $project::varchar
group by e.fund_type
order by e.fund_type
