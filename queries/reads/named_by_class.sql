-- How many projects have an approved, adjusted or current budget told by economic class, or by service item, and an
-- execution told the same way: of these alone it can be said whether they paid beyond their approved scope (see
-- out_of_scope).
-- grain: one row
-- units: n_projects counts organisation × project
-- required: year
-- default: month, the last one loaded in the year
with named as (
    select
        coalesce(t.org_code, a.org_code) as org_code,
        a.project_code,
        bool_or(a.economic_code is not null) as by_class,
        bool_or(a.item_code is not null) as by_item
    from appropriation as a
    left join successor_today as t on a.org_code = t.code
    where
        a.year = $year::integer
        and a.version in ('approved', 'adjusted', 'current')
        and a.project_code is not null
        and a.amount_yuan > 0
    group by 1, a.project_code
)

select count(distinct n.org_code || ' ' || n.project_code) as n_projects
from execution as e
left join successor_today as t on e.org_code = t.code
inner join named as n on coalesce(t.org_code, e.org_code) = n.org_code and e.project_code = n.project_code
where
    e.year = $year::integer
    and e.month = $month::integer
    and ((n.by_class and e.economic_code is not null) or (n.by_item and e.item_code is not null))
