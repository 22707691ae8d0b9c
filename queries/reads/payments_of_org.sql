-- All payments of one organisation in a year, up to the month given, with the names of what they were for.
-- grain: line of a voucher
-- units: yuan (or the currency of the batch); negative for a refund
-- required: year, org
with members as (
    select $org::varchar as scope_org
    union
    select scope_org
    from execution_month
    where year = $year::integer and org_code = $org::varchar
)

select
    p.pay_date,
    p.voucher_no,
    p.line_no,
    p.org_code,
    coalesce(p.org_name, o.org_name) as org_name,
    p.project_code,
    p.project_name,
    p.function_code,
    f.name as function_name,
    p.economic_code,
    e.name as economic_name,
    p.fund_type,
    p.amount_yuan,
    p.batch_id,
    b.file_name,
    p.row_number
from payment as p
left join org as o on p.org_code = o.org_code
left join function_class as f on p.function_code = f.code
left join economic_class as e on p.economic_code = e.code
left join batch as b on p.batch_id = b.batch_id
where
    p.org_code in (select scope_org from members)
    and p.pay_date >= make_date($year::integer, 1, 1)
    and p.pay_date < make_date($year::integer + 1, 1, 1)
    and month(p.pay_date) <= coalesce($month::integer, 12)
order by p.pay_date, p.voucher_no, p.batch_id, p.row_number
