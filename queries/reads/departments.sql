-- The department or town that every organisation belongs to.
-- grain: organisation
-- department_code: the department of a unit, as the list of organisations tells it, else the organisation itself; lists
-- that still carry former codes count under those of today
with units as (
    select
        coalesce(t.org_code, u.org_code) as org_code,
        coalesce(
            any_value(coalesce(d.org_code, u.parent_code)) filter (where t.code is null),
            any_value(coalesce(d.org_code, u.parent_code))
        ) as parent_code
    from org as u
    left join successor_today as t on u.org_code = t.code
    left join successor_today as d on u.parent_code = d.code
    where u.org_type = 'unit' and u.parent_code is not null
    group by 1
)

select
    o.org_code,
    o.org_name,
    o.org_type,
    coalesce(u.parent_code, o.org_code) as department_code,
    coalesce(d.org_name, u.parent_code, o.org_name) as department_name
from mart_organisation as o
left join units as u on o.org_code = u.org_code
left join mart_organisation as d on u.parent_code = d.org_code
order by o.org_code
