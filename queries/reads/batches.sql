-- The ledger of batches, newest first. Who and when: of its acceptance, and of the last thing that happened to it.
-- replaced: the batches from which all or part of its scopes were read before. n_warnings, n_set_aside: kinds of findings.
-- units: yuan (or the currency of the batch)
-- grain: batch
-- state: live (all of its scopes are read), partly_replaced, replaced, undone
with states as (
    select
        batch_id,
        arg_max(event, event_id) as event,
        min(happened_at) as accepted_at,
        arg_min(happened_by, event_id) as accepted_by,
        max(happened_at) as changed_at,
        arg_max(happened_by, event_id) as changed_by
    from batch_event
    group by batch_id
),

scopes as (
    select
        c.batch_id,
        count(distinct c.scope_org) as n_orgs,
        min(nullif(c.scope_period, '')) as first_period,
        max(nullif(c.scope_period, '')) as last_period,
        count(*) as n_scopes,
        count(l.batch_id) as n_live
    from batch_scope as c
    left join live_scope as l
        on
            c.batch_id = l.batch_id
            and c.extract = l.extract
            and c.scope_org = l.scope_org
            and c.scope_period = l.scope_period
    group by c.batch_id
),

findings as (
    select
        batch_id,
        count(*) filter (where severity = 'set_aside') as n_set_aside,
        count(*) filter (where severity = 'warn') as n_warnings
    from batch_finding
    group by batch_id
)

select
    b.batch_id,
    b.extract,
    case
        when s.event = 'undone' then 'undone'
        when c.n_live = c.n_scopes then 'live'
        when c.n_live = 0 then 'replaced'
        else 'partly_replaced'
    end as state,
    s.accepted_at,
    s.accepted_by,
    b.file_name,
    b.sha256,
    b.n_accepted,
    b.n_rejected,
    c.n_orgs,
    c.first_period,
    c.last_period,
    b.currency,
    b.synthetic,
    b.mapping,
    b.mends,
    nullif(trim(b.replaced, '[]'), '') as replaced,
    b.control_totals,
    b.typed_total_yuan,
    coalesce(f.n_set_aside, 0) as n_set_aside,
    coalesce(f.n_warnings, 0) as n_warnings,
    b.acknowledged_by,
    s.changed_at,
    s.changed_by
from batch as b
inner join states as s on b.batch_id = s.batch_id
left join scopes as c on b.batch_id = c.batch_id
left join findings as f on b.batch_id = f.batch_id
order by b.batch_id desc
