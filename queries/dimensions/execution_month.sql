-- Cumulative execution as the mart has it, under the organisation that answers for it now: renamed and merged ones
-- are read under their successor (org_code), scope_org is who reported.
-- grain: scope_org × scope_period × item_code × grade × function_code
-- units: yuan (or the currency of the batch)
select coalesce(s.org_code, m.scope_org) as org_code, m.*
from mart_execution_month as m
left join mart_successor as s
    on
        m.scope_org = s.code
        and make_date(m.year, m.month, 1) <= s.valid_to
        and last_day(make_date(m.year, m.month, 1)) >= s.valid_from
