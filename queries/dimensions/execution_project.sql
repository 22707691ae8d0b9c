-- Cumulative execution by project, under the organisation that answers for it now: what renamed and merged ones reported
-- is added up.
-- grain: org_code × year × month × project
-- units: yuan (or the currency of the batch)
-- columns: those of mart_execution_project
with renamed as (
    -- all others need no adding up, which would take longer than the rest of a read
    select code from mart_successor
    union
    select org_code from mart_successor
),

together as (
    select
        coalesce(s.org_code, m.scope_org) as org_code,
        m.year,
        m.month,
        m.project,
        any_value(m.project_code) as project_code,
        any_value(m.project_name) as project_name,
        any_value(m.item_code) as item_code,
        any_value(m.function_code) as function_code,
        any_value(m.function_name) as function_name,
        case
            when not bool_or(m.several_funds) and min(m.fund_type) = max(m.fund_type) then min(m.fund_type)
        end as fund_type,
        case
            when not bool_or(m.several_chapters) and min(m.chapter) = max(m.chapter) then min(m.chapter)
        end as chapter,
        min(m.term_months) as term_months,
        sum(m.approved_yuan)::decimal(18, 2) as approved_yuan,
        sum(m.current_yuan)::decimal(18, 2) as current_yuan,
        sum(m.authorised_yuan)::decimal(18, 2) as authorised_yuan,
        sum(m.contracted_yuan)::decimal(18, 2) as contracted_yuan,
        sum(m.paid_yuan)::decimal(18, 2) as paid_yuan
    from mart_execution_project as m
    left join mart_successor as s
        on
            m.scope_org = s.code
            and make_date(m.year, m.month, 1) <= s.valid_to
            and last_day(make_date(m.year, m.month, 1)) >= s.valid_from
    where m.scope_org in (select code from renamed)
    group by coalesce(s.org_code, m.scope_org), m.year, m.month, m.project
)

select * from together
union all
select
    scope_org as org_code,
    year,
    month,
    project,
    project_code,
    project_name,
    item_code,
    function_code,
    function_name,
    fund_type,
    chapter,
    term_months,
    approved_yuan,
    current_yuan,
    authorised_yuan,
    contracted_yuan,
    paid_yuan
from mart_execution_project
where scope_org not in (select code from renamed)
