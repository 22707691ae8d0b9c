"""The page that says how well year ends would have been foreseen."""

from decimal import Decimal

import polars as pl
import pytest
from open_pages import page, shown, texts

from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import NewBatch, Warehouse

PATH = "pages/progress/how_well_foreseen.py"
ITEM = {"item_code": "CY0101", "item_name": "道路机械化保洁"}


def lines(year, month, paid, *, item=True):
    """An organisation with a budget of a million yuan, in 2024 and after; `paid` in 万元."""
    told = {"year": year, "month": month, "org_code": "1", "org_name": "甲镇", "current_yuan": Decimal(1_000_000)}
    return told | {"paid_yuan": Decimal(paid * 10_000)} | (ITEM if item else {})


def warehouse_of(path, *rows):
    names = [name for name in extract_named("execution").by_name if any(name in row for row in rows)]
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], infer_schema_length=None)
    scoped = frame.with_row_index("row_number", 2).with_columns(
        scope_org=pl.col("org_code"),
        scope_period=pl.format("{}-{}", "year", pl.col("month").cast(pl.String).str.zfill(2)),
    )
    none = pl.DataFrame(schema={"row_number": pl.Int64, "reason": pl.String, "original": pl.String})
    with Warehouse.open(path) as warehouse:
        warehouse.accept(NewBatch("execution", scoped, none, "execution.xlsx", "0" * 64, synthetic=True))
    return path


@pytest.fixture
def two_years(tmp_path):
    """30 of 80 paid by June 2024, 40 of 90 by June 2025; July is known of 2025 alone."""
    rows = [lines(2024, 6, 30), lines(2024, 12, 80), lines(2025, 6, 40), lines(2025, 7, 45), lines(2025, 12, 90)]
    return warehouse_of(tmp_path / "two.duckdb", *rows)


def test_the_sentence_compares_the_forecast_with_the_best_rule_and_says_that_there_is_no_band(serve, two_years):
    # By hand as on the command line: the middle is 90, as it came; straight line and last rate 80, last share 100.
    serve(two_years)
    app = page(PATH, lang="en", from_month="6")
    assert not app.exception
    assert texts(app)[0] == (
        "At the end of month 6 of 2025 the payments of the whole year would have been foreseen with an error of 0.0% "
        "over 1 classes (together 90.00 × 10,000 yuan, and it became 90.00 × 10,000 yuan); the best simple rule, "
        "straight line, was off by 11.1%. With a single year before it there is no band."
    )
    total, row = shown(app, "classes").to_dict("records")
    assert (row[("Foreseen", "forecast_yuan")], row[("At the year's end", "final_yuan")]) == (90, 90)
    assert total[("At the year's end", "final_yuan")] == 90
    assert row[("Foreseen", "method")] == "Bornhuetter–Ferguson"
    assert row[("At the year's end", "inside")] == ""


def test_the_months_of_the_year_stand_under_their_mean_and_choose_the_month(serve, two_years):
    serve(two_years)
    app = page(PATH, lang="en")
    months = shown(app, "foresight")
    assert months[("", "month")].to_list() == ["Mean", "month 6", "month 7"]
    # A month that no earlier year has is foreseen by the final rate alone: 80 of 90.
    assert months[("Error", "forecast")].to_list() == [pytest.approx(100 / 18), 0, pytest.approx(100 / 9)]
    assert app.selectbox(key="from_month").value == "7"


def test_a_class_leads_to_its_budget_lines_as_they_stood(serve, two_years):
    serve(two_years)
    app = page(PATH, lang="en", from_month="6", pair="1|CY")
    behind = shown(app, "foresight_lines")
    assert behind["paid_yuan"].to_list() == [40, 40]


def test_other_classes_and_kinds_can_be_chosen_and_show_what_is_not_told(serve, tmp_path):
    rows = [lines(year, month, 40, item=False) for year in (2024, 2025) for month in (6, 12)]
    serve(warehouse_of(tmp_path / "untold.duckdb", *rows))
    app = page(PATH, lang="en", class_of="item", kind_of="fund")
    assert not app.exception
    assert shown(app, "classes").shape[0] == 2


def test_a_single_year_says_what_is_missing(serve, tmp_path):
    serve(warehouse_of(tmp_path / "one.duckdb", lines(2025, 6, 40), lines(2025, 12, 90)))
    app = page(PATH, lang="en")
    assert "once its December and that of an earlier year are loaded" in app.info[-1].value


def test_an_empty_warehouse_says_what_to_do_first(serve, tmp_path):
    Warehouse.open(tmp_path / "empty.duckdb").close()
    serve(tmp_path / "empty.duckdb")
    app = page(PATH, lang="en")
    assert not app.exception
    assert "No data yet" in app.info[0].value
