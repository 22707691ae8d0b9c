-- The briefings that there are, the one worked on last first.
-- grain: briefing
with newest as (
    select *
    from briefing_noted
    qualify row_number() over (partition by briefing_id order by remembered_id desc) = 1
),

slides as (
    select briefing_id, count(*) as n_slides, max(remembered_id) as last_id
    from (
        select *
        from slide_noted
        qualify row_number() over (partition by slide_id order by remembered_id desc) = 1
    )
    where not removed
    group by briefing_id
)

select
    b.briefing_id,
    b.title,
    b.seed,
    b.frozen_on,
    coalesce(s.n_slides, 0) as n_slides,
    b.noted_at,
    b.noted_by
from newest as b
left join slides as s on b.briefing_id = s.briefing_id
where not b.removed
order by greatest(b.remembered_id, coalesce(s.last_id, 0)) desc
