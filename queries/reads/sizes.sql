-- What is known of the size of every organisation that spent in a year.
-- grain: year × organisation
-- units: population and staff_count persons; area_km2
select year, org_code, population, area_km2::double as area_km2, staff_count
from organisation_year
order by year, org_code
