"""A table as CSV: UTF-8 with a BOM so that a double click opens it well, every row, every number a number."""

import csv
import io
from decimal import Decimal

from duibiao.export.table import Table

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, full-width forms included."""


def csv_bytes(table: Table) -> bytes:
    """The table with one header row; amounts in the table's unit, unrounded; text that would run is quoted."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(harmless(table.header(column)) for column in table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.scaled().iter_rows())
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip(" \u3000\u00a0").startswith(_RUNS) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return harmless(value) if isinstance(value, str) else str(value)
