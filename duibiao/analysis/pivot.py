"""Sums by anything: rows in a hierarchy with subtotals, one dimension across, and ratios that are ratios of sums.

A subtotal is the sum of its cells, never of rounded rows; a ratio at any level is Σ numerator ÷ Σ denominator of all
the cells below it (method M1), never a mean of ratios and never a sum of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

TOTAL = "__total__"
"""The key of the column that holds all others together."""

REST = "__rest__"
"""The key of the column that holds those that are cut, so that the rest ties to the total."""


@dataclass(frozen=True)
class Ratio:
    """What is shown: a column to be added up, or the ratio of two.

    `same` names a column that must be the same for all that is added up (the unit of a workload), or there is no value.
    """

    numerator: str
    denominator: str | None = None
    same: str | None = None


@dataclass(frozen=True)
class Pivot:
    """`rows`: the dimensions of the rows (null below their level), `level` (0 for the total, then 1 …), one column a
    member of the columns, in their order, and TOTAL. Values are floats for ratios, decimals for sums; null where there
    is no cell, or nothing to divide by.
    """

    dimensions: tuple[str, ...]
    members: tuple[str, ...]
    rows: pl.DataFrame


def pivot(cells: pl.DataFrame, rows: Sequence[str], column: str | None, shown: Ratio, most: int = 30) -> Pivot:
    """Add the cells up. Beyond `most` members across, those with the smallest sums go together as REST."""
    cells = cells.with_columns(pl.col(name).cast(pl.String).fill_null("").alias(name) for name in rows)
    across = pl.col(column).cast(pl.String).fill_null("") if column else pl.lit(TOTAL)
    cells = cells.with_columns(across.alias("_across"))
    members = _members(cells, shown, most) if column else ()
    if column:
        cells = cells.with_columns(
            pl.when(pl.col("_across").is_in(members)).then("_across").otherwise(pl.lit(REST)).alias("_across")
        )
    levels = [_level(cells, list(rows), depth, shown) for depth in range(len(rows) + 1)]
    every = pl.concat(levels, how="diagonal_relaxed")
    order = [pl.col(name).fill_null("") for name in rows]
    wide = every.pivot("_across", index=[*rows, "level"], values="value", aggregate_function="first")
    wide = wide.sort(*order, "level")
    names = [*members, *([REST] if column and REST in wide.columns else []), TOTAL]
    missing = [pl.lit(None, dtype=every.schema["value"]).alias(name) for name in names if name not in wide.columns]
    return Pivot(tuple(rows), tuple(names), wide.with_columns(missing).select(*rows, "level", *names))


def _members(cells: pl.DataFrame, shown: Ratio, most: int) -> tuple[str, ...]:
    sums = cells.group_by("_across").agg(pl.col(shown.numerator).cast(pl.Float64).abs().sum().alias("size"))
    kept = sums.sort("size", "_across", descending=[True, False]).head(most)
    return tuple(kept["_across"].sort())


def _level(cells: pl.DataFrame, rows: list[str], depth: int, shown: Ratio) -> pl.DataFrame:
    """One level of the hierarchy, every member across and all together."""
    kept = rows[:depth]
    parts = [
        cells.group_by([*kept, "_across"]).agg(_value(shown)),
        (cells.group_by(kept).agg(_value(shown)) if kept else cells.select(_value(shown))).with_columns(
            _across=pl.lit(TOTAL)
        ),
    ]
    both = pl.concat(parts, how="diagonal_relaxed").unique([*kept, "_across"], keep="last", maintain_order=True)
    return both.with_columns(
        pl.lit(depth, pl.Int64).alias("level"), *(pl.lit(None, pl.String).alias(name) for name in rows[depth:])
    )


def _value(shown: Ratio) -> pl.Expr:
    top = pl.col(shown.numerator).sum()
    if shown.denominator is None:
        return top.alias("value")
    bottom = pl.col(shown.denominator).sum()
    ratio = top.cast(pl.Float64) / bottom.cast(pl.Float64)
    alike = pl.col(shown.same).n_unique() == 1 if shown.same else pl.lit(value=True)
    return pl.when((bottom > 0) & alike).then(ratio).alias("value")
