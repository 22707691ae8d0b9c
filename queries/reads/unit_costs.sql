-- Spending on a service item and grade over its workload.
-- grain: organisation × service item × grade × unit of workload
-- units: yuan (or the currency of the batch) cumulative to `month`; quantity as the workload extract of the year tells it, in measure_unit
-- required: year
-- Only where both spending and a positive workload are known.
with cut_off as (
    select coalesce($month::integer, max(month)) as month
    from mart_execution_month
    where year = $year::integer
),

spending as (
    select
        scope_org as org_code,
        item_code,
        grade,
        sum(paid_yuan) as spent_yuan,
        sum(n_lines) as n_lines
    from mart_execution_month
    where year = $year::integer and month = (select month from cut_off) and item_code is not null
    group by scope_org, item_code, grade
),

-- a project may have lines of several functions, so the counts of the mart cannot be added up
projects as (
    select
        scope_org as org_code,
        item_code,
        grade,
        count(distinct project_code) as n_projects
    from execution_line
    where year = $year::integer and month = (select month from cut_off) and item_code is not null
    group by scope_org, item_code, grade
),

workloads as (
    select
        org_code,
        item_code,
        grade,
        measure_unit,
        sum(quantity) as quantity,
        string_agg(distinct provenance, ', ' order by provenance) as provenance
    from workload
    where year = $year::integer and measure_code is null
    group by org_code, item_code, grade, measure_unit
)

select
    s.org_code,
    o.org_name,
    o.org_type,
    s.item_code,
    i.item_name,
    s.grade,
    w.measure_unit,
    w.provenance,
    s.spent_yuan::decimal(18, 2) as spent_yuan,
    w.quantity::double as quantity,
    s.spent_yuan::double / w.quantity::double as unit_cost_yuan,
    coalesce(p.n_projects, 0)::bigint as n_projects,
    s.n_lines::bigint as n_lines,
    (select month from cut_off) as month
from spending as s
inner join workloads as w
    on s.org_code = w.org_code and s.item_code = w.item_code and s.grade is not distinct from w.grade
left join projects as p
    on s.org_code = p.org_code and s.item_code = p.item_code and s.grade is not distinct from p.grade
left join organisation as o on s.org_code = o.org_code
left join item as i on s.item_code = i.item_code
where w.quantity > 0
order by s.item_code, s.grade, s.org_code
