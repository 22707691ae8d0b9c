"""The text of a cell is what the person sees, at full precision, whatever the workbook keeps behind it."""

import io
import re
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import hostile
import openpyxl
import pytest
import xlsxwriter
from bureau import accepted, read, reasons
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.ingest.document import Document
from duibiao.ingest.doubts import doubts
from duibiao.ingest.propose import propose
from duibiao.ingest.recognise import below, plan_for, recognise
from duibiao.ingest.sheet import Sheet
from duibiao.schema.catalogue import extract_named

WAN, WAN_WORD = "0\\.0,", '0!.0,"万"'
HEADER = ("年度", "月份", "预算单位代码", "项目代码", "变动后预算数", "累计支付数")


def styled(*formats: str, date1904: bool = False) -> dict[str, str]:
    """Parts of a workbook whose cell styles 1, 2, … have those formats (a number is one of the built-in ones)."""
    ids = [each if _is_built_in(each) else str(164 + i) for i, each in enumerate(formats)]
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{each.replace(chr(34), "&quot;")}"/>'
        for number, each in zip(ids, formats, strict=True)
        if not _is_built_in(each)
    )
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in ("0", *ids))
    epoch = ' date1904="1"' if date1904 else ""
    book = hostile._FRAME["xl/workbook.xml"].replace("<sheets>", f"<workbookPr{epoch}/><sheets>")
    related = hostile._FRAME["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="r2" Type="{hostile.OFFICE}/styles" Target="styles.xml"/></Relationships>',
    )
    styles = f'<styleSheet xmlns="{hostile.MAIN}"><numFmts>{codes}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>'
    return {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": related, "xl/styles.xml": styles}


def _is_built_in(code: str) -> bool:
    return code.isdigit() and len(code) < 3 and code != "0"


def handmade(rows: str, *formats: str, before: str = "", date1904: bool = False) -> Sheet:
    """The only sheet of a workbook with those rows as written."""
    parts = styled(*formats, date1904=date1904)
    packed = io.BytesIO(hostile.workbook(rows, before))
    with zipfile.ZipFile(packed) as old:
        files = {name: old.read(name) for name in old.namelist()}
    files |= {name: (hostile.START + text).encode() for name, text in parts.items()}
    return Document(hostile.zipped(files), "a.xlsx").sheets()[0]


def shown(value: str, code: str, **options: bool) -> str | None:
    """The text of a number under a format."""
    sheet = handmade(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c><c r="B1"><v>1</v></c></row>', code, **options)
    return str(sheet.cells["c0"][0])


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        ("0.538", "0.0%", "53.8%"),
        ("0.538", "9", "53.8%"),
        ("0.57999999999999996", "10", "58%"),
        ("0.12345678901234", "0%", "12.345678901234%"),
        ("-0.05", "0.0%;[Red]-0.0%", "-5%"),
        ("1", "0%", "100%"),
        ("1234567.89", "0!.0,", "123.456789"),
        ("1234567.89", "0\\.0,", "123.456789"),
        ("1234567.89", '0"."0,', "123.456789"),
        ("1234567.89", "0!.0000", "123.456789"),
        ("1234567.89", "#,##0.0,", "1234.56789"),
        ("1234567.89", "0.00,,", "1.23456789"),
        ("1234567.89", '0!.0,"万"', "123.456789万"),
        ("1234567.89", '0!.0,"万元"', "123.456789万元"),
        ("-1234567.89", '0!.0,"万";-0!.0,"万";"-"', "-123.456789万"),
        ("123456789.12", '0.00,,"百万"', "123.45678912百万"),
        ("123456789", '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "1.23456789亿"),
        ("12345", '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "1.2345万"),
        ("123", '[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', "123"),
        ("12.5", '0.00"万元"', "12.5万元"),
        ("5", "000", "005"),
        ("12", '"ZF"00000', "ZF00012"),
        ("1234.5", "#,##0.00", "1234.5"),
        ("1234.5", "#,##0.00_);[Red]\\(#,##0.00\\)", "1234.5"),
        ("12.3456789012", "General", "12.3456789012"),
        ("4.9E-9", "General", "0.0000000049"),
        ("1234.5600000000001", "General", "1234.56"),
        ("3.1011826010010001E+20", "0", "3.101182601001E+20"),
        ("310118202601009984", "General", "3.1011820260101E+17"),
        ("123456789012345", "General", "123456789012345"),
        ("1.23456789E7", "General", "12345678.9"),
        ("46234", "31", "2026-07-31"),
        ("46234", "57", "2026-07-31"),
        ("46234", "[$-404]e/m/d", "2026-07-31 00:00:00"),
        ("46234", "aaaa", "2026-07-31"),
        ("46234.4375", "27", "2026-07-31 10:30:00"),
        ("3.5", "0!m", "3.5"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(value: str, code: str, seen: str):
    assert shown(value, code) == seen


@pytest.mark.parametrize("code", ["14", "31", "58"])
def test_days_of_a_workbook_that_counts_from_1904_are_those_that_it_shows(code: str):
    assert str(shown("44772", code, date1904=True)).startswith("2026-07-31")


def test_cells_are_found_however_their_tags_are_written():
    rows = (
        "<row><c s='1'><v>0.5</v></c><c/><c s='1' t='n'><f>A1</f><v>0.25</v></c></row>"
        '<row r="3"><c s="1" r="B3"><v>1</v></c><c t="str" s="1"><v>0.5</v></c></row>'
    )
    sheet = handmade(rows, "0%")
    assert sheet.cells.rows() == [("50%", None, "25%"), (None, None, None), (None, "100%", "0.5")]


def test_texts_stay_where_they_are_when_the_first_column_is_empty():
    sheet = handmade('<row r="2"><c r="C2" s="1"><v>0.5</v></c><c r="D2"><v>7</v></c></row>', "0%")
    assert sheet.cells.row(1) == (None, None, "50%", "7")


def test_hidden_and_flat_rows_and_hidden_columns_are_known():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row r="3" ht="0" customHeight="1"><c r="A3"><v>3</v></c></row><row r="4" ht="10"><c r="D4"><v>3</v></c></row>'
    )
    before = '<cols><col min="2" max="3" width="9" hidden="1"/><col min="5" max="5" width="0"/></cols>'
    sheet = handmade(rows, before=before)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({1, 2}), frozenset({1, 2, 4}))


def test_filtered_rows_of_a_real_writer_are_hidden():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for i in range(4):
            sheet.write_row(i, 0, (f"r{i}", i))
        sheet.autofilter(0, 0, 3, 1)
        sheet.set_row(2, options={"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
    found = Document(out.getvalue(), "a.xlsx").sheets()[0]
    assert (found.hidden_rows, found.hidden_columns) == (frozenset({2}), frozenset({2}))


def xls(*records: tuple[int, bytes], codes: Sequence[str] = (), days: int = 0) -> Sheet:
    """The sheet of an old workbook; style 15 + i has the format `codes[i]`."""
    formats = [
        (0x041E, struct.pack("<HHB", 164 + i, len(code), 1) + code.encode("utf-16-le")) for i, code in enumerate(codes)
    ]
    styles = [(0x00E0, struct.pack("<HH16x", 0, 0))] * 15
    styles += [(0x00E0, struct.pack("<HH16x", 0, 164 + i)) for i in range(len(codes))]
    # The test's writer has but one place for records: readers take these wherever they stand before the cells.
    data = hostile.xls((0x0022, struct.pack("<H", days)), *formats, *styles, *records)
    return Document(data, "a.xls").sheets()[0]


def old_number(row: int, column: int, style: int, value: float) -> tuple[int, bytes]:
    return 0x0203, struct.pack("<HHHd", row, column, style, value)


def test_an_old_workbook_reads_as_its_formats_show_it():
    short = 0x027E, struct.pack("<HHHI", 1, 0, 15, (53 << 2) | 3)
    sheet = xls(
        old_number(0, 0, 15, 0.538),
        old_number(0, 1, 16, 1234567.89),
        old_number(0, 2, 0, 310118202601009984.0),
        old_number(0, 3, 0, 12.3456789012),
        short,
        codes=("0.0%", '0!.0,"万"'),
    )
    assert sheet.cells.row(0) == ("53.8%", "123.456789万", "3.1011820260101E+17", "12.3456789012")
    assert sheet.cells.row(1)[0] == "53%"


def test_hidden_rows_and_columns_of_an_old_workbook_are_known():
    row = 0x0208, struct.pack("<HHHHHHHH", 1, 0, 1, 255, 0, 0, 0x20, 0)
    column = 0x007D, struct.pack("<HHHHHH", 2, 3, 2000, 15, 1, 0)
    sheet = xls(row, column, old_number(0, 0, 0, 1.0), old_number(1, 0, 0, 2.0), days=1)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.from_1904) == (frozenset({1}), frozenset({2, 3}), True)


def execution(title: str, rows: Sequence[tuple[float, str]]) -> bytes:
    """An execution whose paid amounts have a value and a format."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(HEADER)
    for i, (value, code) in enumerate(rows):
        sheet.append(["2026", "7", "101", f"P{i}", value, value])
        for column in (5, 6):
            sheet.cell(i + 3, column).number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CENTS = st.integers(1, 10**12).map(lambda cents: cents / 100)


@settings(max_examples=15, deadline=None)
@given(st.lists(CENTS, min_size=1, max_size=6), st.sampled_from([WAN, "0!.0,", '0"."0,', WAN_WORD, '0!.0,"万元"']))
def test_amounts_in_yuan_that_are_shown_in_wan_come_out_to_the_cent(amounts: list[float], code: str):
    data = execution("2026年7月预算执行情况表（单位：万元）", [(each, code) for each in amounts])
    assert accepted(read(data, name="a.xlsx"), "paid_yuan") == [Decimal(f"{each:.2f}") for each in amounts]


@settings(max_examples=10, deadline=None)
@given(st.lists(CENTS, min_size=2, max_size=6))
def test_a_column_of_scaled_and_plain_cells_comes_out_as_it_is_seen(amounts: list[float]):
    rows = [(each, WAN_WORD) if i % 2 else (each, "General") for i, each in enumerate(amounts)]
    assert accepted(read(execution("单位：元", rows), name="a.xlsx"), "paid_yuan") == [
        Decimal(f"{each:.2f}") for each in amounts
    ]


def opened(data: bytes, extract: str) -> list[str]:
    """The codes of the questions that the values raise."""
    wanted = extract_named(extract)
    sheet = Document(data, "a.xlsx" if data[:2] == b"PK" else "a.csv").sheets()[0]
    found = recognise([sheet], wanted, None, None)
    return [each.code for each in doubts(sheet, below(sheet, found.header).body, plan_for(found, wanted, None))]


@pytest.mark.parametrize(("title", "asked"), [("单位：万元", []), ("单位：元", ["unit"]), ("测试", ["unit"])])
def test_cells_that_are_shown_divided_must_be_in_the_unit_of_the_file(title: str, asked: list[str]):
    data = execution(title, [(1234567.89, WAN)])
    assert opened(data, "execution") == asked
    unit = next(guess for guess in propose(data, "2026年7月.xlsx").guesses if guess.what == "unit")
    assert unit.sure is not bool(asked)


def semicolons(*paid: str) -> bytes:
    head = "预算年度;月份;预算单位代码;项目代码;变动后预算数(元);累计支付数(元)\n"
    return (head + "".join(f"2026;8;101;P{i};{each};{each}\n" for i, each in enumerate(paid))).encode()


@pytest.mark.parametrize(
    ("paid", "asked"),
    [
        (("18.500", "1.020"), True),
        (("18,500", "1,020"), True),
        (("18.500", "1.20"), False),
        (("18.500", "0.500"), False),
        (("1.234.500", "1.020"), False),
        (("18", "20"), False),
    ],
)
def test_three_digits_behind_every_mark_are_a_question(paid: tuple[str, ...], asked: bool):
    assert opened(semicolons(*paid), "execution") == (["decimal"] if asked else [])
    decimal = next(guess for guess in propose(semicolons(*paid), "a.csv").guesses if guess.what == "decimal")
    assert decimal.sure is not asked


@pytest.mark.parametrize(
    ("paid", "asked"),
    [
        (("18.500", "1.020"), True),
        (("18.543", "1.022"), True),
        (("18.5", "1.022"), False),
        (("1854.543", "1.022"), False),
    ],
)
def test_three_digits_behind_every_point_of_a_text_are_a_question_in_ten_thousands_too(
    paid: tuple[str, ...], asked: bool
) -> None:
    text = "".join(f"2026,8,101,P{i},{each},{each}\n" for i, each in enumerate(paid))
    header = "年度,月份,预算单位代码,项目代码,变动后预算数(万元),累计支付数(万元)\n"
    assert opened((header + text).encode(), "execution") == (["decimal"] if asked else [])


def test_numbers_of_a_workbook_in_ten_thousands_have_their_point_for_certain() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, (*HEADER[:4], "变动后预算数(万元)", "累计支付数(万元)"))
        sheet.write_row(1, 0, (2026, 8, "101", "P1", 18.543, 1.022))
    assert opened(out.getvalue(), "execution") == []


@pytest.mark.parametrize("cell", ["0.0082159566", "0.008215956599999999", "8.215956599999999E-3"])
def test_the_tenth_decimal_of_hundreds_of_millions_is_kept_under_the_noise_of_binary_fractions(cell: str) -> None:
    sheet = handmade(f'<row r="1"><c r="A1"><v>{cell}</v></c></row>')
    assert Decimal(sheet.cells.item(0, 0)) == Decimal("0.0082159566")


def test_thousands_commas_of_a_chinese_file_are_no_question():
    text = ",".join(HEADER) + '\n2026,8,101,P1,"18,500","1,020"\n'
    assert opened(text.encode(), "execution") == []
    assert accepted(read(text), "paid_yuan") == [Decimal("1020.00")]


def payments(
    rows: Sequence[tuple[object, object]], title: str = "支付明细（单位：元）", epoch: datetime | None = None
) -> bytes:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.append([title])
    sheet.append(["支付日期", "支付凭证号", "预算单位代码", "支付金额"])
    for i, (day, amount) in enumerate(rows):
        sheet.append([day, f"V{i}", "101", amount])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(rows: Sequence[tuple[object, object]], column: str, **options: object) -> list[object]:
    """The values row by row; None for a row that is set aside."""
    reading = read(payments(rows, **options), "payment", name="a.xlsx")  # type: ignore[arg-type]
    bad, good = reasons(reading), iter(accepted(reading, column))
    return [None if i + 3 in bad else next(good) for i in range(len(rows))]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 12, 31)), min_size=1, max_size=5))
def test_days_and_day_numbers_of_a_workbook_from_1904_are_the_same_days(days: list[date]):
    numbers = [((day - date(1904, 1, 1)).days, 5) for day in days]
    rows = [*((day, 5) for day in days), *numbers]
    assert told(rows, "pay_date", epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904) == [*days, *days]


def test_the_spellings_of_amounts():
    cells = [
        "１２３４．５６", "１２，３４５．６７", "△1,234.56", "▲2,000.00", "（1,234.56）", "-3,000.00", "−500.5",
        "1,234.56-", "￥1,234.56元", "3.5万", "1 234.56", "负600", "1，234.56", "100.00（退）", "1.234,56", "--",
        "0.00", "[1,000.00]", "贷 250.00", "1.2亿", "△-5", "-100（退）", "負600",
    ]  # fmt: skip
    meant = [
        "1234.56", "12345.67", "-1234.56", "-2000.00", "-1234.56", "-3000.00", "-500.50", "-1234.56",
        "1234.56", "35000.00", "1234.56", "-600.00", "1234.56", "-100.00", None, None, "0.00", "-1000.00",
        "-250.00", "120000000.00", None, None, "-600.00",
    ]  # fmt: skip
    found = told([("2024-08-01", cell) for cell in cells], "amount_yuan")
    assert found == [None if each is None else Decimal(each) for each in meant]


def test_the_unit_in_a_cell_wins_over_that_of_the_file():
    rows = [("2024-08-01", cell) for cell in ("3.5万", "3.5", "12元", "0.1亿元")]
    found = told(rows, "amount_yuan", title="支付明细（单位：万元）")
    assert [str(each) for each in found] == ["35000.00", "35000.00", "12.00", "10000000.00"]


@pytest.mark.parametrize(
    ("cells", "title", "meant"),
    [
        (["2024.8.5", "24.8.25", "2024.8.9"], "支付", ["2024-08-05", "2024-08-25", "2024-08-09"]),
        (["2024.8.5", "25.8.24"], "支付", ["2024-08-05", "?"]),
        (["8月31日", "2024-08-30"], "2024年8月支付", ["2024-08-31", "2024-08-30"]),
        (["9月1日", "2024-08-30"], "2024年8月支付", ["?", "2024-08-30"]),
        (["8月31日", "2024-08-30"], "支付", ["?", "2024-08-30"]),
        (["8月31日", "2024-08-30"], "2023年12月至2024年8月支付", ["?", "2024-08-30"]),
        (["2025-12-31T16:30:00Z", "2025-12-31T23:30:00"], "支付", ["2026-01-01", "2025-12-31"]),
        (["2025-12-31T11:30:00-05:00", "2026-01-01T00:30:00+08:00"], "支付", ["2026-01-01", "2026-01-01"]),
        (["2024.08", "2024年8月", "2024-08-01"], "支付", ["?", "?", "2024-08-01"]),
    ],
)
def test_days_are_understood_by_their_column(cells: list[str], title: str, meant: list[str]):
    found = told([(cell, 5) for cell in cells], "pay_date", title=title)
    assert ["?" if day is None else str(day) for day in found] == meant


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (["2024.8.5", "2024.8.6", "24.8.25"], "ymd", True),
        (["24.8.25", "24.8.26", "24.8.27"], "ymd", True),
        (["24.8.25"], "dmy", False),
        (["25/01/24", "26/01/24", "27/01/24"], "dmy", True),
    ],
)
def test_a_single_odd_day_never_turns_the_column(cells: list[str], order: str, sure: bool):
    data = payments([(cell, 5) for cell in cells])
    guess = next(each for each in propose(data, "a.xlsx").guesses if each.what == "dates")
    assert (guess.value, guess.sure) == (order, sure)


def test_a_code_that_was_stored_as_a_number_is_set_aside_as_lost():
    data = execution("2026年7月（单位：元）", [(100, "General"), (200, "General")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["D3"] = 310118251010000000001
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue(), name="a.xlsx")
    assert accepted(reading, "project_code") == ["P1"]
    assert re.search(r"the last digits of “3\.10118251010*E\+20” are lost", reasons(reading)[3])


def test_percentages_mean_the_same_in_texts_and_in_percent_cells():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ("年度", "比上年涨跌（%）", "币种"))
        for i, cell in enumerate(("2.1%", 2.1, "２．１％", 0.021)):
            sheet.write(i + 1, 0, 2020 + i)
            sheet.write(i + 1, 2, "CNY")
            sheet.write(i + 1, 1, cell, percent if cell == 0.021 else None)
        sheet.write_row(5, 0, (2024, 0.5, "CNY"))
    reading = read(out.getvalue(), "price_index", name="a.xlsx")
    assert [str(each) for each in accepted(reading, "change_percent")] == ["2.1000"] * 4
    assert list(reasons(reading)) == [6]
