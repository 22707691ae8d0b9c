"""The annex of a briefing, read back with openpyxl."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from duibiao import language, palette
from duibiao.export.annex import xlsx_annex
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.table import Column, Kind, Table
from tests.briefings import LINES, STEPS, briefing, every_shape, per_unit, table, view


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


@pytest.fixture(scope="module")
def book():
    language.use("zh_CN")
    return openpyxl.load_workbook(io.BytesIO(xlsx_annex(every_shape())))


def sheets_of(told: Briefing):
    return openpyxl.load_workbook(io.BytesIO(xlsx_annex(told)))


def rows(sheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_the_contents_name_every_sheet_and_lead_to_it(book):
    contents = book.worksheets[0]
    assert contents["A1"].value == "八月汇报"
    assert contents["A2"].value == "演示数据 · 数据冻结于2026年9月3日"
    listed = [contents.cell(row, 1).value for row in range(5, contents.max_row + 1)]
    assert listed == book.sheetnames[1:]
    assert contents["A5"].hyperlink.location == f"'{book.sheetnames[1]}'!A1"


def test_a_table_has_numbers_as_numbers_and_its_unit_at_the_top_right(book):
    sheet = book["1 各镇执行情况"]
    assert sheet["E2"].value == "单位：万元"
    assert rows(sheet)[4:] == [
        (None, "合计", 3, 1.50005, 61.7),
        ("310118101", "朱家角镇", 1.234567, None, 61.7),
        ("310118102", "练塘镇", 1.234567, None, 61.7),
        ("310118103", "=1+1", 1.765433, 1.50005, 61.7),
    ]
    assert sheet["C6"].number_format.startswith("#,##0.00")


def test_what_looks_a_formula_is_text(book):
    assert book["1 各镇执行情况"]["B8"].data_type == "s"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_headers_are_really_merged_and_the_panes_frozen_below_them(book):
    sheet = book["1 各镇执行情况"]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A3:A4", "B3:B4", "E3:E4", "C3:D3"}
    assert (sheet["C3"].value, sheet["C4"].value, sheet.freeze_panes) == ("2026年", "预算", "C5")


def test_a_printed_sheet_repeats_its_header_lies_on_its_side_and_is_numbered(book):
    sheet = book["1 各镇执行情况"]
    assert sheet.print_title_rows == "$3:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddFooter.center.text == "&P / &N"


def test_a_very_wide_table_is_printed_on_a3():
    one = table()
    columns = tuple(Column(f"c{number}", f"列{number}", Kind.MONEY) for number in range(16))
    frame = one.frame.select(one.frame["budget_yuan"].alias(column.name) for column in columns)
    sheet = sheets_of(Briefing("x", (Slide(view(tables=(Table("宽表", frame, columns),))),)))["1 宽表"]
    assert sheet.page_setup.paperSize == 8


def test_every_row_of_a_long_table_is_there():
    sheet = sheets_of(briefing(Slide(view(tables=(table(1000),)))))["1 各镇执行情况"]
    assert sheet.max_row == 4 + 1000


def test_each_chart_has_its_numbers_and_a_chart_of_the_office_program(book):
    sheet = book["1 图"]
    assert rows(sheet)[3:7] == [
        (None, "单位成本", "中位数 10.88"),
        ("朱家角镇", 12.5, 10.875),
        ("练塘镇", 9.25, 10.875),
        ("金泽镇", None, 10.875),
    ]
    charts = [len(each._charts) for each in book.worksheets if each.title.endswith("图")]
    assert charts == [1, 1, 1, 1, 1, 1, 0]  # heat is the filled cells themselves


def test_a_chart_takes_its_names_from_cells_so_that_none_can_be_a_formula():
    data = zipfile.ZipFile(io.BytesIO(xlsx_annex(every_shape())))
    drawn = "".join(data.read(name).decode() for name in data.namelist() if name.startswith("xl/charts/chart"))
    assert "机械" not in drawn.replace("<c:v>=机械</c:v>", "")
    assert "'2 图'!$C$4" in drawn


def test_steps_keep_their_amounts_with_their_signs():
    sheet = sheets_of(Briefing("x", (Slide(view(STEPS)),)))["1 图"]
    assert [row[1] for row in rows(sheet)[4:8]] == [100, 30.5, -50.25, 80.25]


def test_a_month_without_a_number_is_blank_so_that_a_line_has_a_gap():
    sheet = sheets_of(Briefing("x", (Slide(view(LINES)),)))["1 图"]
    assert sheet["B7"].value is None


def test_heat_is_filled(book):
    sheet = book["7 图"]
    assert sheet["B6"].fill.fgColor.rgb == f"FF{palette.LIGHT.scale[0][1:].upper()}"
    assert (sheet["B5"].value, sheet["B7"].value) == (0.25, "—")


def test_sources_and_notes_have_a_sheet(book):
    told = [words for row in rows(book["口径与数据来源"]) for words in row if words]
    for words in ("先讲朱家角", "累计支付 ÷ 变动后预算", "2026年8月31日", "批次 6：执行.xlsx", "compare?year=2026"):
        assert words in told


def test_what_was_agreed_has_a_sheet_with_days_as_days(book):
    sheet = book["会议议定事项"]
    assert rows(sheet)[3] == ("核实面积台账", "练塘镇", datetime(2026, 9, 30), "未完成")


def test_sheets_may_have_one_title_or_one_with_forbidden_signs():
    odd = replace(table(), title="表[1]:a/b?" + "长" * 40)
    names = sheets_of(Briefing("x", (Slide(view(tables=(odd, odd))),))).sheetnames
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_an_amount_in_whole_yuan_says_so_below_a_line_that_says_ten_thousands():
    sheet = sheets_of(briefing(Slide(view(tables=(per_unit(),)))))["1 每平方米"]
    assert sheet["C2"].value == "单位：万元"
    assert rows(sheet)[2:4] == [("单位名称", "支付", "单位成本\n（元）"), ("朱家角镇", 12, 12.5)]


def test_where_no_column_is_in_the_unit_of_the_table_none_is_said_above_it():
    only = replace(per_unit(), columns=(per_unit().columns[0], per_unit().columns[2]))
    sheet = sheets_of(briefing(Slide(view(tables=(only,)))))["1 每平方米"]
    assert not sheet["B2"].value
    assert sheet["B3"].value == "单位成本\n（元）"
