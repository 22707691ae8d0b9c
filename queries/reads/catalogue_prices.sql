-- Prices of catalogues as they were loaded; the same product at the same price once.
-- grain: year × product code × product name × unit × price
-- units: yuan for one price_unit (or the currency of the batch); a price of zero is none
-- year: one catalogue only; -1 for catalogues that tell no year
-- n_rows: how often it stands in the catalogue; batch_id, row_number: where it stands first
select
    coalesce(c.year, -1) as year,
    c.product_code,
    c.product_name,
    c.category,
    c.price_unit,
    c.price_yuan,
    count(*) as n_rows,
    min(c.batch_id) as batch_id,
    min(c.row_number) as row_number,
    any_value(b.currency) as currency,
    bool_or(b.synthetic) as synthetic
from catalogue_price as c
inner join batch as b on c.batch_id = b.batch_id
where $year::integer is null or coalesce(c.year, -1) = $year::integer
group by c.year, c.product_code, c.product_name, c.category, c.price_unit, c.price_yuan
order by year, c.product_name, c.product_code, c.price_yuan
