-- The slides of a briefing in their order, with the view that each shows and how many batches came or went since.
-- grain: slide
-- required: briefing
with newest as (
    select *
    from slide_noted
    where briefing_id = $briefing::integer
    qualify row_number() over (partition by slide_id order by remembered_id desc) = 1
),

since as (
    select v.view_id, count(e.event_id) as n_events
    from briefing_view as v
    inner join batch_event as e on e.event_id > v.data_event
    where v.view_id in (select n.view_id from newest as n)
    group by v.view_id
)

select
    n.slide_id,
    n.view_id,
    n.title,
    n.note,
    n.place,
    v.page,
    v.address,
    v.taken_at,
    v.taken_by,
    coalesce(s.n_events, 0) as n_events_since
from newest as n
inner join briefing_view as v on n.view_id = v.view_id
left join since as s on n.view_id = s.view_id
where not n.removed
order by n.place, n.slide_id
