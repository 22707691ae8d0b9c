-- Payments of projects under economic classes that their budget does not name: spending beyond the approved scope.
-- grain: organisation × project × economic class
-- units: yuan (or the currency of the batch), cumulative to the month (default the last one loaded in the year)
-- required: year
-- Only projects whose budget of the year is told by economic class; budgets above zero of any version count as naming it
with today as (
    select code, arg_max(org_code, valid_to) as org_code
    from successor
    group by code
),

cut_off as (
    select coalesce($month::integer, max(month)) as month
    from mart_execution_month
    where year = $year::integer
),

named as (
    select distinct coalesce(t.org_code, a.org_code) as org_code, a.project_code, a.economic_code
    from appropriation as a
    left join today as t on a.org_code = t.code
    where
        a.year = $year::integer
        and a.project_code is not null
        and a.economic_code is not null
        and a.amount_yuan > 0
),

planned as (
    select org_code, project_code, string_agg(economic_code, '、' order by economic_code) as approved_codes
    from named
    group by org_code, project_code
)

select
    coalesce(t.org_code, e.org_code) as org_code,
    any_value(coalesce(o.org_name, e.org_name)) as org_name,
    e.project_code,
    any_value(e.project_name) as project_name,
    e.economic_code,
    any_value(coalesce(e.economic_name, c.name)) as economic_name,
    any_value(p.approved_codes) as approved_codes,
    sum(e.current_yuan)::decimal(18, 2) as current_yuan,
    sum(e.paid_yuan)::decimal(18, 2) as paid_yuan
from execution as e
left join today as t on e.org_code = t.code
inner join planned as p on coalesce(t.org_code, e.org_code) = p.org_code and e.project_code = p.project_code
anti join named as n
    on
        coalesce(t.org_code, e.org_code) = n.org_code
        and e.project_code = n.project_code
        and e.economic_code = n.economic_code
left join organisation as o on coalesce(t.org_code, e.org_code) = o.org_code
left join economic_class as c on e.economic_code = c.code
where
    e.year = $year::integer
    and e.month = (select month from cut_off)
    and e.economic_code is not null
group by 1, e.project_code, e.economic_code
having sum(e.paid_yuan) > 0
order by paid_yuan desc, org_code, e.project_code
