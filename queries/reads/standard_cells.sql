-- Every row of the library of standards, whatever its status and its dates: what reviews are computed from.
-- grain: standard × version × item × grade × area × tier
-- units: amount_yuan for one measure_unit; ratio_percent of a base
-- item: a service item code, or the beginning of one
select
    standard_code,
    standard_name,
    standard_kind,
    version,
    status,
    valid_from,
    valid_to,
    item_code,
    item_name,
    grade,
    area,
    amount_yuan,
    ratio_percent,
    measure_unit,
    computing,
    quantity_from,
    quantity_to,
    price_base,
    scope_text,
    requirement,
    source_document,
    evidence,
    batch_id
from standard
where $item::varchar is null or starts_with(item_code, $item::varchar)
order by item_code, grade, area, quantity_from, standard_code, valid_from, version
