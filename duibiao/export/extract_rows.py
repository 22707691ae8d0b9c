"""Rows in the layout in which they are loaded: what is downloaded here can be changed and uploaded again."""

import io
from datetime import date
from decimal import Decimal

import polars as pl
import xlsxwriter

from duibiao.export.template import header_text
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract

_FORMATS = {Kind.MONEY: "#,##0.00", Kind.QUANTITY: "#,##0.####", Kind.DATE: "yyyy-mm-dd"}


def rows_xlsx(extract: Extract, rows: pl.DataFrame) -> bytes:
    """A workbook of one sheet with the headers of the template; columns that `rows` lacks stay empty.

    Choices are written as the bureau calls them, codes and text as text, money and quantities as numbers.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(extract.zh)
        bold = book.add_format({"bold": True, "border": 1, "bg_color": "#e8eef4"})
        for place, column in enumerate(extract.columns):
            sheet.write_string(0, place, header_text(column), bold)
            style = book.add_format({"num_format": _FORMATS.get(column.kind, "@")})
            sheet.set_column(place, place, 18, style)
            for row, value in enumerate(_cells(rows, column), 1):
                _write(sheet, row, place, value, style)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _cells(rows: pl.DataFrame, column: Column) -> list[object]:
    if column.name not in rows.columns:
        return []
    words = {choice.value: choice.zh for choice in column.choices}
    return [words.get(value, value) for value in rows[column.name].to_list()]


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: object, style: object) -> None:
    match value:
        case None:
            return
        case date():
            sheet.write_datetime(row, place, value, style)
        case Decimal() | int() | float():
            sheet.write_number(row, place, float(value), style)
        case _:
            sheet.write_string(row, place, str(value), style)
