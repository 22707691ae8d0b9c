-- Codes of organisations that were renamed or merged: under which code their figures of a time are read now.
-- A row of org_alias whose alias is a code says so, from valid_from to valid_to; chains are followed to their end.
-- A code that was split, so that two others hold at the same time, has no successor: its figures stay its own.
-- grain: former code × validity
-- refreshed by: org_alias
-- whole
with recursive renamed as (
    select
        alias as code,
        org_code,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from org_alias
    where regexp_full_match(alias, '[0-9A-Za-z._/-]+') and alias <> org_code
),

plain as (
    select r.*
    from renamed as r
    anti join renamed as o
        on
            r.code = o.code
            and r.org_code <> o.org_code
            and r.valid_from <= o.valid_to
            and r.valid_to >= o.valid_from
),

followed as (
    select code, org_code, valid_from, valid_to, 1 as steps
    from plain
    union all
    select
        f.code,
        n.org_code,
        greatest(f.valid_from, n.valid_from) as valid_from,
        least(f.valid_to, n.valid_to) as valid_to,
        f.steps + 1 as steps
    from followed as f
    inner join plain as n
        on f.org_code = n.code and f.valid_from <= n.valid_to and f.valid_to >= n.valid_from and f.code <> n.org_code
    where f.steps < 20
)

select f.code, f.org_code, f.valid_from, f.valid_to
from followed as f
anti join followed as later
    on
        f.code = later.code
        and f.steps < later.steps
        and f.valid_from <= later.valid_to
        and f.valid_to >= later.valid_from
