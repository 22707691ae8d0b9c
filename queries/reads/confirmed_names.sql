-- What people confirmed of names, newest first; code is NULL where a confirmation was taken back.
-- grain: confirmation
select kind, org_code, name, code, confirmed_at, confirmed_by
from name_confirmed
order by remembered_id desc
