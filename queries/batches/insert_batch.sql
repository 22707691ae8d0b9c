-- One accepted upload.
insert into batch (
    batch_id, extract, mends, file_name, sha256, mapping, currency, synthetic, n_accepted, n_rejected, control_totals, notes,
    typed_total_yuan, acknowledged_by, profile, header, replaced
)
values (
    $batch_id, $extract, $mends, $file_name, $sha256, $mapping, $currency, $synthetic, $n_accepted, $n_rejected,
    $control_totals, $notes, $typed_total_yuan, $acknowledged_by, $profile, $header, $replaced
)
