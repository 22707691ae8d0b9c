-- In which currency the execution of each month is told; several are named together.
-- grain: year × month
select
    left(s.scope_period, 4)::integer as year,
    right(s.scope_period, 2)::integer as month,
    string_agg(distinct b.currency, ', ' order by b.currency) as currency
from live_scope as s
inner join batch as b on s.batch_id = b.batch_id
where s.extract = 'execution'
group by s.scope_period
order by year, month
