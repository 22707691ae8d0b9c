-- What a view held when it was taken from its page (JSON, tables as parquet in base64); it never changes.
-- grain: view
-- required: view
select view_id, page, address, content, taken_at, taken_by
from briefing_view
where view_id = $view::integer
