-- Population, area and staff of the organisations that spent in a year, those of merged ones added up; NULL where one of
-- them is not told, unless the profile is that of the successor itself.
-- grain: organisation × year
-- units: persons; km²; persons
with members as (
    select distinct year, org_code, scope_org
    from execution_month
),

told as (
    select
        org_code,
        year,
        any_value(population) as population,
        any_value(area_km2) as area_km2,
        any_value(staff_count) as staff_count
    from org_profile
    group by org_code, year
),

together as (
    select
        m.org_code,
        m.year,
        count(*) as n_members,
        count(t.population) as n_population,
        sum(t.population)::bigint as population,
        count(t.area_km2) as n_area,
        sum(t.area_km2) as area_km2,
        count(t.staff_count) as n_staff,
        sum(t.staff_count)::bigint as staff_count
    from members as m
    left join told as t on m.scope_org = t.org_code and m.year = t.year
    group by m.org_code, m.year
)

select
    g.org_code,
    g.year,
    case
        when g.n_population = g.n_members then g.population
        when g.n_population = 0 then o.population
    end as population,
    case
        when g.n_area = g.n_members then g.area_km2
        when g.n_area = 0 then o.area_km2
    end as area_km2,
    case
        when g.n_staff = g.n_members then g.staff_count
        when g.n_staff = 0 then o.staff_count
    end as staff_count
from together as g
left join told as o on g.org_code = o.org_code and g.year = o.year
