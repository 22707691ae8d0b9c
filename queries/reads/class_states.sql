-- What each class of spending had as budget, contracts and payments at every month end: what a forecast learns from.
-- grain: year × month × class × kind
-- units: yuan (or the currency of the batch), cumulative from 1 January
-- required: class_of, kind_of
-- class_of: organisation, item, function; kind_of, the class above: field (first two letters of the service item), chapter
-- (first digit of the economic class), heading (its first three), fund; what a line does not tell is NULL
select
    year,
    month,
    case $class_of::varchar
        when 'organisation' then org_code
        when 'item' then item_code
        when 'function' then function_code
    end as class_code,
    case $kind_of::varchar
        when 'field' then left(item_code, 2)
        when 'chapter' then left(economic_code, 1)
        when 'heading' then left(economic_code, 3)
        when 'fund' then fund_type
    end as kind_code,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(contracted_yuan)::decimal(18, 2) as contracted_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan
from execution_cell
group by all
order by year, month, class_code, kind_code
