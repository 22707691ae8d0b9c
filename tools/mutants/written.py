"""A book as the bytes of a file."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from tools.mutants.book import Book, Cell, Formula, Sheet, Shown

CREATED = datetime(2026, 9, 1)


def written(book: Book) -> bytes:
    """The file; the same book gives the same bytes."""
    return _workbook(book) if book.workbook else _text(book)


def _text(book: Book) -> bytes:
    out = io.StringIO()
    rows = ([_printed(cell) for cell in row.cells] for row in book.sheet.rows)
    csv.writer(out, delimiter=book.separator, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(book.encoding)


def _printed(cell: Cell) -> str:
    if isinstance(cell, Shown):
        return _printed(cell.value)
    if isinstance(cell, Formula):
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else "" if cell is None else str(cell)


def _workbook(book: Book) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "date_1904": book.date_1904, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(out, options) as file:
        file.set_properties({"created": CREATED})
        formats: dict[object, Any] = {}

        def shown(code: str | int) -> Any:
            if code not in formats:
                formats[code] = file.add_format({"num_format": code})
            return formats[code]

        for sheet in book.sheets:
            _write(file.add_worksheet(sheet.name), sheet, shown)
    return out.getvalue()


def _write(target: Any, sheet: Sheet, shown: Any) -> None:
    places = {id(row): i for i, row in enumerate(sheet.rows)}
    covered = set()
    for merge in sheet.merges:
        top, bottom = places[id(merge.first)], places[id(merge.last)]
        if (top, merge.left) != (bottom, merge.right):
            target.merge_range(top, merge.left, bottom, merge.right, "")
            covered |= {(r, c) for r in range(top, bottom + 1) for c in range(merge.left, merge.right + 1)}
            covered.discard((top, merge.left))
    for i, row in enumerate(sheet.rows):
        if row.hidden:
            target.set_row(i, None, None, {"hidden": True})
        for j, cell in enumerate(row.cells):
            if (i, j) not in covered:
                _write_cell(target, i, j, cell, shown)
    for column in sheet.hidden_columns:
        target.set_column(column, column, None, None, {"hidden": True})
    if sheet.filtered:
        body = [i for i, row in enumerate(sheet.rows) if row.role == "line"]
        target.autofilter(body[0] - 1, 0, body[-1], len(sheet.targets) - 1)


def _write_cell(target: Any, row: int, column: int, cell: Cell, shown: Any) -> None:
    form = None
    if isinstance(cell, Shown):
        form, cell = shown(cell.format), cell.value
    if isinstance(cell, Formula):
        target.write_formula(row, column, cell.text, None, cell.stored)
    elif isinstance(cell, str):
        target.write_string(row, column, cell)
    elif isinstance(cell, date):
        target.write_datetime(row, column, cell, form)
    elif cell is not None:
        target.write_number(row, column, float(cell), form)
