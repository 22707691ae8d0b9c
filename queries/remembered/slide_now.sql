-- How a slide stands now; no row where there is none of that number.
select slide_id, briefing_id, view_id, title, note, place, removed
from slide_noted
where slide_id = $slide_id
order by remembered_id desc
limit 1
