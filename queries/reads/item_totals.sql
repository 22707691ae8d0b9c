-- Spending of each organisation on each service item, with what it can be divided by.
-- grain: organisation × service item
-- units: yuan (or the currency of the batch), cumulative to `month`; population persons
-- required: year
-- default: month, the last one loaded in the year
with spending as (
    select org_code, item_code, sum(paid_yuan) as spent_yuan
    from execution_month
    where year = $year::integer and month = $month::integer
    group by org_code, item_code
),

totals as (
    select org_code, sum(spent_yuan) as org_total_yuan
    from spending
    group by org_code
),

profiles as (
    select org_code, population
    from organisation_year
    where year = $year::integer
)

select
    s.org_code,
    o.org_name,
    o.org_type,
    s.item_code,
    i.item_name,
    s.spent_yuan::decimal(18, 2) as spent_yuan,
    t.org_total_yuan::decimal(18, 2) as org_total_yuan,
    p.population,
    $month::integer as month
from spending as s
inner join totals as t on s.org_code = t.org_code
left join mart_organisation as o on s.org_code = o.org_code
left join mart_item as i on s.item_code = i.item_code
left join profiles as p on s.org_code = p.org_code
where s.item_code is not null
order by s.item_code, s.org_code
