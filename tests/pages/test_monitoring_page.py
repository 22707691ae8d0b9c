"""The page of dual monitoring: planted stories, the form, the notice."""

import io
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import polars as pl
import pytest
from open_pages import page, shown, texts
from small import batch, line

from duibiao.export.about import About
from duibiao.export.monitoring_form import Form, form_xlsx, notice_docx
from duibiao.export.table import Column, Table
from duibiao.ui.cost import operations
from duibiao.warehouse import Warehouse

PATH = "pages/progress/money_and_output.py"


@pytest.fixture(scope="session")
def stories(demo_manifest):
    return {story.id: story for story in demo_manifest.stories}


@pytest.mark.usefixtures("demo")
def test_the_one_project_whose_money_ran_ahead_is_listed_and_said(stories):
    app = page(PATH, lang="en", monitored="2026-08")
    assert not app.exception
    (row,) = shown(app, "monitored").to_dict("records")
    assert (row["pace"], row["project_name"]) == ("■ money ahead of output", "区委政法委平安辅助力量")
    assert stories["S21"].org_code == "108"
    assert row["mismatch"] == pytest.approx(row["execution_rate"] - row["output"])
    assert "in 1 the money runs ahead of the output, in 0 the output ahead" in texts(app)[0]


@pytest.mark.usefixtures("demo")
def test_the_cost_above_its_target_the_scope_and_who_is_late(stories):
    (cost,) = shown(page(PATH, monitored="2026-08", part="costs"), "monitored").to_dict("records")
    assert cost["worst_over"] == pytest.approx(15)
    assert cost["project_name"] == "区城管执法局市容巡查辅助服务"
    (scope,) = shown(page(PATH, monitored="2026-08", part="scope"), "monitored").to_dict("records")
    assert (scope["org_name"], scope["economic_code"], scope["approved_codes"]) == ("青浦区朱家角镇", "30227", "30213")
    late = shown(page(PATH, monitored="2026-08", part="missing"), "monitored")
    assert set(late["org_name"]) == {"青浦区机关事务管理局"}
    assert [stories[name].org_code for name in ("S22", "S23", "S24")] == ["229", "231", "310118102"]


@pytest.mark.usefixtures("demo")
def test_a_year_without_stories_has_nothing_to_be_checked():
    app = page(PATH, lang="en", monitored="2025-08")
    assert any("Nothing of this kind" in info.value for info in app.info)


@pytest.mark.usefixtures("demo")
def test_what_is_over_the_standard_is_split_and_what_is_to_be_checked_says_so():
    app = page(PATH, lang="en", monitored="2026-08", part="standard")
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "over_yuan" in {name[-1] for name in frame.value.columns})
    rows = [{name[-1]: value for name, value in row.items()} for row in table.to_dict("records")]
    assert rows[0]["state"] == "▲ to be checked"
    assert rows[0]["project_code"].startswith("CY01")
    for row in rows:
        parts = sum(
            row[name] for name in ("over_price_yuan", "over_quantity_yuan", "off_list_yuan") if row[name] == row[name]
        )
        assert row["over_yuan"] == pytest.approx(row["spent_yuan"] - row["allowed_yuan"])
        assert row["over_yuan"] == pytest.approx(parts)


def test_nothing_loaded_says_what_to_do(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(PATH, lang="en")
    assert not app.exception
    assert any("No monitoring is loaded" in info.value for info in app.info)


def test_the_form_and_the_notice_are_read_back():
    words = ("funds", "rules", "staff", "hardware", "other", "certain", "possible", "impossible")
    labels = dict(zip(words, words, strict=True))
    told = {"level1": "产出指标", "level2": "数量指标", "level3": "面积", "comparison": "≥", "target": "100",
            "target_unit": "%", "actual": "=21", "expected_value": "100", "deviation_kind": "staff",
            "deviation": "缺人", "likelihood": "possible"}  # fmt: skip
    general = {"fund_type": "一般公共预算", "approved_yuan": Decimal(4_000_000), "current_yuan": Decimal(4_000_000),
               "paid_yuan": Decimal(1_000_000)}  # fmt: skip
    other = general | {"fund_type": "政府性基金预算", "approved_yuan": Decimal(2_000_000),
                       "current_yuan": Decimal(0), "paid_yuan": None}  # fmt: skip
    form = Form(2026, 8, "1 甲委", "甲局", "P1", "甲路", Decimal(6_000_000), Decimal(4_000_000), Decimal(1_000_000),
                Decimal(3_900_000), [general, other], [told], labels)  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(form_xlsx(form, About(warning="演示数据")))).active
    funds = [[sheet.cell(row, place).value for place in (4, 7, 10, 13, 15)] for row in (6, 7, 8)]
    assert funds == [[600, 400, 100, 0.25, 390], [400, 400, 100, 0.25, None], [200, 0, None, None, None]]
    assert [sheet.cell(row, 3).value for row in (3, 4)] == ["甲路", "1 甲委"]
    assert [sheet.cell(13, place).value for place in (3, 4, 5)] == ["面积", "≥ 100 %", "=21"]
    assert sheet.cell(13, 5).data_type == "s", "text never becomes a formula"
    ticks = [sheet.cell(13, place).value or "" for place in range(7, 16)]
    assert ticks == ["", "", "√", "", "", "缺人", "", "√", ""]
    assert "G10:L10" in {str(area) for area in sheet.merged_cells.ranges}
    missing = Table("未报送", pl.DataFrame({"project_name": ["甲路"]}), (Column("project_name", "项目名称"),))
    document = docx.Document(io.BytesIO(notice_docx("甲局", 2026, 8, -3, missing, About())))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "3" in words
    assert [cell.text for cell in document.tables[0].column_cells(0)][-1] == "甲路"


def test_over_the_standard_sets_what_was_paid_until_the_month_against_what_is_allowed_until_then(tmp_path, serve):
    """January to June paid 100; 10 approved for the year at 20 allow 10 · 6/12 · 20 = 100 by June: nothing is over.

    The one who paid 130 for the same is 30 over.
    """
    work = {"item_code": "CY0101", "measure_unit": "万平方米", "year": 2026, "planned_quantity": 10, "quantity": 10}
    term = {"project_code": "P", "item_code": "CY0101", "start_date": date(2026, 1, 1), "end_date": date(2026, 6, 30)}
    quota = {"standard_code": "B", "standard_kind": "cost_standard", "status": "issued", "item_code": "CY0101",
             "measure_unit": "万平方米", "version": "2026", "valid_from": date(2026, 1, 1),
             "amount_yuan": Decimal(20)}  # fmt: skip
    file = tmp_path / "half.duckdb"
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("org", [{"org_code": code, "org_type": "town"} for code in "12"]))
        warehouse.accept(batch("service_item", [{"item_code": "CY0101", "item_name": "道路保洁"}]))
        warehouse.accept(batch("project", [term | {"org_code": code} for code in "12"]))
        warehouse.accept(batch("workload", [work | {"org_code": code, "provenance": "contract"} for code in "12"]))
        warehouse.accept(batch("standard", [quota]))
        paid = [line(code, yuan, month=6, project_code="P") for code, yuan in (("1", 100), ("2", 130))]
        warehouse.accept(batch("execution", paid))
    serve(file)
    rows = operations.over_the_standard(2026, 6).select("org_code", "spent_yuan", "allowed_yuan", "over_yuan").rows()
    assert rows == [("2", Decimal(130), Decimal(100), Decimal(30))]
