"""A table as an Excel workbook: the rows that the screen shows, all of them, and a sheet that explains them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.errors import DuibiaoError
from duibiao.export import sheet_rows
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _

_NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00;-#,##0.00;;@",
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATE: '#,##0.0"%"',
    Kind.SHARE: '#,##0.00"%"',
    Kind.DEVIATION: '+#,##0.0"%";-#,##0.0"%";0.0"%"',
    Kind.POINTS: "+#,##0.0;-#,##0.0;0.0",
}
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_WIDEST = 44
_SAMPLED_ROWS = 200
_MOST_ROWS = 1_048_000
"""Of a sheet, with some room for its head."""
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_CELLS_OF_ZIP64 = 10_000_000
"""Above so many, a sheet may be larger than an ordinary archive can hold."""


def xlsx_bytes(table: Table, about: About) -> bytes:
    """A workbook of two sheets. Text stays text and never becomes a formula or a link; numbers stay numbers."""
    return sheets_bytes([(_("Table"), table)], about)


def sheets_bytes(tables: Sequence[tuple[str, Table]], about: About) -> bytes:
    """A workbook of named sheets, a table each, and one that explains them; the first table gives its title."""
    return _book_bytes([(name, table, table.frame.height) for name, table in tables], about)


def write_xlsx(table: Table, about: About, path: Path, told: Callable[[int], None] | None = None) -> None:
    """The workbook of `xlsx_bytes` for many rows, into a file; `told` is told how many rows were written each time.

    Raises DuibiaoError for more rows than a sheet can hold.
    """
    n_rows = table.frame.height
    if n_rows > _MOST_ROWS:
        raise DuibiaoError(
            _("A sheet of Excel cannot hold {n} rows").format(n=n_rows), _("Download it as CSV or Parquet.")
        )
    first = min(n_rows, table.n_totals + _SAMPLED_ROWS)
    begun = _book_bytes([(_("Table"), replace(table, frame=table.frame.head(first)), n_rows)], about)
    rest = replace(table, frame=table.frame.slice(first), n_totals=0)
    head = 4 if table.has_groups else 3
    with (
        zipfile.ZipFile(io.BytesIO(begun)) as parts,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book,
    ):
        for name in parts.namelist():
            if name != _FIRST_SHEET:
                book.writestr(name, parts.read(name))
        with book.open(_FIRST_SHEET, "w", force_zip64=table.n_cells > _CELLS_OF_ZIP64) as out:
            sheet_rows.extend(parts.read(_FIRST_SHEET).decode(), rest, head + first, out, told)


def about_lines(table: Table, about: About) -> Iterable[tuple[str, str]]:
    """What explains a table, line by line: a label and what is said under it."""
    if about.warning:
        yield _("Notice"), about.warning
    if about.moment:
        yield _("As of"), about.moment
    yield _("Table"), table.title
    yield _("Data up to"), about.data_date
    yield _("Unit of amounts"), table.unit.label
    yield from ((_("Filter: {name}").format(name=name), value) for name, value in about.filters)
    yield from ((_("Definition: {name}").format(name=name), value) for name, value in about.definitions)
    yield from ((_("Remark"), remark) for remark in about.remarks)
    yield from ((_("Batch"), batch) for batch in about.batches)


def _book_bytes(tables: Sequence[tuple[str, Table, int]], about: About) -> bytes:
    """Named sheets with a table each, prepared for so many rows, and one that explains them."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, table, n_rows in tables:
            _write_table(book, book.add_worksheet(name), table, about, n_rows)
        _write_about(book, book.add_worksheet(_("About")), tables[0][1], about)
    return buffer.getvalue()


