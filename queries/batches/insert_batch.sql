-- One accepted upload; returns its number.
insert into batch (
    extract, file_name, sha256, mapping, currency, synthetic, n_accepted, n_rejected, control_totals, notes
)
values (
    $extract, $file_name, $sha256, $mapping, $currency, $synthetic, $n_accepted, $n_rejected, $control_totals, $notes
)
returning batch_id
