-- The cost standards that apply on the last day of a month: issued, and within their dates; repealed ones until their last day.
-- grain: standard × version × item × grade × area × tier
-- units: yuan for one measure_unit and year; ratio_percent
-- required: year, month
select
    standard_code,
    standard_name,
    version,
    item_code,
    grade,
    area,
    amount_yuan,
    ratio_percent,
    measure_unit,
    computing,
    quantity_from,
    quantity_to,
    valid_from,
    valid_to,
    source_document
from standard
where
    standard_kind = 'cost_standard'
    and (status = 'issued' or (status = 'repealed' and valid_to is not null))
    and valid_from <= last_day(make_date($year::integer, $month::integer, 1))
    and coalesce(valid_to, date '9999-12-31') >= last_day(make_date($year::integer, $month::integer, 1))
order by item_code, grade, area, quantity_from, standard_code, valid_from
