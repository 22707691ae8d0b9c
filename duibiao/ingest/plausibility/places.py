"""The places that are shown of a finding, as data, and what all checks ask of a file."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from duibiao.ingest import totals
from duibiao.ingest.fact import Values, values
from duibiao.ingest.findings import MOST_EXAMPLES, Example, address
from duibiao.ingest.reading import Reading
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract

SCOPE = ["scope_org", "scope_period"]


def given(reading: Reading, **more: object) -> Values:
    """The values of a finding on the file: they name the extract of its columns and the currency of its amounts."""
    return values(extract=reading.extract.name, currency=reading.currency, **more)


def place(reading: Reading, column: str, at: int, **there: object) -> Example:
    """The cell of a column in a row of the file."""
    return of_cell(reading, reading.plan.sources.get(column), at, **there)


def of_cell(reading: Reading, cell: str | None, at: int, **there: object) -> Example:
    """A cell of the file, in the sheet and the row in which it stands there."""
    sheet, row = reading.place(at)
    return Example(row, address(cell, row), values(**there), sheet)


def of_scope(org: str, period: str, **there: object) -> Example:
    """An organisation and a period, which are no one cell."""
    return Example(0, "", values(org=org, period=period, **there))


def of_rows(rows: pl.DataFrame, reading: Reading, column: str) -> tuple[Example, ...]:
    """What the first rows have in a column."""
    return tuple(
        place(reading, column, row, value=value)
        for row, value in rows.select("row_number", column).head(MOST_EXAMPLES).iter_rows()
    )


def of_lines(lines: pl.DataFrame, reading: Reading, column: str) -> tuple[Example, ...]:
    """What the first lines had in the period before, and have now."""
    chosen = lines.select("row_number", f"{column}_before", column).head(MOST_EXAMPLES)
    return tuple(place(reading, column, row, was=was, now=now) for row, was, now in chosen.iter_rows())


def of_controls(controls: Sequence[totals.ControlTotal], reading: Reading) -> tuple[Example, ...]:
    """What totals say, and what the rows add up to."""
    return tuple(
        of_cell(
            reading,
            reading.plan.money.get(each.column),
            each.row,
            column=each.column,
            label=each.label,
            file_yuan=each.file_yuan,
            rows_yuan=each.rows_yuan,
        )
        for each in controls[:MOST_EXAMPLES]
    )


def plain_money(extract: Extract, frame: pl.DataFrame) -> list[Column]:
    """The money columns of a frame of which a sum below zero, or many times another, is not ordinary."""
    return [column for column in extract.money if column.name in frame.columns and not column.signed]


def line_key(extract: Extract, rows: pl.DataFrame) -> list[str]:
    """What tells a line apart within its scope."""
    return [
        name for name in extract.key if name in rows.columns and name not in (*extract.period, extract.organisation)
    ]


def sum_or_null(name: str) -> pl.Expr:
    """The sum of a column, null where it has no value at all."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def key_of(row: dict[str, Any], key: list[str]) -> tuple[str, ...]:
    """What tells one row apart, as texts."""
    return tuple(str(row[name]) for name in key if row[name] is not None)
