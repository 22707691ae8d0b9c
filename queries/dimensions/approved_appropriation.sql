-- What was approved for a year as the appropriations tell it, under the organisation that answers for it now.
-- grain: year × org_code
-- units: yuan (or the currency of the batch)
select
    a.year,
    coalesce(s.org_code, a.org_code) as org_code,
    sum(a.amount_yuan)::decimal(18, 2) as approved_yuan
from appropriation as a
left join mart_successor as s
    on
        a.org_code = s.code
        and make_date(a.year, 1, 1) <= s.valid_to
        and make_date(a.year, 12, 31) >= s.valid_from
where a.version = 'approved'
group by a.year, coalesce(s.org_code, a.org_code)
