-- Cumulative execution by everything that is compared, under the organisation that answers for it now (org_code);
-- scope_org is who reported.
-- grain: that of mart_execution_cell
-- units: yuan (or the currency of the batch)
select coalesce(s.org_code, m.scope_org) as org_code, m.*
from mart_execution_cell as m
left join mart_successor as s
    on
        m.scope_org = s.code
        and make_date(m.year, m.month, 1) <= s.valid_to
        and last_day(make_date(m.year, m.month, 1)) >= s.valid_from
