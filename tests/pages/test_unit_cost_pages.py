"""The pages of unit costs and standards, on the small district."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from open_pages import page, shown
from small_district import build

from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import NewBatch, Warehouse

STANDARD = {
    "standard_code": "B1", "standard_kind": "cost_standard", "status": "issued", "item_code": "CY0101", "grade": "一级",
    "measure_unit": "万平方米", "version": "2026", "valid_from": date(2026, 1, 1), "amount_yuan": Decimal(12),
}  # fmt: skip


def batch(extract, rows, scope="*", period=""):
    """A batch of those rows."""
    names = [name for name in extract_named(extract).by_name if any(name in row for row in rows)]
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], infer_schema_length=None)
    scoped = frame.with_row_index("row_number", 2).with_columns(
        scope_org=pl.lit(scope) if scope != "code" else pl.col("standard_code"), scope_period=pl.lit(period)
    )
    none = pl.DataFrame(schema={"row_number": pl.Int64, "reason": pl.String, "original": pl.String})
    return NewBatch(extract, scoped, none, f"{extract}.xlsx", "0" * 64, synthetic=True)


@pytest.fixture
def with_standard(tmp_path):
    """The small district with a standard of 12 yuan for its roads."""
    file = build(tmp_path / "small.duckdb")
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("standard", [STANDARD], "code"))
    return file


def path(name):
    return f"pages/cost/{name}.py"


def test_what_was_paid_over_the_standard_ties_to_the_total(serve, with_standard):
    # Every town paid 10 for each of 1 500 units where 12 are allowed, 华新镇 16 for 600: −3 000 + 2 400.
    serve(with_standard)
    app = page(path("city_operations"), item="CY0101", unit="yuan")
    total, first, *_rest = shown(app, "operations").to_dict("records")
    over = ("超标准支付", "over_yuan")
    assert (total[over], first[over], first[("单位名称", "org_name")]) == (-600, 2400, "华新镇")
    assert total[("超标准支付", "spent_yuan")] - total[("超标准支付", "allowed_yuan")] == -600
    assert first[("单位成本", "standard")] == 12


def test_without_a_standard_the_page_says_that_nothing_can_be_judged(serve, small_warehouse):
    serve(small_warehouse)
    app = page(path("city_operations"), item="CY0101")
    assert any("没有适用的成本定额标准" in text.value for text in app.markdown)


def test_what_has_no_workload_is_held_against_its_own_past(serve, with_standard):
    # The drains of one department: 10 000 budgeted now, nothing told of last year.
    serve(with_standard)
    app = page(path("city_operations"), item="CY0101", part="rest")
    assert not app.exception
    assert any("都有单位成本" in text.value for text in app.info)


def test_the_page_is_empty_without_data(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(path("city_operations"))
    assert not app.exception
    assert app.info
