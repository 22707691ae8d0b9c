"""What the cells of a column look like: shares of dates, amounts, codes, told from a sample."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from duibiao.ingest import values
from duibiao.ingest.days import Days, dates_in
from duibiao.ingest.mapping import DATE_ORDERS
from duibiao.schema.column import Column, Kind

SAMPLE_ROWS = 400
SHOWN_WORDS = 60

PROJECT_CODE = r"^[0-9A-Z]{21}$"
FUNCTION_CODE = r"^2\d{2}(\d{2}(\d{2})?)?$"
ECONOMIC_CODE = r"^(30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599)\d{2}$"
_MAY_BE_DAY = r"^[^\d]{0,12}\d{1,8}[-/.,\s年]|^\d{5,8}(\.0+)?$|^[A-Za-z]{3,9}[-/.,\s]*\d"
_MAY_BE_NUMBER = r"^[^\d]{0,8}\d[^\n]{0,30}$|^[-—–－/\s£$€¥]*$"
_CODE = r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,39}$"


@dataclass(frozen=True)
class Evidence:
    """One column: `n` cells that are not blank in the sample, and which share of them (0 to 1) is of each kind."""

    n: int
    amounts: float
    years: float
    months: float
    codes: float
    project_codes: float
    function_codes: float
    economic_codes: float
    dates: dict[str, float]
    """By the order of day, month and year in which they are read."""
    words: frozenset[str]
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


def sample(body: pl.DataFrame) -> pl.DataFrame:
    """Rows from all over the table, in its order; all of them where they are few."""
    if body.height <= SAMPLE_ROWS:
        return body
    return body.gather_every(-(-body.height // SAMPLE_ROWS))


@dataclass(frozen=True)
class Asked:
    """The cell columns that may be days, and those that may be numbers: of others it does not matter."""

    days: frozenset[str]
    numbers: frozenset[str]


def gather(rows: pl.DataFrame, cells: Sequence[str], asked: Asked | None = None) -> dict[str, Evidence]:
    """The evidence of each of the cell columns in the sampled rows; every different text is looked at once.

    Days and numbers are looked for only in the columns `asked` about, for that takes longest; in all where none are.
    """
    asked = asked or Asked(frozenset(cells), frozenset(cells))
    long = rows.select(cells).unpivot(on=cells, variable_name="column", value_name="cell")
    long = long.with_columns(values.trimmed(pl.col("cell"))).drop_nulls("cell")
    is_error = long["cell"].str.starts_with("#")
    errors = dict(long.filter(is_error)["column"].value_counts().iter_rows())
    long = long.filter(~is_error) if errors else long
    flags = long.join(_codes(_texts(long, cells)), on="cell", how="left")
    flags = flags.join(_numbers(_texts(long, asked.numbers)), on="cell", how="left")
    flags = flags.join(_days(_texts(long, asked.days)), on="cell", how="left").drop("cell")
    shares = flags.group_by("column").agg(pl.len().alias("n"), pl.exclude("column", "n").fill_null(False).mean())
    words = dict(long.group_by("column").agg(pl.col("cell").unique().head(SHOWN_WORDS)).iter_rows())
    empty = Evidence(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, dict.fromkeys(DATE_ORDERS, 0.0), frozenset())
    found = {row.pop("column"): row for row in shares.iter_rows(named=True)}
    seen = {cell: _evidence(found[cell], words[cell]) if cell in found else empty for cell in cells}
    return {cell: replace(each, errors=errors.get(cell, 0)) for cell, each in seen.items()}


def _texts(long: pl.DataFrame, among: Collection[str]) -> pl.Series:
    """The different texts of some of the columns."""
    return long.filter(pl.col("column").is_in(list(among)))["cell"].unique()


def _days(texts: pl.Series) -> pl.DataFrame:
    """The texts that may be days, and in which orders each of them is one."""
    texts = texts.filter(texts.str.contains(_MAY_BE_DAY) & ~texts.str.contains(r"^\d{1,4}$"))
    if texts.is_empty():
        return pl.DataFrame(schema={"cell": pl.String, **dict.fromkeys(DATE_ORDERS, pl.Boolean)})
    read = dates_in(texts, *map(Days, DATE_ORDERS))
    return pl.DataFrame([texts, *(day.is_not_null().alias(order) for order, day in zip(DATE_ORDERS, read, strict=True))])


def _evidence(row: dict[str, float], words: list[str]) -> Evidence:
    dates = {order: row.pop(order) for order in DATE_ORDERS}
    n = int(row.pop("n"))
    return Evidence(n, dates=dates, words=frozenset(words), errors=0, **row)


def _numbers(texts: pl.Series) -> pl.DataFrame:
    """The texts that may be numbers, and what numbers each of them can be."""
    texts = texts.filter(texts.str.contains(_MAY_BE_NUMBER))
    cell = pl.col("cell")
    return texts.to_frame("cell").with_columns(
        amounts=values.read_as_amounts(texts) | values.is_nothing(cell.str.strip_chars("£$€¥ ")),
        percents=cell.str.contains(r"^[-−(]?[\d.,]+\s*[%％]\)?$"),
        years=cell.str.contains(r"^(19|20)\d\d(年度?)?$"),
        months=values.months(cell).is_not_null(),
    )


def _codes(texts: pl.Series) -> pl.DataFrame:
    """The texts, and what codes each of them can be."""
    cell = pl.col("cell")
    return texts.to_frame("cell").with_columns(
        codes=cell.str.contains(_CODE),
        project_codes=cell.str.contains(PROJECT_CODE),
        function_codes=cell.str.contains(FUNCTION_CODE),
        economic_codes=cell.str.contains(ECONOMIC_CODE),
    )
