"""A table as an Excel workbook: the rows that the screen shows, all of them, and a sheet that explains them."""

import io
from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

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


def xlsx_bytes(table: Table, about: About) -> bytes:
    """A workbook of two sheets. Text stays text and never becomes a formula or a link; numbers stay numbers."""
    return sheets_bytes([(_("Table"), table)], about)


def sheets_bytes(tables: Sequence[tuple[str, Table]], about: About) -> bytes:
    """A workbook of named sheets, a table each, and one that explains them; the first table gives its title."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, table in tables:
            _write_table(book, book.add_worksheet(name), table, about)
        _write_about(book, book.add_worksheet(_("About")), tables[0][1], about)
    return buffer.getvalue()


def _write_table(book: Workbook, sheet: Worksheet, table: Table, about: About) -> None:
    last = len(table.columns) - 1
    sheet.write_string(0, 0, table.title, book.add_format(_FONT | {"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, _below_title(about), book.add_format(_FONT | {"font_color": "#6b7280"}))
    if last:
        unit = _("Unit: {unit}").format(unit=table.unit.label) if table.has_money else ""
        sheet.write_string(1, last, unit, book.add_format(_FONT | {"align": "right"}))
    body = _write_header(book, sheet, table)
    _write_rows(book, sheet, table, body)
    sheet.freeze_panes(body, 2 if last > 2 else 0)
    sheet.autofilter(body - 1, 0, body - 1 + max(table.frame.height, 1), last)
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
    return book.add_format(look | ({"bg_color": "#f4f7fa"} if total else {}))


def _write_cell(sheet: Worksheet, row: int, position: int, value: object, column: Column, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, position, None, style)
    elif column.kind.is_number:
        sheet.write_number(row, position, float(str(value)), style)
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
    for row, (label, value) in enumerate(_about_lines(table, about)):
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, value, body)


def _about_lines(table: Table, about: About) -> Iterable[tuple[str, str]]:
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
