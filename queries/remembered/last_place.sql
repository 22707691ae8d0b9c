-- The last place of the slides that a briefing has now, and how many they are.
with newest as (
    select place, removed
    from slide_noted
    where briefing_id = $briefing_id
    qualify row_number() over (partition by slide_id order by remembered_id desc) = 1
)

select coalesce(max(place), 0), count(*)
from newest
where not removed
