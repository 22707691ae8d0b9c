"""A table as Parquet, for programs: amounts exact and unscaled, codes as text, explained in its metadata."""

import io
import json
from pathlib import Path

import polars as pl

from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.export.workbook import about_lines
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _


def parquet_bytes(table: Table, about: About) -> bytes:
    """The rows under the headers that a csv has, but money in whole yuan (euros …), never scaled.

    Where the screen begins with totals, a first column tells them from the rows. The metadata hold the title, the data
    date and all lines of the sheet that explains a workbook, as JSON under `about`.
    """
    buffer = io.BytesIO()
    _typed(_unscaled(table)).write_parquet(buffer, metadata=_metadata(_unscaled(table), about))
    return buffer.getvalue()


def write_parquet(table: Table, about: About, path: Path) -> None:
    """The same into a file."""
    whole = _unscaled(table)
    _typed(whole).write_parquet(path, metadata=_metadata(whole, about), row_group_size=100_000)


def _unscaled(table: Table) -> Table:
    return Table(table.title, table.frame, table.columns, MoneyUnit(Scale.YUAN, table.unit.currency), table.n_totals)


def _typed(table: Table) -> pl.DataFrame:
    cells = [_cell(column).alias(name) for column, name in zip(table.columns, table.headers, strict=True)]
    total = (pl.int_range(pl.len()) < table.n_totals).alias(_("Total row"))
    if table.n_totals:
        return table.frame.select(total, *cells)
    return table.frame.select(cells)


def _cell(column: Column) -> pl.Expr:
    cell = pl.col(column.name)
    match column.kind:
        case Kind.CODE | Kind.TEXT:
            return cell.cast(pl.String)
        case Kind.RATE | Kind.SHARE | Kind.DEVIATION | Kind.POINTS:
            return cell.cast(pl.Float64) * 100
        case Kind.COUNT:
            return cell.cast(pl.Int64)
        case _:
            return cell


def _metadata(table: Table, about: About) -> dict[str, str]:
    lines = [list(line) for line in about_lines(table, about)]
    return {
        "title": table.title,
        "data_date": about.data_date,
        "unit": table.unit.label,
        "about": json.dumps(lines, ensure_ascii=False),
    }
