import csv
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao import language
from duibiao.export.about import About
from duibiao.export.delimited import csv_bytes, harmless
from duibiao.export.naming import safe
from duibiao.export.table import Column, Kind, Table, text
from duibiao.export.workbook import xlsx_bytes
from duibiao.formats import MoneyUnit, Scale
from duibiao.ui.downloads import file_name

ABOUT = About(
    filters=(("年度", "2026年"),),
    definitions=(("执行率", "累计支付 ÷ 变动后预算"),),
    data_date="2026年8月31日",
    batches=("批次 6:预算执行,执行.xlsx",),
    warning="演示数据:单位名称与代码真实,金额为模拟",
)


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def table(names=("合计", "朱家角镇", "练塘镇"), amounts=("30000", "12345.67", "17654.33"), scale=Scale.WAN):
    frame = pl.DataFrame(
        {
            "org_code": [None, *["310118102"] * (len(names) - 1)],
            "org_name": names,
            "paid_yuan": [None if amount is None else Decimal(amount) for amount in amounts],
            "unit_cost": [10.5] * len(names),
            "rate": [0.617] * len(names),
            "gap": [-0.05] * len(names),
        },
        schema_overrides={"paid_yuan": pl.Decimal(18, 2)},
    )
    columns = (
        Column("org_code", "代码", Kind.CODE),
        Column("org_name", "单位名称"),
        Column("paid_yuan", "累计支付", Kind.MONEY),
        Column("unit_cost", "单位成本", Kind.MONEY, unit="元/平方米", exact=True),
        Column("rate", "执行率", Kind.RATE),
        Column("gap", "差距", Kind.POINTS, unit="百分点"),
    )
    return Table("各单位执行情况", frame, columns, MoneyUnit(scale), n_totals=1)


def counted(n):
    """A table of one count, which a ratio of floats was made from."""
    frame = pl.DataFrame({"population": [n]}, schema={"population": pl.Float64})
    return Table("人口", frame, (Column("population", "人口", Kind.COUNT, unit="人"),))


def sheet_of(data, number=0):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[number]


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_csv_begins_with_a_bom_and_units_stand_in_its_header():
    data = csv_bytes(table())
    assert data.startswith(b"\xef\xbb\xbf")
    assert csv_rows(data)[0] == [
        "代码",
        "单位名称",
        "累计支付（万元）",
        "单位成本（元/平方米）",
        "执行率（%）",
        "差距（百分点）",
    ]


def test_csv_keeps_amounts_unrounded_in_the_unit_of_the_screen():
    assert [row[2] for row in csv_rows(csv_bytes(table()))[1:]] == ["3", "1.234567", "1.765433"]


def test_csv_follows_the_switch_of_the_unit():
    assert csv_rows(csv_bytes(table(scale=Scale.YUAN)))[2][2] == "12345.67"


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "\uff0b1", "\uff20x"]
)
def test_text_that_would_run_as_a_formula_cannot(name):
    data = csv_bytes(table(names=("合计", name, "练塘镇")))
    assert csv_rows(data)[2][1] == f"'{name}"


def test_negative_numbers_stay_numbers():
    data = table(amounts=("-5", "-12345.67", None))
    assert [row[2] for row in csv_rows(csv_bytes(data))[1:]] == ["-0.0005", "-1.234567", ""]
    cells = [cell.value for cell in sheet_of(xlsx_bytes(data, ABOUT))["C"][3:]]
    assert cells == [pytest.approx(-0.0005), pytest.approx(-1.234567), None]


@given(st.text(min_size=1))
def test_no_text_leaves_harmless_with_a_sign_of_a_formula_in_front(word):
    assert harmless(word).lstrip(" ")[:1] not in tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def test_a_workbook_has_the_rows_of_the_screen_with_title_and_unit():
    sheet = sheet_of(xlsx_bytes(table(), ABOUT))
    assert sheet["A1"].value == "各单位执行情况"
    assert sheet["F2"].value == "单位：万元"
    assert [cell.value for cell in sheet["B"][3:]] == ["合计", "朱家角镇", "练塘镇"]
    assert sheet["C5"].value == pytest.approx(1.234567)
    assert sheet["C5"].number_format.startswith("#,##0.00")


def test_codes_keep_their_leading_zeros_and_formulas_stay_text():
    sheet = sheet_of(xlsx_bytes(table(names=("合计", "=1+1", "http://x")), ABOUT))
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("310118102", "s")
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s")
    assert sheet["B6"].hyperlink is None


