-- Views that hold, by page and name; the newest of a name counts, one that was taken back is left out.
-- grain: page × name
with newest as (
    select
        page,
        name,
        arg_max(coalesce(address, ''), remembered_id) as address,
        arg_max(saved_at, remembered_id) as saved_at,
        arg_max(saved_by, remembered_id) as saved_by
    from view_saved
    group by page, name
)

select page, name, address, saved_at, saved_by
from newest
where address <> ''
order by page, name
