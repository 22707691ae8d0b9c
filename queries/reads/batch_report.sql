-- What was said when a batch was accepted: control totals, notes and findings (JSON arrays), who took note of warnings.
-- profile is the mapping as it was used (JSON), header how the file is laid out (JSON: names, unit, period).
-- grain: batch
-- units: yuan (or the currency of the batch)
-- required: batch
with findings as (
    select
        batch_id,
        to_json(list({
            'severity': severity,
            'code': code,
            'message': message,
            'count': n_cases,
            'examples': examples::json,
            'mend': mend,
            'values': facts::json
        } order by position))::varchar as findings
    from batch_finding
    where batch_id = $batch::integer
    group by batch_id
)

select
    b.batch_id,
    b.control_totals,
    b.notes,
    coalesce(f.findings, '[]') as findings,
    b.typed_total_yuan,
    b.acknowledged_by,
    b.profile,
    b.header
from batch as b
left join findings as f on b.batch_id = f.batch_id
where b.batch_id = $batch::integer
