-- The figures of a month end over all organisations.
-- grain: one row
-- units: yuan (or the currency of the batch); execution_rate = paid / current, NULL unless current is positive
--   and told for every line that paid: payments without their budget would raise the rate of the others
-- required: year
-- default: month, the last one loaded in the year
-- n_projects: NULL where no line names a project; n_from_appropriation: organisations whose execution tells no approved
-- budget, so that it is taken from their approved appropriation
with lines as (
    select
        m.org_code,
        coalesce(sum(m.approved_yuan), any_value(a.approved_yuan)) as approved_yuan,
        sum(m.approved_yuan) is null and any_value(a.approved_yuan) is not null as from_appropriation,
        sum(m.current_yuan) as current_yuan,
        sum(m.paid_yuan) as paid_yuan,
        sum(m.n_lines) as n_lines,
        sum(m.n_untold) as n_untold
    from execution_month as m
    left join approved_appropriation as a on m.year = a.year and m.org_code = a.org_code
    where m.year = $year::integer and m.month = $month::integer
    group by m.org_code
),

projects as (
    -- a code that two organisations use is two projects
    select nullif(count(distinct scope_org || ' ' || project_code), 0) as n_projects
    from mart_execution_project
    where year = $year::integer and month = $month::integer
),

batches as (
    select string_agg(distinct b.currency, ', ') as currency, coalesce(bool_or(b.synthetic), false) as synthetic
    from live_scope as s
    inner join batch as b on s.batch_id = b.batch_id
    where
        s.extract = 'execution'
        and s.scope_period = printf('%04d-%02d', $year::integer, $month::integer)
)

select
    $year::integer as year,
    $month::integer as month,
    sum(approved_yuan)::decimal(18, 2) as approved_yuan,
    sum(current_yuan)::decimal(18, 2) as current_yuan,
    sum(paid_yuan)::decimal(18, 2) as paid_yuan,
    case
        when sum(current_yuan) > 0 and sum(n_untold) = 0
            then sum(paid_yuan)::double / sum(current_yuan)::double
    end as execution_rate,
    count(distinct org_code) as n_orgs,
    count(*) filter (where from_appropriation) as n_from_appropriation,
    (select n_projects from projects) as n_projects,
    coalesce(sum(n_lines), 0)::bigint as n_lines,
    (select currency from batches) as currency,
    (select synthetic from batches) as synthetic
from lines
