-- The budget lines behind one organisation's figure of the comparison.
-- grain: execution row
-- units: yuan (or the currency of the batch); execution_rate = paid / current, NULL unless current is positive
-- required: year, kind, code, org
-- default: month, the last one loaded in the year
-- kind: item, function or economic, whose code (or the beginning of one) is `code`; projects, where it is a list of
-- project codes with commas between; all, for every line
-- without_one_offs, without_arrears, without_central: what is left out
with members as (
    select distinct scope_org
    from execution_month
    where year = $year::integer and month = $month::integer and org_code = $org::varchar
)

select
    l.project_code,
    l.project_name,
    l.item_code,
    coalesce(l.item_name, i.item_name) as item_name,
    l.grade,
    l.function_code,
    coalesce(l.function_name, f.name) as function_name,
    l.economic_code,
    coalesce(l.economic_name, c.name) as economic_name,
    l.fund_type,
    l.approved_yuan,
    l.current_yuan,
    l.paid_yuan,
    case when l.current_yuan > 0 then l.paid_yuan::double / l.current_yuan::double end as execution_rate,
    l.batch_id,
    b.file_name,
    l.row_number
from execution_line as l
left join mart_item as i on l.item_code = i.item_code
left join function_class as f on l.function_code = f.code
left join economic_class as c on l.economic_code = c.code
left join batch as b on l.batch_id = b.batch_id
where
    l.year = $year::integer
    and l.month = $month::integer
    and l.scope_org in (select scope_org from members)
    and not (coalesce($without_one_offs::boolean, false) and l.one_off)
    and not (coalesce($without_arrears::boolean, false) and l.cost_kind = 'arrears')
    and not (coalesce($without_central::boolean, false) and l.cost_kind = 'central')
    and case $kind::varchar
        when 'item' then coalesce(starts_with(l.item_code, $code::varchar), false)
        when 'function' then coalesce(starts_with(l.function_code, $code::varchar), false)
        when 'economic' then coalesce(starts_with(l.economic_code, $code::varchar), false)
        when 'projects' then coalesce(l.project_code in (select unnest(string_split($code::varchar, ','))), false)
        when 'all' then true
        else false
    end
order by l.paid_yuan desc, l.project_code, l.batch_id, l.row_number
