"""Tables as a bureau writes them: a workbook with title rows, merged headers and totals, or a GB18030 csv export."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import polars as pl
import xlsxwriter

from duibiao.demo.tables import demo_toml

Totals = Literal["none", "first", "last"]

CREATED = datetime(2026, 9, 1)
"""The date inside workbooks, fixed so that the same seed gives the same bytes."""

_CENTS_PER = {"元": 100, "万元": 1_000_000}
_PLACES = {"元": 2, "万元": 6}
"""Decimals that print every cent of an amount in the unit."""


@dataclass(frozen=True)
class Statement:
    """One sheet: `headers` pairs columns of `frame` with header texts (parent|child); `money` columns are whole cents.

    `subtotals` names the column whose runs of equal values get a 小计 row; `totals` tells where the 合计 row stands.
    """

    title: str
    frame: pl.DataFrame
    headers: dict[str, str]
    money: tuple[str, ...] = ()
    unit: str = "万元"
    notes: tuple[str, ...] = ()
    subtotals: str = ""
    totals: Totals = "none"
    subtotal_label: str = "小计"

    @property
    def columns(self) -> list[str]:
        """The columns in their order on the sheet."""
        return list(self.headers)

    @property
    def places(self) -> tuple[int, ...]:
        """Positions of the money columns."""
        return tuple(self.columns.index(name) for name in self.money)


def headers_of(extract: str, variant: str) -> dict[str, str]:
    """The header texts of one kind of file, from `data/demo/headers.toml`."""
    found: dict[str, str] = demo_toml("headers")[extract][variant]
    return found


def write_workbook(statement: Statement, path: Path) -> None:
    """Write the sheet to an xlsx file; amounts are numbers that hold every cent and show two decimals."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": CREATED, "comments": "模拟数据"})
        sheet = book.add_worksheet("Sheet1")
        body = _write_head(book, sheet, statement)
        money = book.add_format({"num_format": "#,##0.00"})
        for place in statement.places:
            sheet.set_column(place, place, 16, money)
        for offset, row in enumerate(_rows(statement)):
            _write_row(sheet, body + offset, row)


def write_csv(statement: Statement, path: Path, append: bool = False) -> None:
    """Write the table to a GB18030 csv file, amounts with every cent; `append` adds rows without a header."""
    named = _printed(statement, statement.frame).select(statement.columns)
    named.columns = [_last(header) for header in statement.headers.values()]
    text = BytesIO()
    named.write_csv(text, include_header=not append, float_precision=_PLACES[statement.unit])
    with path.open("ab" if append else "wb") as file:
        file.write(text.getbuffer().tobytes().decode().encode("gb18030"))


def _write_head(book: Any, sheet: Any, statement: Statement) -> int:
    """Title, remarks, header; returns the row of the first data."""
    last = len(statement.headers) - 1
    large = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    sheet.merge_range(0, 0, 0, last, statement.title, large)
    sheet.write(1, 0, "编制单位：青浦区财政局（模拟数据）")
    for offset, note in enumerate(statement.notes):
        sheet.write(1, 3 + 3 * offset, note)
    if statement.money:
        sheet.write(1, last, f"单位：{statement.unit}", book.add_format({"align": "right"}))
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
    return 2 + _write_header(sheet, 2, [header.split("|") for header in statement.headers.values()], bold)


def _write_header(sheet: Any, top: int, headers: list[list[str]], bold: Any) -> int:
    """One row, or two where some columns share a merged header; returns how many."""
    if all(len(header) == 1 for header in headers):
        sheet.write_row(top, 0, [header[0] for header in headers], bold)
        return 1
    start = 0
    while start < len(headers):
        stop = start + 1
        while stop < len(headers) and len(headers[start]) > 1 and headers[stop][0] == headers[start][0]:
            stop += 1
        if len(headers[start]) == 1:
            sheet.merge_range(top, start, top + 1, start, headers[start][0], bold)
        else:
            sheet.merge_range(top, start, top, stop - 1, headers[start][0], bold)
            sheet.write_row(top + 1, start, [header[1] for header in headers[start:stop]], bold)
        start = stop
    return 2


def _rows(statement: Statement) -> Iterable[tuple[object, ...]]:
    """All rows of the body with their totals, amounts in the unit of the sheet."""
    frame = statement.frame.select(statement.columns)
    if statement.totals == "first":
        yield _total_row(statement, frame, "合计")
    for (name, *_), block in _blocks(statement, frame):
        yield from _printed(statement, block).iter_rows()
        if statement.subtotals:
            yield _total_row(statement, block, statement.subtotal_label.format(name=name))
    if statement.totals == "last":
        yield _total_row(statement, frame, "合计")


def _blocks(statement: Statement, frame: pl.DataFrame) -> Iterable[tuple[tuple[object, ...], pl.DataFrame]]:
    if not statement.subtotals:
        return [(("",), frame)]
    return frame.group_by(statement.subtotals, maintain_order=True)


def _printed(statement: Statement, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(name) / _CENTS_PER[statement.unit] for name in statement.money)


def _total_row(statement: Statement, frame: pl.DataFrame, label: str) -> tuple[object, ...]:
    """Sums of whole cents, then the unit: nothing is rounded twice."""
    place = min(1, len(statement.columns) - 1)
    sums = {name: frame[name].sum() / _CENTS_PER[statement.unit] for name in statement.money}
    return tuple(label if i == place else sums.get(name) for i, name in enumerate(statement.columns))


def _write_row(sheet: Any, row: int, cells: tuple[object, ...]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell)
        elif cell is not None:
            sheet.write_number(row, column, cell)


def _last(header: str) -> str:
    return header.rsplit("|", maxsplit=1)[-1]
