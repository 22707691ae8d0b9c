"""Text files in the encodings, separators and number styles that bureaus and other governments use."""

from decimal import Decimal

import pytest
from bureau import accepted, csv_text, notes, read, reasons

from duibiao.errors import RefusedFileError

ROWS = (
    ("年度", "月份", "预算单位代码", "预算单位名称", "累计支付数"),
    (2026, 8, "310118001", "夏阳街道", "1234.50"),
    (2026, 8, "310118002", "盈浦街道", "-7.25"),
)
NAMES_AND_AMOUNTS = [("夏阳街道", Decimal("1234.50")), ("盈浦街道", Decimal("-7.25"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_text_reads_in_every_encoding(encoding: str) -> None:
    reading = read(csv_text(ROWS).encode(encoding))
    assert accepted(reading, "org_name", "paid_yuan") == NAMES_AND_AMOUNTS


def test_utf16_big_endian_with_a_mark_reads() -> None:
    reading = read(b"\xfe\xff" + csv_text(ROWS).encode("utf-16-be"))
    assert accepted(reading, "org_name", "paid_yuan") == NAMES_AND_AMOUNTS


def test_gb18030_characters_of_four_bytes_read() -> None:
    rows = (*ROWS, (2026, 8, "310118003", "𠮷镇", "1"))
    assert accepted(read(csv_text(rows).encode("gb18030")), "org_name")[-1] == "𠮷镇"


def test_gb18030_with_a_half_width_sign_of_the_yuan_before_every_amount_reads() -> None:
    rows = (ROWS[0], *((2026, 8, f"3101180{i:02d}", "夏阳街道", f"¥{i}.50") for i in range(10, 60)))
    reading = read(csv_text(rows).encode("gb18030"))
    assert accepted(reading, "org_name", "paid_yuan") == [("夏阳街道", Decimal(f"{i}.50")) for i in range(10, 60)]


@pytest.mark.parametrize("name", ["JUNTA DE CHAMBERÍ", "Año", "Señalización", "€ y más"])
def test_western_european_text_reads_as_windows_1252(name: str) -> None:
    rows = (("year", "month", "org_code", "org_name", "paid_yuan"), (2023, 12, "207", name, "1.50"))
    assert accepted(read(csv_text(rows).encode("cp1252")), "org_name") == [name]


def test_the_report_tells_encoding_and_separator() -> None:
    assert notes(read(csv_text(ROWS, ";").encode("gb18030")))[:2] == ("encoding gb18030", "separator ;")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(separator: str) -> None:
    assert accepted(read(csv_text(ROWS, separator)), "org_name", "paid_yuan") == NAMES_AND_AMOUNTS


def test_a_decimal_comma_is_no_separator() -> None:
    rows = (ROWS[0], (2026, 8, "1", "a", "10,50"), (2026, 8, "2", "b", "3,25"))
    assert accepted(read(csv_text(rows, ";")), "paid_yuan") == [Decimal("10.50"), Decimal("3.25")]


def test_a_separator_in_quotation_marks_is_text() -> None:
    text = '年度,月份,预算单位代码,预算单位名称,累计支付数\n2026,8,1,"甲,乙","1,234.50"\n'
    assert accepted(read(text), "org_name", "paid_yuan") == [("甲,乙", Decimal("1234.50"))]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_may(ending: str) -> None:
    assert accepted(read(csv_text(ROWS).replace("\n", ending).encode()), "paid_yuan") == [
        Decimal("1234.50"),
        Decimal("-7.25"),
    ]


def paid(*cells: str) -> list[object]:
    """The amounts that cells of one file are read as."""
    rows = [(2026, 8, str(i), "", cell) for i, cell in enumerate(cells)]
    return accepted(read(csv_text((ROWS[0], *rows), "\t")), "paid_yuan")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234,567.89", "1234567.89"),
        ("1234567.89", "1234567.89"),
        ("(1,234.50)", "-1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("1,234.50-", "-1234.50"),
        ("-1,234.50", "-1234.50"),
        ("−12.50", "-12.50"),
        ("¥1,234.50", "1234.50"),
        ("1234.50元", "1234.50"),
        (" 1 234.50 ", "1234.50"),
        ("1,234.50", "1234.50"),
        ("+5.10", "5.10"),
        (".50", "0.50"),
        ("1.5E3", "1500.00"),
        ("0", "0.00"),
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("0.004", "0.00"),
    ],
)
def test_an_amount_reads_however_it_is_written(cell: str, amount: str) -> None:
    assert paid(cell, "1.25") == [Decimal(amount), Decimal("1.25")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1.234.567,89", "1234567.89"), ("1234567,89", "1234567.89"), ("-1.234,50", "-1234.50"), ("12", "12.00")],
)
def test_decimal_commas_read_with_dots_between_thousands(cell: str, amount: str) -> None:
    assert paid(cell, "1,25") == [Decimal(amount), Decimal("1.25")]


def test_an_amount_of_the_other_style_is_set_aside_and_never_misread() -> None:
    rows = [(2026, 8, str(i), "", cell) for i, cell in enumerate(("1.234,50", "2,25", "3,10", "4.75"))]
    reading = read(csv_text((ROWS[0], *rows), "\t"))
    assert accepted(reading, "paid_yuan") == [Decimal("1234.50"), Decimal("2.25"), Decimal("3.10")]
    assert "4.75" in reasons(reading)[5]


@pytest.mark.parametrize("cell", ["12..5", "1,23,4.50", "abc", "1.2.3", "五百", "12,34.5", "#REF!", "1/2"])
def test_what_is_no_amount_is_set_aside_with_the_cell_in_the_reason(cell: str) -> None:
    rows = (ROWS[0], (2026, 8, "1", "", cell), (2026, 8, "2", "", "1.25"))
    reading = read(csv_text(rows, "\t"))
    assert accepted(reading, "paid_yuan") == [Decimal("1.25")]
    assert f"“{cell}”" in reasons(reading)[2]


@pytest.mark.parametrize("cell", ["", "-", "—", "–", "--"])
def test_a_dash_is_no_amount_which_is_not_zero(cell: str) -> None:
    rows = (
        ("年度", "月份", "预算单位代码", "年初预算数", "累计支付数"),
        (2026, 8, "1", cell, "1.25"),
        (2026, 8, "2", "0", "1.25"),
    )
    assert accepted(read(csv_text(rows, "\t")), "approved_yuan") == [None, Decimal("0.00")]


def test_full_width_characters_are_read_as_their_narrow_ones() -> None:
    rows = (
        ("年度", "月份", "预算单位代码", "累计支付数（元）"),
        ("２０２６", "８", "３１０１１８００１", "１，２３４．５０"),
    )
    reading = read(csv_text(rows, "\t"))
    assert accepted(reading, "year", "month", "org_code", "paid_yuan") == [(2026, 8, "310118001", Decimal("1234.50"))]


def test_codes_keep_their_leading_zeros_and_lose_what_spreadsheets_add() -> None:
    rows = (
        ROWS[0],
        (2026, 8, "007", "", 1),
        (2026, 8, "8.0", "", 1),
        (2026, 8, " 0 9", "", 1),
        (2026, 8, "'010", "", 1),
    )
    assert accepted(read(csv_text(rows, "\t")), "org_code") == ["007", "8", "09", "010"]


def test_an_empty_file_is_refused() -> None:
    for content in (b"", b"\n \n", b"\xef\xbb\xbf"):
        with pytest.raises(RefusedFileError):
            read(content)


def test_a_picture_with_the_name_of_a_text_file_is_refused_with_a_sentence() -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20
    with pytest.raises(RefusedFileError) as refused:
        read(picture, name="execution.csv")
    assert refused.value.message
    assert refused.value.hint


def test_a_file_that_ends_in_the_middle_of_a_character_is_refused() -> None:
    rows = (*ROWS, *((2026, 8, str(i), "夏阳街道", "1.00") for i in range(20_000)))
    with pytest.raises(RefusedFileError):
        read(csv_text(rows).encode("gb18030") + "夏".encode("gb18030")[:1])


def test_short_rows_have_nothing_in_the_columns_that_they_lack() -> None:
    text = "年度,月份,预算单位代码,累计支付数,年初预算数\n2026,8,1,5\n2026,8,2,6,7,,,\n"
    assert accepted(read(text), "paid_yuan", "approved_yuan") == [(5, None), (6, 7)]


def test_blank_lines_are_no_rows_and_row_numbers_stay_those_of_the_file() -> None:
    text = "\n年度,月份,预算单位代码,累计支付数\n\n2026,8,1,5\n,,,\n2026,8,2,x\n"
    reading = read(text)
    assert accepted(reading, "row_number", "paid_yuan") == [(4, 5)]
    assert list(reasons(reading)) == [6]


def test_inches_are_no_quotation_marks() -> None:
    text = '年度,月份,预算单位代码,项目名称,累计支付数\n2026,8,1,55"显示屏,5\n2026,8,2,"甲,乙",6\n2026,8,3,3/8"螺丝,7\n'
    assert accepted(read(text), "project_name", "paid_yuan") == [('55"显示屏', 5), ("甲,乙", 6), ('3/8"螺丝', 7)]


def test_a_quotation_mark_that_is_not_closed_is_refused_because_it_swallows_rows() -> None:
    text = '年度,月份,预算单位代码,项目名称,累计支付数\n2026,8,1,"显示屏,5\n2026,8,2,乙,6\n'
    with pytest.raises(RefusedFileError) as refused:
        read(text)
    assert "quotation mark" in refused.value.hint


def test_a_line_break_in_quotation_marks_is_part_of_its_cell() -> None:
    text = '年度,月份,预算单位代码,项目名称,累计支付数\n2026,8,1,"道路\n保洁",5\n2026,8,2,乙,6\n'
    assert accepted(read(text), "project_name", "paid_yuan") == [("道路\n保洁", 5), ("乙", 6)]
