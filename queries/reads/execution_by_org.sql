-- Budget and cumulative payments of each organisation at a month end.
-- grain: organisation
-- units: yuan (or the currency of the batch); execution_rate = paid / current, NULL unless current is positive
--   and told for every line that paid: payments without their budget would raise the rate of the others
-- approved_from: execution, or appropriation where the execution of the month tells no approved budget
-- required: year
-- default: month, the last one loaded in the year
with untold as (
    select distinct scope_org
    from execution
    where
        year = $year::integer
        and month = $month::integer
        and current_yuan is null
        and paid_yuan <> 0
)

select
    m.org_code,
    o.org_name,
    o.org_type,
    coalesce(sum(m.approved_yuan), any_value(a.approved_yuan))::decimal(18, 2) as approved_yuan,
    sum(m.current_yuan)::decimal(18, 2) as current_yuan,
    sum(m.paid_yuan)::decimal(18, 2) as paid_yuan,
    case
        when sum(m.current_yuan) > 0 and count(u.scope_org) = 0
            then sum(m.paid_yuan)::double / sum(m.current_yuan)::double
    end as execution_rate,
    case
        when sum(m.approved_yuan) is not null then 'execution'
        when any_value(a.approved_yuan) is not null then 'appropriation'
    end as approved_from
from execution_month as m
left join mart_organisation as o on m.org_code = o.org_code
left join approved_appropriation as a on m.year = a.year and m.org_code = a.org_code
left join untold as u on m.scope_org = u.scope_org
where m.year = $year::integer and m.month = $month::integer
group by m.org_code, o.org_name, o.org_type
order by m.org_code
