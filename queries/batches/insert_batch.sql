-- One accepted upload; returns its number.
insert into batch (
    extract, mends, file_name, sha256, mapping, currency, synthetic, n_accepted, n_rejected, control_totals, notes
)
values (
    $extract, $mends, $file_name, $sha256, $mapping, $currency, $synthetic, $n_accepted, $n_rejected, $control_totals, $notes
)
returning batch_id
