"""Templates: what is filled in loads with the values written; what is left as it came loads nothing."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.export.template import FIRST_ROW, header_text, template_name, template_xlsx
from duibiao.ingest.load import load_file
from duibiao.ingest.propose import propose
from duibiao.ingest.reading import Wish, read_file
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.warehouse import Warehouse

each_extract = pytest.mark.parametrize("extract", EXTRACTS.values(), ids=EXTRACTS.keys())
Row = dict[str, object]


def filled(extract: Extract, rows: list[Row]) -> bytes:
    """The template with the rows written below the example, as a person does who saves it in a spreadsheet."""
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(extract)))
    sheet = book[extract.zh]
    for number, row in enumerate(rows, FIRST_ROW + 1):
        for place, column in enumerate(extract.columns, 1):
            value = row.get(column.name)
            sheet.cell(number, place).value = float(value) if isinstance(value, Decimal) else value  # type: ignore[assignment]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


WORDS = st.text(st.sampled_from("青浦夏阳街道保洁养护路灯AB01"), min_size=2, max_size=12)
VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.CODE: st.from_regex(r"0?[1-9][0-9]{3,20}", fullmatch=True),
    Kind.TEXT: WORDS,
    Kind.MONEY: st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100),
    Kind.QUANTITY: st.integers(0, 10**9).map(lambda parts: Decimal(parts) / 10_000),
    Kind.COUNT: st.integers(0, 10**7),
    Kind.YEAR: st.integers(2000, 2050),
    Kind.MONTH: st.integers(1, 12),
    Kind.DATE: st.dates(date(2000, 1, 1), date(2050, 12, 31)),
}


def value_of(column: Column) -> st.SearchStrategy[object]:
    kind = st.sampled_from([choice.zh for choice in column.choices]) if column.choices else VALUES[column.kind]
    return kind if column.required else st.none() | kind


def rows_of(extract: Extract) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries({column.name: value_of(column) for column in extract.columns})
    keys = [name for name in extract.key if extract.column(name).required]
    return st.lists(row, min_size=1, max_size=6, unique_by=lambda each: tuple(str(each[name]) for name in keys))


@each_extract
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_into_a_template_is_what_loads(extract: Extract, data: st.DataObject) -> None:
    rows = data.draw(rows_of(extract))
    read = read_file(filled(extract, rows), "x.xlsx", extract, None, Wish())
    assert read.rejected.is_empty(), read.rejected["reason"].to_list()
    assert read.rows.height == len(rows)
    for column in extract.columns:
        words = {choice.zh: choice.value for choice in column.choices}
        written = [words.get(str(row[column.name]), row[column.name]) for row in rows]
        got = read.rows[column.name].to_list() if column.name in read.rows.columns else [None] * len(rows)
        assert got == written, column.name


@each_extract
def test_a_template_that_nobody_filled_in_is_refused_and_loads_nothing(extract: Extract, tmp_path: Path) -> None:
    file = tmp_path / template_name(extract)
    file.write_bytes(template_xlsx(extract))
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        report = load_file(warehouse, extract.name, file)
        assert warehouse.read("batches").is_empty()
    assert (report.status, report.accepted, report.rejected) == ("refused", 0, 0)
    assert report.hint


@each_extract
def test_a_template_is_recognised_as_what_it_is(extract: Extract) -> None:
    row: Row = {column.name: _typical(column) for column in extract.columns}
    found = propose(filled(extract, [row]), "x.xlsx")
    assert (found.extract.name, found.sheet.name, found.missing) == (extract.name, extract.zh, ())
    assert {each.target for each in found.suggestions if each.target} == set(extract.by_name)


def _typical(column: Column) -> object:
    typical = {Kind.CODE: "101001", Kind.TEXT: "城区道路保洁", Kind.DATE: date(2026, 8, 15), Kind.YEAR: 2026}
    return column.choices[0].zh if column.choices else typical.get(column.kind, 8)


def sheet_of(extract: Extract, name: str | None = None) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx(extract)))[name or extract.zh]
    assert isinstance(sheet, Worksheet)
    return sheet


@each_extract
def test_every_column_has_a_checked_cell_and_a_note(extract: Extract) -> None:
    sheet = sheet_of(extract)
    checked = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    for place, column in enumerate(extract.columns, 1):
        head = sheet.cell(1, place)
        assert head.value == header_text(column)
        assert head.comment
        assert sheet.cell(FIRST_ROW + 1, place).coordinate in checked


def rule_of(extract: str, column: str) -> object:
    found = extract_named(extract)
    place = [each.name for each in found.columns].index(column) + 1
    sheet = sheet_of(found)
    first = sheet.cell(FIRST_ROW + 1, place).coordinate
    (rule,) = [one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{first}:")]
    return rule.type, rule.operator, rule.formula1


def test_the_checks_are_those_of_the_columns() -> None:
    assert rule_of("appropriation", "version") == ("list", None, '"申报,审核,批复,调整,变动后"')
    assert rule_of("execution", "paid_yuan") == ("decimal", "greaterThanOrEqual", "0")
    assert rule_of("execution", "adjustment_yuan")[:2] == ("decimal", None), "between: adjustments may be negative"  # type: ignore[index]
    assert rule_of("execution", "month") == ("whole", None, "1")
    assert rule_of("payment", "pay_date")[0] == "date"  # type: ignore[index]


def test_code_lists_of_the_product_are_offered() -> None:
    kind, _operator, source = rule_of("execution", "economic_code")  # type: ignore[misc]
    assert kind == "list"
    assert "代码表" in source
    codes = sheet_of(extract_named("execution"), "代码表")
    assert "30213" in {str(cell.value) for column in codes.iter_cols() for cell in column}


def test_the_notes_explain_every_column_in_chinese_and_mark_the_example() -> None:
    extract = extract_named("execution")
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(extract)))
    texts = {str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row if cell.value}
    assert {header_text(column) for column in extract.columns} <= texts
    assert any("自 1 月 1 日起累计支付的金额" in text for text in texts)
    assert all(str(cell.value).startswith("例：") for cell in book.worksheets[0][2])


def test_a_row_that_only_looks_like_an_example_is_data() -> None:
    """Only where every cell begins with the mark, and only just below the header."""
    text = (
        "预算年度,预算单位代码,预算单位名称,常住人口\n例：2026,例：1,例：甲镇,例：5\n2026,1,例：甲镇,5\n2026,2,乙镇,6\n"
    )
    later = text + "2026,3,丙镇,1\n例：2026,例：4,例：丁镇,例：5\n"
    read = read_file(text.encode(), "x.csv", extract_named("org_profile"), None, Wish())
    assert read.rows["org_name"].to_list() == ["例：甲镇", "乙镇"]
    assert read_file(later.encode(), "x.csv", extract_named("org_profile"), None, Wish()).rejected.height == 1


def test_the_reading_of_a_filled_template_counts_all_rows_after_many() -> None:
    extract = extract_named("org_profile")
    rows: list[Row] = [{"year": 2026, "org_code": f"{i:06d}", "population": i} for i in range(300)]
    read = read_file(filled(extract, rows), "x.xlsx", extract, None, Wish())
    assert read.rows.select(pl.col("population").sum()).item() == sum(range(300))