def test_a_workbook_tells_filters_definitions_date_and_batches():
    lines = {(row[0].value, row[1].value) for row in sheet_of(xlsx_bytes(table(), ABOUT), 1).iter_rows()}
    assert {
        ("提示", ABOUT.warning),
        ("数据截至", "2026年8月31日"),
        ("金额单位", "万元"),
        ("筛选：年度", "2026年"),
        ("口径：执行率", "累计支付 ÷ 变动后预算"),
        ("批次", ABOUT.batches[0]),
    } <= lines


def test_the_table_itself_says_that_data_are_of_the_demo_and_up_to_when():
    assert sheet_of(xlsx_bytes(table(), ABOUT))["A2"].value == f"{ABOUT.warning} · 数据截至2026年8月31日"
    assert sheet_of(xlsx_bytes(table(), replace(ABOUT, warning="")))["A2"].value == "数据截至2026年8月31日"


def test_without_a_day_up_to_which_it_counts_a_file_says_none():
    timeless = replace(ABOUT, data_date="")
    book = xlsx_bytes(table(), timeless)
    assert sheet_of(book)["A2"].value == ABOUT.warning
    assert "数据截至" not in [row[0].value for row in sheet_of(book, 1).iter_rows()]
    assert file_name(table(), timeless) == "各单位执行情况_2026年（演示数据）"
    assert file_name(table(), replace(timeless, warning="", filters=())) == "各单位执行情况"


def test_the_name_of_a_file_says_so_too_because_a_csv_says_nothing():
    assert file_name(table(), ABOUT) == "各单位执行情况（截至2026年8月31日，演示数据）"
    assert file_name(table(), replace(ABOUT, warning="")) == "各单位执行情况（截至2026年8月31日）"


def test_the_name_of_a_file_says_the_page_and_what_was_chosen():
    chosen = replace(ABOUT, filters=(("年度", "2026年"), ("单位类型", "街镇"), ("对比内容", "各单位执行情况")))
    assert file_name(table(), chosen, "谁花得多") == "谁花得多_各单位执行情况_街镇（截至2026年8月31日，演示数据）"
    assert file_name(table(), ABOUT, "执行情况") == "各单位执行情况（截至2026年8月31日，演示数据）"


@pytest.mark.parametrize("letter", ["道", "a", "\U0001f600"])
def test_the_name_of_a_file_fits_on_every_disk_and_keeps_its_date(letter):
    long = replace(table(), title=letter * 300)
    name = file_name(long, replace(ABOUT, filters=(("项目", letter * 90), ("单位", "甲镇"))), "谁花得多")
    assert len(name) <= 112
    assert len(f"{name}.parquet".encode()) <= 255
    assert name.endswith("（截至2026年8月31日，演示数据）")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ('a\\b/c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("甲\n乙\x00", "甲_乙_"),
        ("年报. . ", "年报"),
        ("con", "_con"),
        ("LPT1.数据", "_LPT1.数据"),
        ("...", "_"),
    ],
)
def test_a_name_is_one_that_windows_takes(name, allowed):
    assert safe(name) == allowed


def test_a_count_is_a_whole_number_in_a_file():
    assert csv_rows(csv_bytes(counted(113800.0)))[1:] == [["113800"]]


def test_an_empty_table_still_makes_both_files():
    empty = table()
    empty = Table(empty.title, empty.frame.clear(), empty.columns)
    assert len(csv_rows(csv_bytes(empty))) == 1
    assert sheet_of(xlsx_bytes(empty, ABOUT)).max_row == 3


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (Decimal("0"), Kind.MONEY, ""),
        (None, Kind.MONEY, "—"),
        (Decimal("1234.5"), Kind.MONEY, "1,234.50"),
        (61.7, Kind.RATE, "61.7%"),
        (60.0, Kind.DEVIATION, "+60.0%"),
        (-5.0, Kind.POINTS, "-5.0"),
        (1234, Kind.COUNT, "1,234"),
        (None, Kind.TEXT, ""),
        ("0012", Kind.CODE, "0012"),
    ],
)
def test_cells_on_the_screen(value, kind, shown):
    assert text(value, kind) == shown


def test_every_row_is_in_the_file_however_many():
    many = pl.DataFrame({"n": range(5000)})
    long = Table("长表", many, (Column("n", "序号", Kind.COUNT),))
    assert sheet_of(xlsx_bytes(long, ABOUT)).max_row == 5003
    assert len(csv_rows(csv_bytes(long))) == 5001
