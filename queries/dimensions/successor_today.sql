-- Under which code a former code is read today, for lists and reports that tell no time, or still carry former codes.
-- grain: former code
select code, arg_max(org_code, valid_to) as org_code
from mart_successor
group by code
