-- What analysts say about figures, the newest first, and whether it holds on a day (default: today).
-- grain: remark
-- state: active, expired (an exception whose date is past) or withdrawn
with withdrawn as (
    select remark_id, min(withdrawn_at) as withdrawn_at, arg_min(withdrawn_by, withdrawn_at) as withdrawn_by
    from remark_withdrawn
    group by remark_id
)

select
    r.remark_id,
    r.kind,
    r.item_code,
    r.grade,
    r.org_code,
    coalesce(o.org_name, r.org_code) as org_name,
    r.year,
    r.measure,
    r.text,
    r.expires_on,
    r.said_at,
    r.said_by,
    w.withdrawn_at,
    w.withdrawn_by,
    case
        when w.remark_id is not null then 'withdrawn'
        when r.expires_on < coalesce($today::date, current_date) then 'expired'
        else 'active'
    end as state
from remark as r
left join withdrawn as w on r.remark_id = w.remark_id
left join mart_organisation as o on r.org_code = o.org_code
order by r.remark_id desc
