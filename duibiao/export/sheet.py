"""One sheet of a workbook: a table with its title, its unit, its merged headers; ready to be printed.

Text stays text and never becomes a formula or a link; numbers stay numbers.
"""

from datetime import date
from typing import Any

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.export.table import Column, Kind, Table
from duibiao.export.typography import cells

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How a workbook is opened: what is written as a text stays one."""

FONT: dict[str, Any] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00;-#,##0.00;;@",
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATE: '#,##0.0"%"',
    Kind.SHARE: '#,##0.00"%"',
    Kind.DEVIATION: '+#,##0.0"%";-#,##0.0"%";0.0"%"',
    Kind.POINTS: "+#,##0.0;-#,##0.0;0.0",
}
_WIDEST = 44
SAMPLED_ROWS = 200
"""Rows by whose texts a column is as wide as it is."""
_A4, _A3 = 9, 8
_A4_CELLS = 190
"""A wider table would be too small to read on A4."""


def write_table(book: Workbook, sheet: Worksheet, table: Table, below: str, n_rows: int | None = None) -> None:
    """The table with a line `below` its title; its header stays in sight and is printed on every page.

    `n_rows`: how many rows there will be, where more are written than the table has here.
    """
    last = len(table.columns) - 1
    sheet.write_string(0, 0, table.title, book.add_format(FONT | {"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, below, book.add_format(FONT | {"font_color": "#6b7280"}))
    if last:
        sheet.write_string(1, last, table.unit_line, book.add_format(FONT | {"align": "right"}))
    body = _write_header(book, sheet, table)
    width = _write_rows(book, sheet, table, body)
    sheet.freeze_panes(body, 2 if last > 2 else 0)
    sheet.autofilter(body - 1, 0, body - 1 + max(table.frame.height if n_rows is None else n_rows, 1), last)
    sheet.repeat_rows(2, body - 1)
    set_page(sheet, width)


def set_page(sheet: Worksheet, width: float) -> None:
    """Landscape, one page wide, on A3 where the columns take more cells than A4 has; numbered at the foot."""
    sheet.set_landscape()
    sheet.set_paper(_A3 if width > _A4_CELLS else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _write_header(book: Workbook, sheet: Worksheet, table: Table) -> int:
    """One row, or two with the groups merged over their columns; returns the row of the first data."""
    style = book.add_format(
        FONT
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
        text = table.heading(column, per_cent=True)
        if table.has_groups and not column.group:
            sheet.merge_range(2, position, last, position, text, style)
        else:
            sheet.write_string(last, position, text, style)
    for first, final, group in table.groups:
        if first == final:
            sheet.write_string(2, first, group, style)
        else:
            sheet.merge_range(2, first, 2, final, group, style)
    return last + 1


def _write_rows(book: Workbook, sheet: Worksheet, table: Table, body: int) -> float:
    """The body; returns how many cells its columns take."""
    scaled, widths = table.scaled(), []
    for position, column in enumerate(table.columns):
        plain, total = _style(book, column, False), _style(book, column, True)
        values = scaled[column.name].to_list()
        for row, value in enumerate(values):
            style = total if row < table.n_totals else plain
            _write_cell(sheet, row + body, position, value, column, style)
        widths.append(_width(table, column, scaled[column.name]))
        sheet.set_column(position, position, widths[-1])
    return sum(widths)


def _style(book: Workbook, column: Column, total: bool) -> Format:
    look = FONT | {"bold": total, "bottom": 4, "bottom_color": "#d7dde4"}
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


def _width(table: Table, column: Column, values: pl.Series) -> float:
    heading = table.heading(column, per_cent=True).split("\n")
    if column.kind.is_number:
        return float(max(14, *(cells(line) + 3 for line in heading)))
    shown = [*heading, *(str(value) for value in values.head(SAMPLED_ROWS) if value is not None)]
    return float(min(_WIDEST, max(map(cells, shown)) + 2))
