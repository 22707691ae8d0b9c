"""Where the header is, what it means, in which unit amounts are, and which sheet holds the extract."""

from decimal import Decimal

import pytest
from bureau import accepted, csv_text, notes, read, workbook

from duibiao.errors import RefusedFileError

HEADER = ("年度", "月份", "预算单位代码", "项目名称", "年初预算数", "累计支付数")
ROW = (2026, 8, "310118001", "道路保洁", 100, 40)


def test_the_header_is_found_below_titles_and_blank_rows() -> None:
    titles = (("2026年1-8月预算执行情况表",), (), ("编制单位：青浦区财政局", "", "", "", "", "单位：元"), ())
    reading = read(csv_text((*titles, HEADER, ROW)))
    assert accepted(reading, "row_number", "paid_yuan") == [(6, Decimal(40))]
    assert "header in row 5" in notes(reading)


def test_headers_are_known_in_english_in_chinese_and_by_the_names_of_columns() -> None:
    rows = (("Year", "month", "预算单位编码", "Project", "Approved budget", "支出数"), ROW)
    assert accepted(read(csv_text(rows)), "org_code", "approved_yuan", "paid_yuan") == [("310118001", 100, 40)]


def test_spaces_line_breaks_and_width_in_headers_do_not_matter() -> None:
    header = ("年 度", "月\n份", "预算单位代码 ", "*项目名称", "年初\n预算数", "累计支付数(人民币)")
    assert accepted(read(workbook({"表": [header, ROW]})), "year", "approved_yuan", "paid_yuan") == [(2026, 100, 40)]


def test_columns_that_nobody_asks_for_are_named_in_the_report() -> None:
    reading = read(csv_text(((*HEADER, "天气"), (*ROW, "晴"))))
    assert "Columns not loaded: 天气" in notes(reading)


def test_a_merged_header_names_the_columns_below_it() -> None:
    rows = (
        ("2026年度部门预算",),
        ("预算单位代码", "项目代码", "预算数", None, "累计支付数"),
        (None, None, "年初预算数", "调整数", None),
        ("310118001", "P1", 100, -5, 40),
        ("310118002", "P2", 200, 0, 60),
    )
    book = workbook({"执行": rows}, merged=[("C2:D2", "预算数"), ("A2:A3", "预算单位代码"), ("B2:B3", "项目代码")])
    reading = read(book, period="2026-08")
    assert accepted(reading, "org_code", "approved_yuan", "adjustment_yuan", "paid_yuan") == [
        ("310118001", 100, -5, 40),
        ("310118002", 200, 0, 60),
    ]


def test_a_merged_header_of_versions_is_read_by_a_profile_that_turns_them_into_rows() -> None:
    rows = (
        ("2026年度部门预算",),
        ("预算单位代码", "项目代码", "预算数", None, "备注"),
        (None, None, "申报数", "批复数", None),
        ("310118001", "P1", 120, 100, None),
        ("310118002", "P2", 200, None, "暂缓"),
    )
    wide = {"into": "version", "value": "amount_yuan", "columns": {"申报数": "requested", "批复数": "approved"}}
    book = workbook({"表": rows}, merged=[("C2:D2", "预算数")])
    reading = read(book, "appropriation", mapping={"wide": wide}, period="2026")
    assert accepted(reading, "project_code", "version", "amount_yuan") == [
        ("P1", "requested", 120),
        ("P1", "approved", 100),
        ("P2", "requested", 200),
    ]


def test_a_header_of_three_rows_is_read() -> None:
    rows = (
        ("年度", "月份", "预算单位代码", "金额", None, None),
        (None, None, None, "预算", None, "支付"),
        (None, None, None, "年初预算数", "变动后预算数", "累计支付数"),
        (2026, 8, "1", 100, 110, 40),
    )
    reading = read(workbook({"表": rows}, merged=[("D1:F1", "金额"), ("D2:E2", "预算")]))
    assert accepted(reading, "approved_yuan", "current_yuan", "paid_yuan") == [(100, 110, 40)]


@pytest.mark.parametrize(
    "marks", [("1", "2", "3", "4", "5", "6"), ("甲", "乙", "1", "2", "3", "4=3-2"), ("栏次", *"12345")]
)
def test_a_row_that_counts_the_columns_is_no_row(marks: tuple[str, ...]) -> None:
    reading = read(csv_text((HEADER, marks, ROW)))
    assert accepted(reading, "approved_yuan", "paid_yuan") == [(100, 40)]
    assert reading.rejected.is_empty()
    assert any("count the columns" in each for each in notes(reading))


def test_a_row_of_small_amounts_is_a_row() -> None:
    reading = read(csv_text((HEADER, (2026, 8, "1", "2", "3", "4"))))
    assert accepted(reading, "approved_yuan", "paid_yuan") == [(3, 4)]


@pytest.mark.parametrize(
    ("header", "paid"),
    [("12 年初预算数", "approved_yuan"), ("6、年初预算数", "approved_yuan"), ("(7)累计支付数", "paid_yuan")],
)
def test_the_number_before_a_header_is_no_part_of_its_name(header: str, paid: str) -> None:
    other = "累计支付数" if paid == "approved_yuan" else "年初预算数"
    rows = ((*HEADER[:4], other, header), (*ROW[:4], 5, 7))
    assert accepted(read(csv_text(rows)), paid) == [7]


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [
        ("单位：元", "12.34"),
        ("单位:千元", "12340"),
        ("单位：万元", "123400"),
        ("金额单位：人民币万元", "123400"),
        ("单位：亿元", "1234000000"),
        ("(单位:万元)", "123400"),
        ("单位： 百万元", "12340000"),
    ],
)
def test_the_unit_above_the_table_holds_for_all_amounts(unit: str, yuan: str) -> None:
    rows = (("执行情况表", "", "", unit), HEADER, (*ROW[:4], "0", "12.34"))
    assert accepted(read(csv_text(rows)), "paid_yuan") == [Decimal(yuan)]


