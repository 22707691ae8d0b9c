-- Prices of catalogues: of each product, those of the newest year up to this one that has any.
-- grain: product name × unit
-- units: yuan for one price_unit (or the currency of the batch); n_prices counts the different prices of that year
-- required: year
with newest as (
    select
        product_name,
        category,
        price_unit,
        price_yuan,
        year
    from catalogue_price
    where coalesce(year, 0) <= $year::integer
    qualify coalesce(year, 0) = max(coalesce(year, 0)) over (partition by product_name, price_unit)
)

select
    product_name,
    any_value(category) as category,
    price_unit,
    min(price_yuan) as price_yuan,
    max(price_yuan) as highest_yuan,
    any_value(year) as year,
    count(distinct price_yuan) as n_prices
from newest
group by product_name, price_unit
order by product_name, price_unit
