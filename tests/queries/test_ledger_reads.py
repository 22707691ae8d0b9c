"""What the ledger reads, against answers worked out by hand."""

import json

import pytest
from small import batch, line

from duibiao.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path):
    """August of 1 and 2 (batch 1), August of 1 again (2), July of 3 (3, undone), a list of items (4)."""
    totals = json.dumps([{"status": status} for status in ("ties", "ties", "rounding", "differs", "unreadable")])
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        opened.accept(batch("execution", [line("1", 5, org_name="甲镇"), line("2", 6)], control_totals=totals))
        opened.accept(batch("execution", [line("1", 7, org_name="甲镇"), line("1", 1)]))
        opened.accept(batch("execution", [line("3", 7, month=7)]))
        opened.undo(3)
        opened.accept(batch("service_item", [{"item_code": "CY01", "item_name": "道路"}]))
        yield opened


def test_coverage_counts_what_is_read_of_each_period(warehouse):
    assert warehouse.read("coverage").rows() == [
        ("execution", "2026-08", 2, 3, 2, 2),
        ("service_item", "", 1, 1, 1, 4),
    ]


def test_an_organisation_that_a_whole_file_leaves_out_is_not_counted(warehouse):
    warehouse.accept(batch("execution", [line("2", 6)], whole=True))
    assert warehouse.read("coverage").rows()[0][:4] == ("execution", "2026-08", 1, 1)


def test_what_a_batch_covers_tells_from_which_batch_it_is_read(warehouse):
    assert warehouse.read("batch_scopes", batch=1).rows() == [
        ("1", "甲镇", "2026-08", 1, "2"),
        ("2", "2", "2026-08", 1, "1"),
    ]
    assert warehouse.read("batch_scopes", batch=3)["read_from"].to_list() == [None]


def test_control_totals_are_counted_by_how_they_compare(warehouse):
    assert warehouse.read("control_totals").rows() == [(1, 2, 1, 1, 1)]