@pytest.mark.parametrize(
    "header", ["累计支付数(万元)", "累计支付数（万元）", "累计支付数\n（单位：万元）", "累计支付数[万元]"]
)
def test_the_unit_in_a_header_holds_for_its_column_alone(header: str) -> None:
    rows = (("单位：元",), (*HEADER[:5], header), ROW)
    assert accepted(read(workbook({"表": rows})), "approved_yuan", "paid_yuan") == [(100, 400_000)]


def test_amounts_in_ten_thousands_keep_every_cent() -> None:
    rows = (("单位：万元",), HEADER, (*ROW[:4], "0.000001", "123456789.123456"))
    assert accepted(read(csv_text(rows)), "approved_yuan", "paid_yuan") == [
        (Decimal("0.01"), Decimal("1234567891234.56"))
    ]


def test_quantities_are_not_money_whatever_the_unit_of_the_table() -> None:
    rows = (("单位：万元",), ("年度", "预算单位代码", "一类事代码", "工作量"), (2026, "310118001", "CY0101", "12.5"))
    assert accepted(read(csv_text(rows), "workload"), "quantity") == [Decimal("12.5")]


def test_the_sheet_is_chosen_by_its_header() -> None:
    sheets = {"说明": [("填报说明",), ("一、口径",)], "执行": [HEADER, ROW], "目录": [("序号", "名称"), (1, "执行")]}
    reading = read(workbook(sheets))
    assert accepted(reading, "paid_yuan") == [40]
    assert "sheet 执行" in notes(reading)


def test_a_hidden_sheet_of_last_year_does_not_rival_the_visible_one() -> None:
    old = [HEADER, (2025, *ROW[1:])]
    reading = read(workbook({"去年": old, "今年": [HEADER, ROW]}, hidden=["去年"]))
    assert accepted(reading, "year") == [2026]


def test_two_sheets_of_one_header_are_one_table_unless_one_is_named() -> None:
    book = workbook({"一月": [HEADER, ROW], "二月": [HEADER, (2026, 2, *ROW[2:5], 60)]})
    both = read(book)
    assert accepted(both, "month") == [8, 2]
    assert [both.place(number) for number in accepted(both, "row_number")] == [("一月", 2), ("二月", 2)]
    assert accepted(read(book, sheet="二月"), "month") == [2]


def test_a_sheet_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RefusedFileError):
        read(workbook({"一月": [HEADER, ROW]}), sheet="三月")


def test_numbers_in_a_workbook_are_read_as_they_are_stored() -> None:
    rows = (HEADER, (2026, 8, 310118001, "道路保洁", 0.1, 1234567.89), (2026, 8, "007", "道路保洁", 1e6, -0.5))
    assert accepted(read(workbook({"表": rows})), "org_code", "approved_yuan", "paid_yuan") == [
        ("310118001", Decimal("0.10"), Decimal("1234567.89")),
        ("007", Decimal(1_000_000), Decimal("-0.50")),
    ]


def test_a_file_without_a_header_is_refused_and_the_message_shows_how_it_begins() -> None:
    with pytest.raises(RefusedFileError) as refused:
        read("苹果,梨\n1,2\n")
    assert "苹果 | 梨" in refused.value.message


def test_a_file_that_lacks_a_required_column_is_refused_and_the_message_names_it() -> None:
    with pytest.raises(RefusedFileError) as refused:
        read(csv_text((HEADER[:5], ROW[:5])))
    assert "Paid" in refused.value.message
    assert "年初预算数" in refused.value.hint


def test_a_workbook_that_is_none_is_refused() -> None:
    with pytest.raises(RefusedFileError):
        read(b"PK\x03\x04 and then nothing", name="a.xlsx")
    with pytest.raises(RefusedFileError):
        read(b"\x09\x08\x00\x00 and then nothing", name="a.xls")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_with_the_name_of_a_workbook_is_read_as_text(encoding: str) -> None:
    reading = read(csv_text((HEADER, ROW), "\t").encode(encoding), name="export.xls")
    assert accepted(reading, "paid_yuan") == [40]


def test_a_workbook_is_known_by_its_bytes_whatever_its_name() -> None:
    assert accepted(read(workbook({"表": [HEADER, ROW]}), name="a.csv"), "paid_yuan") == [40]


def test_a_header_that_is_repeated_on_every_page_is_no_row() -> None:
    reading = read(csv_text((HEADER, ROW, HEADER, (2026, 8, "310118002", "绿化", 1, 2))))
    assert accepted(reading, "paid_yuan") == [40, 2]
    assert "1 repeated header rows" in notes(reading)


def test_footnotes_are_no_rows() -> None:
    reading = read(csv_text((HEADER, ROW, ("注：含上年结转",), ("制表人：张三", "", "", "", "", ""))))
    assert accepted(reading, "paid_yuan") == [40]
    assert reading.rejected.is_empty()
    assert "2 footnotes" in notes(reading)
