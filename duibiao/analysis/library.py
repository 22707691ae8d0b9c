"""The library of standards: which apply on a day, how versions differ, what has none.

The rows are those of the read `standard_cells`: one a standard, version, service item, grade, area and tier. A version
applies on a day when it is issued and the day lies within its dates, both included.
"""

from datetime import date
from enum import StrEnum

import polars as pl

CELL = ("item_code", "grade", "area", "quantity_from", "measure_unit")
"""What a figure of a standard is for; its versions are compared by it."""

STEPS = ("draft", "reviewed", "confirmed", "issued", "repealed")
"""The states of a version, in the order in which it passes them."""


class Standing(StrEnum):
    """How a version stands on a day."""

    APPLIES = "applies"
    FUTURE = "future"
    PAST = "past"
    IN_WORK = "in_work"
    REPEALED = "repealed"


def on_day(cells: pl.DataFrame, day: date) -> pl.DataFrame:
    """Every row with its `standing` on the day."""
    status, from_day = pl.col("status"), pl.col("valid_from")
    ended = (pl.col("valid_to") < day).fill_null(value=False)
    standing = (
        pl.when(status == "repealed")
        .then(pl.lit(str(Standing.REPEALED)))
        .when(status != "issued")
        .then(pl.lit(str(Standing.IN_WORK)))
        .when(from_day > day)
        .then(pl.lit(str(Standing.FUTURE)))
        .when(ended)
        .then(pl.lit(str(Standing.PAST)))
        .otherwise(pl.lit(str(Standing.APPLIES)))
    )
    return cells.with_columns(standing=standing)


def versions(stood: pl.DataFrame) -> pl.DataFrame:
    """One row a standard and version, the newest first: names, kind, status, standing, dates, n_cells, n_items."""
    rows = stood.group_by("standard_code", "version", maintain_order=True).agg(
        pl.col("standard_name", "standard_kind", "status", "standing", "valid_from", "valid_to").first(),
        pl.col("source_document", "evidence", "computing", "batch_id").first(),
        items=pl.col("item_code").drop_nulls().unique().sort().str.join(", "),
        n_cells=pl.len(),
    )
    return rows.sort("standard_code", "valid_from", "version", descending=[False, True, True])


def matrix(cells: pl.DataFrame, code: str) -> pl.DataFrame:
    """A standard as item × grade × area × tier with one column a version, the oldest first, in order of their dates.

    Adds `change`, the newest figure ÷ the one before − 1 (null where one is missing or not positive). Figures are
    amounts in yuan, or per cent where the row states a ratio (`is_ratio`).
    """
    own = cells.filter(pl.col("standard_code") == code).with_columns(
        value=pl.coalesce(pl.col("amount_yuan").cast(pl.Float64), pl.col("ratio_percent").cast(pl.Float64)),
        is_ratio=pl.col("amount_yuan").is_null(),
    )
    order = own.unique("version", maintain_order=True).sort("valid_from", "version")["version"].to_list()
    index = [*CELL, "quantity_to", "item_name", "computing", "is_ratio"]
    wide = own.pivot("version", index=index, values="value", aggregate_function="first")
    wide = wide.select(*index, *order).sort("item_code", "grade", "area", "quantity_from", nulls_last=False)
    if len(order) < 2:
        return wide.with_columns(change=pl.lit(None, pl.Float64))
    newest, before = pl.col(order[-1]), pl.col(order[-2])
    return wide.with_columns(change=pl.when((before > 0) & newest.is_not_null()).then(newest / before - 1))


def without(priced: pl.DataFrame, stood: pl.DataFrame) -> pl.DataFrame:
    """Items and grades that have unit costs but no cost standard that applies: those of `priced` (item_code, grade)."""
    applying = stood.filter((pl.col("standing") == Standing.APPLIES) & (pl.col("standard_kind") == "cost_standard"))
    key = ["item_code", "grade"]
    return priced.unique(key).join(applying.select(key).unique(), on=key, how="anti", nulls_equal=True).sort(key)


def next_step(status: str) -> str | None:
    """The state that follows; none after the last."""
    place = STEPS.index(status)
    return STEPS[place + 1] if place + 1 < len(STEPS) else None


def moved(cells: pl.DataFrame, code: str, version: str, status: str) -> pl.DataFrame:
    """All rows of a standard, one of its versions in another state: what is loaded to move it there."""
    own = cells.filter(pl.col("standard_code") == code)
    there = pl.when(pl.col("version") == version).then(pl.lit(status)).otherwise("status")
    return own.with_columns(status=there)
