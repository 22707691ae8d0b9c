-- How far every project is at a month end.
-- grain: organisation × project; lines that name no project: organisation × service item or function class × chapter
-- units: yuan (or the currency of the batch), cumulative from 1 January to the month
-- required: year
-- default: month, the last one loaded in the year
-- in no order: what reads it ranks it anyway
-- project: the code, where none is told the name, else `item or class/chapter`; is_project: whether it is one at all
-- fund_type, chapter: NULL where its lines tell several; nature, end_date: as the list of projects tells them
-- item_code, function_code: of a line, else as the list of projects tells it
with chosen as (
    select *, project_code is not null or project_name is not null as is_project
    from execution_project
    where year = $year::integer and month = $month::integer
),

named as (
    -- what most lines tell themselves is looked up for the others only
    select c.*
    from chosen as c
    where c.project_name is not null
    union all
    select c.* replace (coalesce(t.project_name, i.item_name, f.name, c.function_name, c.project) as project_name)
    from chosen as c
    left join mart_project as t on c.org_code = t.org_code and c.project_code = t.project_code
    left join mart_item as i on coalesce(c.item_code, t.item_code) = i.item_code
    left join function_class as f on coalesce(c.function_code, t.function_code) = f.code
    where c.project_name is null
)

select
    p.org_code,
    p.project,
    p.is_project,
    p.project_name,
    coalesce(p.item_code, t.item_code) as item_code,
    coalesce(p.function_code, t.function_code) as function_code,
    p.fund_type,
    p.chapter,
    t.nature,
    t.end_date,
    p.approved_yuan,
    p.current_yuan,
    p.authorised_yuan,
    p.contracted_yuan,
    p.paid_yuan
from named as p
left join mart_project as t on p.org_code = t.org_code and p.project_code = t.project_code
