-- Spending on a service item and grade over its workload.
-- grain: organisation × service item × grade × unit of workload
-- units: yuan (or the currency of the batch) cumulative to `month`; quantity as the workload extract of the year tells it, in measure_unit
-- required: year
-- default: month, the last one loaded in the year
-- Only where both spending and a positive workload are known.
with spending as (
    select
        org_code,
        scope_org,
        item_code,
        grade,
        sum(paid_yuan) as spent_yuan,
        sum(n_lines) as n_lines
    from execution_month
    where year = $year::integer and month = $month::integer and item_code is not null
    group by org_code, scope_org, item_code, grade
),

-- a project may have lines of several functions, so the counts of the mart cannot be added up
projects as (
    select
        scope_org,
        item_code,
        grade,
        count(distinct project_code) as n_projects
    from execution_line
    where year = $year::integer and month = $month::integer and item_code is not null
    group by scope_org, item_code, grade
),

workloads as (
    select
        org_code as scope_org,
        item_code,
        grade,
        measure_unit,
        sum(quantity) as quantity,
        list(distinct provenance) as provenance
    from workload
    where year = $year::integer and measure_code is null
    group by org_code, item_code, grade, measure_unit
),

members as (
    select org_code, item_code, grade, count(*) as n_members
    from spending
    group by org_code, item_code, grade
),

-- of organisations that were merged all must tell their workload in the same unit
together as (
    select
        s.org_code,
        s.item_code,
        s.grade,
        w.measure_unit,
        array_to_string(list_sort(list_distinct(flatten(list(w.provenance)))), ', ') as provenance,
        sum(s.spent_yuan) as spent_yuan,
        sum(w.quantity) as quantity,
        sum(coalesce(p.n_projects, 0)) as n_projects,
        sum(s.n_lines) as n_lines
    from spending as s
    inner join workloads as w
        on s.scope_org = w.scope_org and s.item_code = w.item_code and s.grade is not distinct from w.grade
    left join projects as p
        on s.scope_org = p.scope_org and s.item_code = p.item_code and s.grade is not distinct from p.grade
    inner join members as m
        on s.org_code = m.org_code and s.item_code = m.item_code and s.grade is not distinct from m.grade
    where w.quantity > 0
    group by s.org_code, s.item_code, s.grade, w.measure_unit, m.n_members
    having count(*) = m.n_members
)

select
    t.org_code,
    o.org_name,
    o.org_type,
    t.item_code,
    i.item_name,
    t.grade,
    t.measure_unit,
    t.provenance,
    t.spent_yuan::decimal(18, 2) as spent_yuan,
    t.quantity::double as quantity,
    t.spent_yuan::double / t.quantity::double as unit_cost_yuan,
    t.n_projects::bigint as n_projects,
    t.n_lines::bigint as n_lines,
    $month::integer as month
from together as t
left join mart_organisation as o on t.org_code = o.org_code
left join mart_item as i on t.item_code = i.item_code
order by t.item_code, t.grade, t.org_code
