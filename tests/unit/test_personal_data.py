"""Who was paid is nobody's business here: payees and accounts are dropped at the door."""

from pathlib import Path

import pytest

from duibiao.ingest.load import LoadReport, load_file
from duibiao.warehouse import Warehouse

PAYMENTS = """\
支付日期,支付凭证号,单位代码,支付金额,收款人,收款方账号
2026-01-05,A1,101,5.00,张三丰,6222001
某日,A2,101,6.00,李四光,6222002
"""
PERSONAL = ("张三丰", "李四光", "6222001", "6222002")


@pytest.fixture
def loaded(tmp_path: Path) -> LoadReport:
    """A warehouse and what else a load of two payments, one of them unreadable, leaves in the folder."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    with Warehouse.open(tmp_path / "kept" / "warehouse.duckdb") as warehouse:
        return load_file(warehouse, "payment", tmp_path / "payments.csv")


def test_the_report_says_which_columns_were_dropped(loaded):
    assert (loaded.accepted, loaded.rejected) == (1, 1)
    assert any("收款人、收款方账号" in note.message for note in loaded.notes)


def test_no_payee_is_kept_in_the_warehouse_nor_with_the_rows_set_aside(loaded, tmp_path):
    assert loaded.rejections is not None
    files = [file for file in (tmp_path / "kept").rglob("*") if file.is_file()]
    assert len(files) >= 2
    for file in files:
        assert not [text for text in PERSONAL if text.encode() in file.read_bytes()]
