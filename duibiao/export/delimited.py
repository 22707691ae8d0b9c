"""A table as CSV: UTF-8 with a BOM so that a double click opens it well, every row, every number a number."""

import csv
import io
import re
from collections.abc import Callable
from typing import BinaryIO

import polars as pl

from duibiao.export.table import Column, Table

_RUNS = r"^(?:[\s\x00-\x1f\u200b\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
"""What a spreadsheet takes for the beginning of a formula, full-width forms and blanks before it included."""
_BOM = b"\xef\xbb\xbf"


def csv_bytes(table: Table) -> bytes:
    """The table with one header row; amounts in the table's unit, unrounded; text that would run is quoted."""
    buffer = io.BytesIO()
    write_csv(table, buffer)
    return buffer.getvalue()


def write_csv(table: Table, out: BinaryIO, told: Callable[[int], None] | None = None) -> None:
    """The same into an open file, part by part; `told` is told how many rows each part had."""
    out.write(_BOM + _header(table))
    for part in table.parts():
        scaled = part.scaled()
        cells = scaled.select(_cell(column, scaled.schema[column.name]) for column in part.columns)
        cells.write_csv(out, include_header=False, line_terminator="\r\n")
        if told:
            told(cells.height)


def harmless(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it as a formula."""
    return f"'{text}" if re.match(_RUNS, text) else text


def plain_number(column: pl.Expr, stored: pl.DataType) -> pl.Expr:
    """Numbers as text: decimals without zeros at their end, never with a thousands separator."""
    written = column.cast(pl.String)
    if not isinstance(stored, pl.Decimal) or not stored.scale:
        return written
    return written.str.strip_chars_end("0").str.strip_chars_end(".")


def _header(table: Table) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(harmless(header) for header in table.headers)
    return line.getvalue().encode()


def _cell(column: Column, stored: pl.DataType) -> pl.Expr:
    cell = pl.col(column.name)
    if column.kind.is_number:
        return plain_number(cell, stored)
    written = cell.cast(pl.String)
    return pl.when(written.str.contains(_RUNS)).then(pl.lit("'") + written).otherwise(written).alias(column.name)
