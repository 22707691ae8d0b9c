-- How many payments of one organisation there are in a year, up to the month given.
-- grain: one row
-- units: lines of vouchers
-- required: year, org
with members as (
    select $org::varchar as scope_org
    union
    select scope_org
    from execution_month
    where year = $year::integer and org_code = $org::varchar
)

select count(*) as n_payments
from payment as p
where
    p.org_code in (select scope_org from members)
    and p.pay_date >= make_date($year::integer, 1, 1)
    and p.pay_date < make_date($year::integer + 1, 1, 1)
    and month(p.pay_date) <= coalesce($month::integer, 12)
