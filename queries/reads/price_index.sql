-- Change of consumer prices on the year before, annual average: as loaded, else as published.
-- grain: year × currency
-- units: per cent
with loaded as (
    select year, currency, any_value(change_percent)::double as change_percent, any_value(source_document) as source
    from price_index
    group by year, currency
)

select
    coalesce(l.year, p.year)::integer as year,
    coalesce(l.currency, p.currency) as currency,
    coalesce(l.change_percent, p.change_percent) as change_percent,
    case when l.year is not null then l.source else p.source end as source
from loaded as l
full join published_price_index as p on l.year = p.year and l.currency = p.currency
order by 2, 1
