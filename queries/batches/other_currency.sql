-- A currency, other than the one given, in which amounts are read from standing batches.
select b.currency
from live_scope as s
inner join batch as b on s.batch_id = b.batch_id
where b.currency <> $currency and s.extract in (select unnest($extracts::varchar[]))
limit 1
