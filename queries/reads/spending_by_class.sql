-- What each organisation spent on the same thing, by economic class.
-- grain: organisation × service item × grade × economic class
-- units: yuan (or the currency of the batch), cumulative to `month`
-- required: kind, code, year
-- default: month, the last one loaded in the year
-- kind, code, without_one_offs, without_arrears, without_central: as in `spending`
select
    c.org_code,
    c.item_code,
    c.grade,
    c.economic_code,
    coalesce(any_value(e.name), any_value(c.economic_name)) as economic_name,
    sum(c.paid_yuan)::decimal(18, 2) as spent_yuan
from execution_cell as c
left join economic_class as e on c.economic_code = e.code
where
    c.year = $year::integer
    and c.month = $month::integer
    and not (coalesce($without_one_offs::boolean, false) and c.one_off)
    and not (coalesce($without_arrears::boolean, false) and c.cost_kind = 'arrears')
    and not (coalesce($without_central::boolean, false) and c.cost_kind = 'central')
    and case $kind::varchar
        when 'item' then coalesce(starts_with(c.item_code, $code::varchar), false)
        when 'function' then coalesce(starts_with(c.function_code, $code::varchar), false)
        when 'economic' then coalesce(starts_with(c.economic_code, $code::varchar), false)
        when 'all' then true
        else false
    end
group by c.org_code, c.item_code, c.grade, c.economic_code
order by c.org_code, c.item_code, c.grade, c.economic_code
