-- The profiles that people saved and that hold now: how files with a header are read, as TOML.
-- grain: profile
with newest as (
    select name, max(remembered_id) as remembered_id
    from profile_saved
    group by name
)

select p.name, p.extract, p.fingerprint, p.mapping, p.saved_at, p.saved_by
from profile_saved as p
semi join newest as n on p.remembered_id = n.remembered_id
where p.mapping is not null
order by p.name
