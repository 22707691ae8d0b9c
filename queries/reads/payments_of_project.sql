-- The payments of one project of one organisation in a year, up to the month given.
-- grain: line of a voucher
-- units: yuan (or the currency of the batch); negative for a refund
-- required: year, org, project
select
    p.pay_date,
    p.voucher_no,
    p.line_no,
    p.economic_code,
    p.fund_type,
    p.amount_yuan,
    p.batch_id,
    b.file_name,
    p.row_number
from payment as p
left join batch as b on p.batch_id = b.batch_id
where
    (
        p.org_code = $org::varchar
        or p.org_code in (
            select scope_org
            from execution_month
            where year = $year::integer and org_code = $org::varchar
        )
    )
    and p.project_code = $project::varchar
    and p.pay_date >= make_date($year::integer, 1, 1)
    and p.pay_date < make_date($year::integer + 1, 1, 1)
    and month(p.pay_date) <= coalesce($month::integer, 12)
order by p.pay_date, p.voucher_no, p.batch_id, p.row_number
