"""What the cells of a column look like: shares of dates, amounts, codes, told from a sample."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from duibiao.ingest import values
from duibiao.ingest.days import Days, dates_in
from duibiao.ingest.mapping import DATE_ORDERS
from duibiao.schema.column import Column, Kind

SAMPLE_ROWS = 400
SHOWN_WORDS = 60
LEAST_COLUMNS = 3
"""A table of fewer columns has rows that look like its header or like a note."""

PROJECT_CODE = r"^[0-9A-Z]{21}$"
FUNCTION_CODE = r"^2\d{2}(\d{2}(\d{2})?)?$"
ECONOMIC_CODE = r"^(30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599)\d{2}$"
_MAY_BE_DAY = r"^[^\d]{0,12}\d{1,8}[-/.,\s年]|^\d{5,8}(\.0+)?$|^[A-Za-z]{3,9}[-/.,\s]*\d"
_MAY_BE_NUMBER = r"^[^\d]{0,8}\d[^\n]{0,30}$|^[-—–－/\s£$€¥]*$"
_CODE = r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,39}$"


@dataclass(frozen=True)
class Evidence:
    """One column: `n` cells that are not blank in the sample, and which share of them (0 to 1) is of each kind."""

    dates: dict[str, float]
    """By the order of day, month and year in which they are read."""
    n: int = 0
    amounts: float = 0.0
    years: float = 0.0
    months: float = 0.0
    codes: float = 0.0
    project_codes: float = 0.0
    function_codes: float = 0.0
    economic_codes: float = 0.0
    words: frozenset[str] = frozenset()
    """The different texts, up to SHOWN_WORDS of them."""
    errors: int = 0
    """Cells with an error or a formula without a value: they say nothing of what the column is."""
    percents: float = 0.0
    """Of numbers with a sign of percent."""

    def fits(self, column: Column) -> float | None:
        """Which share of the cells can be values of the column; None where there is no cell to tell."""
        if not self.n:
            return None
        if column.choices:
            return len(self.words & column.spellings) / max(1, len(self.words))
        if column.kind is Kind.DATE:
            return max(self.dates.values())
        shares = {Kind.YEAR: self.years, Kind.MONTH: self.months, Kind.CODE: self.codes}
        if column.unit == values.PERCENT:
            return self.amounts + self.percents
        return self.amounts if column.kind.is_number else shares.get(column.kind, 1.0)


def sample(body: pl.DataFrame, names: Sequence[str] = ()) -> pl.DataFrame:
    """Rows from all over the table, in its order; all of them where they are few.

    Where the `names` of the columns are given, rows that say them again are left out, and lone texts as notes are.
    """
    rows = body if body.height <= SAMPLE_ROWS else body[list(range(0, body.height, -(-body.height // SAMPLE_ROWS)))]
    named = {f"c{i}": name.rpartition("/")[2] for i, name in enumerate(names) if name}
    if len(named) < LEAST_COLUMNS:
        return rows
    n_same = pl.sum_horizontal(pl.col(cell).str.strip_chars() == name for cell, name in named.items())
    n_filled = pl.sum_horizontal(pl.col(cell).str.contains(r"\S") for cell in named)
    return rows.filter((n_same.fill_null(0) <= len(named) / 2) & (n_filled != 1).fill_null(value=True))


@dataclass(frozen=True)
class Asked:
    """The cell columns that may be days, and those that may be numbers: of others it does not matter."""

    days: frozenset[str]
    numbers: frozenset[str]


def gather(rows: pl.DataFrame, cells: Sequence[str], asked: Asked | None = None) -> dict[str, Evidence]:
    """The evidence of each of the cell columns in the sampled rows.

    Days and numbers are looked for only in the columns `asked` about, for that takes longest; in all where none are.
    """
    asked = asked or Asked(frozenset(cells), frozenset(cells))
    long = rows.select(cells).unpivot(on=cells, variable_name="column", value_name="cell")
    long = long.with_columns(values.trimmed(pl.col("cell"))).drop_nulls("cell")
    is_error = long["cell"].str.starts_with("#")
    errors = dict(long.filter(is_error)["column"].value_counts().iter_rows())
    long = long.filter(~is_error) if errors else long
    words = pl.col("cell").unique().head(SHOWN_WORDS).alias("words")
    seen = [
        _by_column(long.with_columns(**_codes(pl.col("cell"))), pl.len().alias("n"), words),
        _by_column(_numbers(_of(long, asked.numbers))),
        _by_column(_days(_of(long, asked.days))),
    ]
    return {cell: _evidence([shares.get(cell, {}) for shares in seen], errors.get(cell, 0)) for cell in cells}


def _of(long: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    return long.filter(pl.col("column").is_in(list(columns))) if columns else long.clear()


def _by_column(flagged: pl.DataFrame, *more: pl.Expr) -> dict[str, dict[str, Any]]:
    """How many cells of each column have each flag, and more of them."""
    found = flagged.group_by("column").agg(pl.exclude("column", "cell").sum(), *more)
    return {row.pop("column"): row for row in found.iter_rows(named=True)}


def _evidence(seen: Sequence[dict[str, Any]], errors: int) -> Evidence:
    told = {name: value for each in seen for name, value in each.items()}
    n, words = told.pop("n", 0), frozenset(told.pop("words", ()))
    shares = {name: count / n for name, count in told.items()}
    dates = {order: shares.pop(order, 0.0) for order in DATE_ORDERS}
    return Evidence(dates=dates, n=n, words=words, errors=errors, **shares)


def _days(long: pl.DataFrame) -> pl.DataFrame:
    """The cells that may be days with the orders in which each of them is one."""
    cell = pl.col("cell")
    long = long.filter(cell.str.contains(_MAY_BE_DAY) & ~cell.str.contains(r"^\d{1,4}$"))
    if long.is_empty():
        return long
    read = zip(DATE_ORDERS, dates_in(long["cell"], *map(Days, DATE_ORDERS)), strict=True)
    return long.with_columns(day.is_not_null().alias(order) for order, day in read)


def _numbers(long: pl.DataFrame) -> pl.DataFrame:
    """The cells that may be numbers with what numbers each of them can be."""
    cell = pl.col("cell")
    long = long.filter(cell.str.contains(_MAY_BE_NUMBER))
    if long.is_empty():
        return long
    return long.with_columns(
        amounts=values.read_as_amounts(long["cell"]) | values.is_nothing(cell.str.strip_chars("£$€¥ ")),
        percents=cell.str.contains(r"^[-−(]?[\d.,]+\s*[%％]\)?$"),
        years=cell.str.contains(r"^(19|20)\d\d(年度?)?$"),
        months=values.months(cell).is_not_null(),
    )


def _codes(cell: pl.Expr) -> dict[str, pl.Expr]:
    return {
        "codes": cell.str.contains(_CODE),
        "project_codes": cell.str.contains(PROJECT_CODE),
        "function_codes": cell.str.contains(FUNCTION_CODE),
        "economic_codes": cell.str.contains(ECONOMIC_CODE),
    }
