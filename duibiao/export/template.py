"""A workbook to fill in for each extract: what it asks is what ingest reads, checked while one types."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao import language
from duibiao.ingest.recognise import EXAMPLE
from duibiao.language import _
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.meanings import example, meaning
from duibiao.settings import house

PREPARED_ROWS = 5_000
"""So many rows below the header have formats and checks; rows pasted below them load all the same."""
FIRST_ROW = 2
"""Of the data, from 0: below the header and the example."""

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_FORMATS = {
    Kind.CODE: "@",
    Kind.TEXT: "@",
    Kind.MONEY: "#,##0.00",
    Kind.QUANTITY: "#,##0.####",
    Kind.COUNT: "#,##0",
    Kind.YEAR: "0",
    Kind.MONTH: "0",
    Kind.DATE: "yyyy-mm-dd",
}
_LISTED = {
    "item_code": ("service_items.csv", "item_code", "item_name", {}),
    "function_code": ("function_class.csv", "code", "name", {"level": "项"}),
    "economic_code": ("economic_class.csv", "code", "name", {"level": "款", "system": "department"}),
}
"""Codes that come with the product: file, columns of the code and the name, and which rows."""

_CODES_SHEET = "代码表"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class _Codes:
    """A code list and the column of the sheet of codes in which it stands."""

    label: str
    place: int
    rows: tuple[tuple[str, str], ...]


def template_xlsx(extract: Extract) -> bytes:
    """A workbook of three sheets: the table to fill in with an example row, what each column means, and codes.

    The example row begins every cell with a mark by which ingest leaves it out, so it may stay in. Headers are Chinese
    in both languages; the explanations are in the language of the session.
    """
    buffer = io.BytesIO()
    codes = _code_lists(extract)
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        _write_table(book, book.add_worksheet(extract.zh), extract, codes)
        _write_notes(book, book.add_worksheet(_("How to fill it in")), extract)
        if codes:
            _write_codes(book, book.add_worksheet(_CODES_SHEET), codes)
    return buffer.getvalue()


def template_name(extract: Extract) -> str:
    """The name of the file."""
    return f"{extract.zh}_模板.xlsx"


def header_text(column: Column) -> str:
    """The header of a column: a star where it must be filled in, and its unit."""
    return f"{'*' if column.required else ''}{column.zh}{f'({column.unit})' if column.unit else ''}"


def _code_lists(extract: Extract) -> dict[str, _Codes]:
    wanted = [column for column in extract.columns if column.name in _LISTED and column.name not in extract.key[:1]]
    return {
        column.name: _Codes(column.zh, 3 * place, _codes(*_LISTED[column.name])) for place, column in enumerate(wanted)
    }


def _codes(file: str, code: str, name: str, only: dict[str, str]) -> tuple[tuple[str, str], ...]:
    with (house() / "data" / "reference" / file).open(encoding="utf-8-sig", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if all(row[key] == value for key, value in only.items())]
    return tuple((row[code], row[name]) for row in rows)


def _write_table(book: Workbook, sheet: Worksheet, extract: Extract, codes: dict[str, _Codes]) -> None:
    marked = book.add_format(_FONT | {"italic": True, "font_color": "#8a8f98", "bg_color": "#f4f4f0"})
    for place, column in enumerate(extract.columns):
        sheet.write_string(0, place, header_text(column), _header_style(book, column))
        sheet.write_comment(0, place, _note(column), {"x_scale": 2.0})
        sheet.write_string(1, place, f"{EXAMPLE}{example(column)}", marked)
        sheet.set_column(place, place, _width(column), book.add_format(_FONT | {"num_format": _FORMATS[column.kind]}))
        sheet.data_validation(FIRST_ROW, place, FIRST_ROW + PREPARED_ROWS - 1, place, _check(column, codes))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)


def _header_style(book: Workbook, column: Column) -> Format:
    color = "#fde9d9" if column.required else "#e8eef4"
    return book.add_format(_FONT | {"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": color})


def _width(column: Column) -> float:
    return float(min(44, max(12, 2 * len(header_text(column)) + 2, 2 * len(example(column)))))


def _note(column: Column) -> str:
    return "\n".join(text for text in (_meaning(column), _required(column), _allowed(column)) if text)


def _meaning(column: Column) -> str:
    return meaning(column) if language.current() == "zh_CN" else column.description


def _required(column: Column) -> str:
    return _("Must be filled in") if column.required else _("May stay empty: empty means not told, not zero")


def _allowed(column: Column) -> str:
    """What a cell may hold, in words."""
    if column.choices:
        return _("One of: {choices}").format(choices="、".join(choice.zh for choice in column.choices))
    words = {
        Kind.CODE: _("A code, as text, with its leading zeros"),
        Kind.MONEY: _("A number in yuan, at most two decimals"),
        Kind.QUANTITY: _("A number, not negative"),
        Kind.COUNT: _("A whole number, not negative"),
        Kind.YEAR: _("A year of four digits"),
        Kind.MONTH: _("1 to 12"),
        Kind.DATE: _("A day, as 2026-08-15"),
    }
    return words.get(column.kind, _("Text"))


def _check(column: Column, codes: dict[str, _Codes]) -> dict[str, object]:
    """What the spreadsheet checks while one types. Codes that are not in a list can be kept after a warning."""
    told = {"input_title": column.zh[:32], "input_message": _note(column)[:255], "error_title": column.zh[:32]}
    return {"ignore_blank": True, "error_message": _allowed(column)[:255]} | told | _rule(column, codes)


def _rule(column: Column, codes: dict[str, _Codes]) -> dict[str, object]:
    if column.choices:
        return {"validate": "list", "source": [choice.zh for choice in column.choices]}
    if column.name in codes:
        listed = codes[column.name]
        letter = xl_col_to_name(listed.place)
        source = f"='{_CODES_SHEET}'!${letter}$2:${letter}${1 + len(listed.rows)}"
        return {"validate": "list", "source": source, "error_type": "warning"}
    if column.kind in (Kind.MONEY, Kind.QUANTITY) and _may_be_negative(column):
        return _between("decimal", -1e15, 1e15)
    return _RULES[column.kind]


def _between(kind: str, least: object, most: object) -> dict[str, object]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


_NOT_NEGATIVE = {"criteria": ">=", "value": 0}
_TEXT: dict[str, object] = {"validate": "length", "criteria": "<=", "value": 2_000}
_RULES: dict[Kind, dict[str, object]] = {
    Kind.CODE: _TEXT,
    Kind.TEXT: _TEXT,
    Kind.MONEY: {"validate": "decimal"} | _NOT_NEGATIVE,
    Kind.QUANTITY: {"validate": "decimal"} | _NOT_NEGATIVE,
    Kind.COUNT: {"validate": "integer"} | _NOT_NEGATIVE,
    Kind.YEAR: _between("integer", 1949, 2099),
    Kind.MONTH: _between("integer", 1, 12),
    Kind.DATE: _between("date", date(1949, 1, 1), date(2099, 12, 31)),
}


def _may_be_negative(column: Column) -> bool:
    """Adjustments may; single amounts too, for refunds and cuts. Budgets, and sums since 1 January, may not."""
    return column.signed or column.name == "amount_yuan"


def _write_notes(book: Workbook, sheet: Worksheet, extract: Extract) -> None:
    head = book.add_format(_FONT | {"bold": True, "bg_color": "#e8eef4", "border": 1})
    body = book.add_format(_FONT | {"text_wrap": True, "valign": "top", "border": 4})
    titles = (_("Column"), _("What it means"), _("Unit"), _("Required"), _("What to fill in"), _("Example"))
    for row, text in enumerate(_instructions(extract)):
        sheet.write_string(row, 0, text, book.add_format(_FONT))
    start = len(_instructions(extract)) + 1
    for place, title in enumerate(titles):
        sheet.write_string(start, place, title, head)
    for row, column in enumerate(extract.columns, start + 1):
        for place, text in enumerate(_explained(column)):
            sheet.write_string(row, place, text, body)
    for place, width in enumerate((24, 48, 8, 10, 44, 26)):
        sheet.set_column(place, place, width)


def _instructions(extract: Extract) -> Sequence[str]:
    return (
        extract.label,
        _("Fill in the first sheet, one row each; do not change the headers. Columns with a star must be filled in."),
        _("The row that begins with {mark} is an example: it is not loaded, and may stay or be deleted.").format(
            mark=EXAMPLE
        ),
        _("Do not write totals between the rows; a last row of totals is checked and not loaded."),
    )


def _explained(column: Column) -> Iterable[str]:
    required = _("yes") if column.required else _("no")
    return header_text(column), _meaning(column), column.unit, required, _allowed(column), example(column)


def _write_codes(book: Workbook, sheet: Worksheet, codes: dict[str, _Codes]) -> None:
    """Codes with their names side by side; the headers are not those of any column, so nothing takes it for data."""
    head, text = book.add_format(_FONT | {"bold": True}), book.add_format(_FONT | {"num_format": "@"})
    for listed in codes.values():
        sheet.write_string(0, listed.place, f"【{listed.label}】可选代码", head)
        for row, (code, name) in enumerate(listed.rows, 1):
            sheet.write_string(row, listed.place, code, text)
            sheet.write_string(row, listed.place + 1, name, text)
        sheet.set_column(listed.place, listed.place, 16)
        sheet.set_column(listed.place + 1, listed.place + 1, 36)
