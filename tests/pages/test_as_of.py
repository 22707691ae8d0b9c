"""Every page can be seen as it stood at the end of a past day, and says so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from open_pages import COMPARE, LEDGER, OVERVIEW, UPLOAD, page, shown, texts
from small import batch, line

from duibiao.export.about import About
from duibiao.export.delimited import csv_bytes
from duibiao.export.table import Column, Table
from duibiao.export.workbook import xlsx_bytes
from duibiao.ui import downloads, store
from duibiao.warehouse import Warehouse

BEFORE, BETWEEN, AFTER = "2026-08-30", "2026-08-31", "2026-09-02"
BANNER = "**以下为2026年8月31日终了时的数据，此后的上传不计在内**"


def happened(warehouse, batch_id, moment):
    """Say that a batch was accepted at another moment, given in local time."""
    values = {"batch_id": batch_id, "moment": moment.astimezone(UTC).replace(tzinfo=None)}
    warehouse._connection.execute("update batch_event set happened_at = $moment where batch_id = $batch_id", values)


@pytest.fixture
def twice(tmp_path):
    """August as first sent (1 paid 100, 2 paid 60), in the last minute of 31 August; then sent again (1 paid 70)."""
    path = tmp_path / "twice.duckdb"
    roads = {"item_code": "CY0101", "item_name": "道路", "org_type": "town"}
    first = [line("1", 100, org_name="甲镇", **roads), line("2", 60, org_name="乙镇", **roads)]
    second = [line("1", 70, org_name="甲镇", **roads), line("2", 60, org_name="乙镇", **roads)]
    with Warehouse.open(path) as warehouse:
        warehouse.accept(batch("execution", first, file_name="first.csv"))
        warehouse.accept(batch("execution", second, file_name="second.csv"))
        happened(warehouse, 1, datetime(2026, 8, 31, 23, 59, 30))
        happened(warehouse, 2, datetime(2026, 9, 1, 0, 0, 30))
    return path


def paid(app):
    return next(figure.value for figure in app.metric if figure.label == "累计支付")


def banners(app):
    return [box.value for box in app.warning]


def test_now_the_last_upload_counts_and_there_is_no_banner(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan")
    assert paid(app) == "130.00"
    assert banners(app) == []


def test_between_two_uploads_the_overview_shows_the_first_and_says_so(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan", asof=BETWEEN)
    assert not app.exception
    assert paid(app) == "160.00"
    assert banners(app) == [BANNER]


def test_the_comparison_shows_the_first_too(serve, twice):
    serve(twice)
    app = page(COMPARE, unit="yuan", measure="total", asof=BETWEEN)
    assert shown(app, "comparison")["spent_yuan"].to_list()[0] == 160
    assert banners(app) == [BANNER]


def test_the_day_after_the_second_upload_shows_the_second(serve, twice):
    serve(twice)
    assert paid(page(OVERVIEW, unit="yuan", asof=AFTER)) == "130.00"


def test_a_day_chosen_in_the_frame_stands_in_the_address_and_stays_on_other_pages(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan")
    app.date_input[0].set_value(date(2026, 8, 31)).run()
    assert app.query_params["asof"] == BETWEEN
    assert paid(app) == "160.00"
    app.switch_page(COMPARE).run()
    assert banners(app) == [BANNER]


def test_the_way_back_leads_to_now(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan", asof=BETWEEN)
    app.button(key="asof_now").click().run()
    assert paid(app) == "130.00"
    assert banners(app) == []
    assert "asof" not in app.query_params


def test_before_the_first_upload_the_pages_say_that_there_was_nothing(serve, twice):
    serve(twice)
    for path in (None, COMPARE, LEDGER):
        app = page(path, asof=BEFORE)
        assert not app.exception
        assert "该时点尚未装入任何数据，请选择更晚的日期" in [box.value for box in app.info]
        assert not app.code


def test_back_from_the_past_the_choices_are_as_they_were_before(serve, twice):
    with Warehouse.open(twice) as warehouse:
        warehouse.accept(batch("execution", [line("1", 5, month=7)]))
        happened(warehouse, 3, datetime(2026, 8, 1, 12))
    serve(twice)
    app = page()
    assert app.selectbox(key="month").value == "8"
    app.date_input[0].set_value(date(2026, 8, 15)).run()
    assert app.selectbox(key="month").value == "7"
    app.button(key="asof_now").click().run()
    assert app.selectbox(key="month").value == "8"


def test_a_page_that_has_nothing_to_show_keeps_what_was_chosen(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan", asof=BETWEEN)
    app.date_input[0].set_value(date(2026, 8, 30)).run()
    assert app.query_params["asof"] == BEFORE
    app.run()
    assert banners(app) == ["**以下为2026年8月30日终了时的数据，此后的上传不计在内**"]


@pytest.mark.parametrize("day", [f"{date.today() + timedelta(days=3)}", "soon", "1850-01-01", "2026-13-01"])
def test_days_to_come_and_nonsense_in_an_address_mean_now(serve, twice, day):
    serve(twice)
    app = page(OVERVIEW, unit="yuan", asof=day)
    assert not app.exception
    assert paid(app) == "130.00"


def test_days_to_come_are_not_offered(serve, twice):
    serve(twice)
    assert page().date_input[0].max == date.today()


def test_nothing_can_be_loaded_while_the_past_is_shown(serve, twice):
    serve(twice)
    app = page(UPLOAD, asof=BETWEEN)
    assert not app.file_uploader
    assert "历史时点的数据只能查看，不能改动。如需上传、撤销或恢复，请先返回当前。" in [box.value for box in app.info]


def test_an_upload_of_now_leaves_the_past_as_it_was(serve, twice):
    serve(twice)
    app = page(OVERVIEW, unit="yuan", asof=BETWEEN)
    store.warehouse().accept(batch("execution", [line("1", Decimal(1))], file_name="third.csv"))
    assert paid(app.run()) == "160.00"
    app.button(key="asof_now").click().run()
    assert paid(app) == "61.00"


def test_the_definitions_on_a_page_tell_the_day_too(serve, twice):
    serve(twice)
    said = f"**数据时点** {BANNER.strip('*')}"
    assert said in texts(page(OVERVIEW, asof=BETWEEN))
    assert said in texts(page(COMPARE, asof=BETWEEN))


def test_a_file_tells_the_day_in_its_name_in_its_table_and_beside_it():
    import io

    import openpyxl
    import polars as pl

    table = Table("合计", pl.DataFrame({"a": ["x"]}), (Column("a", "甲"),))
    about = About(data_date="2026年8月31日", as_of="2026年9月1日")
    said = "以下为2026年9月1日终了时的数据，此后的上传不计在内"
    assert downloads.file_name(table, about) == "合计（截至2026年8月31日）_2026年9月1日时点"
    assert downloads.file_name(table, replace(about, as_of="")) == "合计（截至2026年8月31日）"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, about)))
    assert book.worksheets[0]["A2"].value == f"数据截至2026年8月31日 · {said}"
    assert {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}["数据时点"] == said
    assert csv_bytes(table)
