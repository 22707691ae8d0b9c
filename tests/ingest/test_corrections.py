"""Rows set aside that are corrected in a table are added to their batch, and what was changed is kept."""

from decimal import Decimal

import polars as pl
import pytest
from bureau import places

from duibiao.errors import DuibiaoError
from duibiao.ingest.corrections import Aside, Correction, corrected_before, examine_corrected
from duibiao.ingest.examine import Examined, accept, examine
from duibiao.ingest.findings import findings_of
from duibiao.ingest.propose import propose
from duibiao.ingest.reading import Wish
from duibiao.warehouse import Warehouse

TEXT = """\
2026年9月预算执行表
单位:万元
预算单位代码,项目代码,变动后预算数,累计支付数
101,P1,10,1.5
101,P3,10,22.17.67
101,P4,10,无
101,P5,10,0
101,P6,10,0
101,P7,10,0
"""


def september(warehouse: Warehouse) -> Examined:
    proposal = propose(TEXT.encode(), "九月.csv")
    return examine(warehouse, TEXT.encode(), "九月.csv", proposal.extract, proposal.mapping, Wish())


def loaded(warehouse: Warehouse) -> tuple[int, Aside]:
    """The batch of the file, and the rows that it set aside."""
    found = september(warehouse)
    (batch,) = accept(warehouse, found, accepted_by="李华", acknowledged=True)
    return batch, Aside("九月.csv", found.layout, found.reading.rejected)


def corrected(aside: Aside, **cells: str) -> tuple[Correction, ...]:
    """What comes of writing these texts into the cells of the first row."""
    after = aside.rejected.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(text)).otherwise(cell).alias(cell)
        for cell, text in cells.items()
    )
    return aside.corrections(after)


def paid(warehouse: Warehouse) -> Decimal:
    return Decimal(warehouse.read("execution_by_org", year=2026, month=9)["paid_yuan"].sum())


def test_what_was_changed_is_told_cell_by_cell(warehouse: Warehouse) -> None:
    _batch, aside = loaded(warehouse)
    assert aside.corrections(aside.rejected) == ()
    assert corrected(aside, c3="22.1767") == (Correction(5, "c3", "22.17.67", "22.1767"),)


def test_a_corrected_row_is_added_to_its_batch_in_the_unit_of_its_file_and_replaces_nothing(
    warehouse: Warehouse,
) -> None:
    batch, aside = loaded(warehouse)
    made = corrected(aside, c3="22.1767")
    found = examine_corrected(warehouse, batch, aside, made, reason="镇里电话更正", who="李华")
    assert (found.reading.mends, found.replaces, found.reading.rows.height) == (batch, (), 1)
    accept(warehouse, found, accepted_by="李华", acknowledged=True)
    assert paid(warehouse) == Decimal("15000.00") + Decimal("221767.00")


def test_the_batch_of_corrected_rows_keeps_cell_old_and_new_value_reason_and_who(warehouse: Warehouse) -> None:
    batch, aside = loaded(warehouse)
    found = examine_corrected(
        warehouse, batch, aside, corrected(aside, c3="22.1767"), reason="镇里电话更正", who="李华"
    )
    (number,) = accept(warehouse, found, accepted_by="李华", acknowledged=True)
    kept = findings_of(warehouse.read("batch_findings", batch=number))
    (record,) = [each for each in kept if each.code == "corrected_in_table"]
    assert record.message == "1 cells were corrected in a table by 李华: 镇里电话更正"
    assert places(record) == [(5, "D5", "累计支付数: 22.17.67 → 22.1767")]
    assert corrected_before(warehouse, batch) == {5}


def test_a_row_is_corrected_once_and_again_only_when_that_was_undone(warehouse: Warehouse) -> None:
    batch, aside = loaded(warehouse)
    first = examine_corrected(warehouse, batch, aside, corrected(aside, c3="22.1767"), reason="更正", who="李华")
    (number,) = accept(warehouse, first, accepted_by="李华", acknowledged=True)
    with pytest.raises(DuibiaoError, match="Row 5 of batch 1 was corrected already"):
        examine_corrected(warehouse, batch, aside, corrected(aside, c3="30"), reason="再更正", who="李华")
    warehouse.undo(number)
    again = examine_corrected(warehouse, batch, aside, corrected(aside, c3="30"), reason="再更正", who="李华")
    accept(warehouse, again, accepted_by="李华", acknowledged=True)
    assert paid(warehouse) == Decimal("315000.00")


def test_a_correction_that_is_no_amount_either_is_not_loaded(warehouse: Warehouse) -> None:
    batch, aside = loaded(warehouse)
    found = examine_corrected(warehouse, batch, aside, corrected(aside, c3="二十二"), reason="更正", who="李华")
    assert found.blocked
    assert paid(warehouse) == Decimal("15000.00")


@pytest.mark.parametrize(("text", "reason"), [("22.17.67", "更正"), ("22", " ")])
def test_nothing_is_added_without_a_change_and_a_reason(warehouse: Warehouse, text: str, reason: str) -> None:
    batch, aside = loaded(warehouse)
    with pytest.raises(DuibiaoError):
        examine_corrected(warehouse, batch, aside, corrected(aside, c3=text), reason=reason, who="李华")
