-- How the totals that stand in the file of each batch compare with its rows, counted.
-- n_tie exactly, n_rounded within rounding, n_differ, n_unread where amounts of rows set aside could not be read.
-- grain: batch that has control totals
with stated as (
    select batch_id, unnest(json_extract_string(control_totals, '$[*].status')) as status
    from batch
)

select
    batch_id,
    count(*) filter (where status = 'ties') as n_tie,
    count(*) filter (where status = 'rounding') as n_rounded,
    count(*) filter (where status = 'differs') as n_differ,
    count(*) filter (where status = 'unreadable') as n_unread
from stated
group by batch_id
order by batch_id