def _write_table(book: Workbook, sheet: Worksheet, table: Table, about: About, n_rows: int) -> None:
    last = len(table.columns) - 1
    sheet.write_string(0, 0, table.title, book.add_format(_FONT | {"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, _below_title(about), book.add_format(_FONT | {"font_color": "#6b7280"}))
    if last:
        unit = _("Unit: {unit}").format(unit=table.unit.label) if table.has_money else ""
        sheet.write_string(1, last, unit, book.add_format(_FONT | {"align": "right"}))
    body = _write_header(book, sheet, table)
    _write_rows(book, sheet, table, body)
    sheet.freeze_panes(body, 2 if last > 2 else 0)
    sheet.autofilter(body - 1, 0, body - 1 + max(n_rows, 1), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, body - 1)


def _below_title(about: About) -> str:
    """What a printed table must say of itself: the warning, and the day up to which it counts."""
    up_to = _("Data up to {date}").format(date=about.data_date)
    return " · ".join(text for text in (about.warning, up_to, about.moment) if text)


def _write_header(book: Workbook, sheet: Worksheet, table: Table) -> int:
    """One row, or two with the groups merged over their columns; returns the row of the first data."""
    style = book.add_format(
        _FONT
        | {
            "bold": True,
            "bg_color": "#e8eef4",
            "border": 1,
            "border_color": "#c5d0dc",
            "text_wrap": True,
            "align": "center",
        }
    )
    last = 3 if table.has_groups else 2
    for position, column in enumerate(table.columns):
        own = column.unit or ("%" if column.kind in (Kind.RATE, Kind.SHARE, Kind.DEVIATION) else "")
        text = f"{column.label}\n({own})" if own else column.label
        if table.has_groups and not column.group:
            sheet.merge_range(2, position, last, position, text, style)
        else:
            sheet.write_string(last, position, text, style)
    for first, final, group in _groups(table.columns):
        if first == final:
            sheet.write_string(2, first, group, style)
        else:
            sheet.merge_range(2, first, 2, final, group, style)
    return last + 1


def _groups(columns: tuple[Column, ...]) -> Iterable[tuple[int, int, str]]:
    """Runs of neighbouring columns of one group: first, last, name."""
    position = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        width = len(list(members))
        if group:
            yield position, position + width - 1, group
        position += width


def _write_rows(book: Workbook, sheet: Worksheet, table: Table, body: int) -> None:
    scaled = table.scaled()
    for position, column in enumerate(table.columns):
        plain, total = _style(book, column, False), _style(book, column, True)
        values = scaled[column.name].to_list()
        for row, value in enumerate(values):
            style = total if row < table.n_totals else plain
            _write_cell(sheet, row + body, position, value, column, style)
        sheet.set_column(position, position, _width(column, scaled[column.name]))


def _style(book: Workbook, column: Column, total: bool) -> Format:
    look = _FONT | {"bold": total, "bottom": 4, "bottom_color": "#d7dde4"}
    if column.kind.is_number:
        look |= {"num_format": _NUMBER_FORMATS[column.kind], "align": "right"}
    if column.kind is Kind.DATE:
        look |= {"num_format": "yyyy-mm-dd", "align": "left"}
    return book.add_format(look | ({"bg_color": "#f4f7fa"} if total else {}))


def _write_cell(sheet: Worksheet, row: int, position: int, value: object, column: Column, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, position, None, style)
    elif column.kind.is_number:
        sheet.write_number(row, position, float(str(value)), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, style)
    else:
        sheet.write_string(row, position, str(value), style)


def _width(column: Column, values: pl.Series) -> float:
    shown = [column.label, *(str(value) for value in values.head(_SAMPLED_ROWS) if value is not None)]
    if column.kind.is_number:
        return float(max(14, _cells(column.label) + 3))
    return float(min(_WIDEST, max(map(_cells, shown)) + 2))


def _cells(text: str) -> int:
    """How many character cells a text takes; Chinese characters take two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _write_about(book: Workbook, sheet: Worksheet, table: Table, about: About) -> None:
    head = book.add_format(_FONT | {"bold": True})
    body = book.add_format(_FONT | {"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    for row, (label, value) in enumerate(about_lines(table, about)):
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, value, body)
