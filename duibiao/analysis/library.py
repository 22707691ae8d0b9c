"""The library of standards: which apply on a day, how versions differ, what has none.

The rows are those of the read `standard_cells`: one a standard, version, service item, grade, area and tier. A version
applies on a day when it is issued and the day lies within its dates, both included. One that was repealed held until
its last day; where no last day is told it is not known until when, and it applies on none.
"""

from datetime import date
from enum import StrEnum

import polars as pl

from duibiao.analysis import panel

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
    repealed = status == "repealed"
    standing = (
        pl.when(repealed & (ended | pl.col("valid_to").is_null()))
        .then(pl.lit(str(Standing.REPEALED)))
        .when(~repealed & (status != "issued"))
        .then(pl.lit(str(Standing.IN_WORK)))
        .when(from_day > day)
        .then(pl.lit(str(Standing.FUTURE)))
        .when(ended)
        .then(pl.lit(str(Standing.PAST)))
        .otherwise(pl.lit(str(Standing.APPLIES)))
    )
    return cells.with_columns(standing=standing)


def versions(stood: pl.DataFrame) -> pl.DataFrame:
    """One row a standard and version: names, kind, status, standing, dates, price base, scope, source, items, n_cells.

    By service item and grade, of each standard the newest first.
    """
    rows = stood.group_by("standard_code", "version", maintain_order=True).agg(
        pl.col("standard_name", "standard_kind", "status", "standing", "valid_from", "valid_to").first(),
        pl.col("computing", "batch_id").first(),
        *(_words(name) for name in ("source_document", "evidence", "price_base", "scope_text")),
        items=pl.col("item_code").drop_nulls().unique().sort().str.join(", "),
        n_cells=pl.len(),
        _rank=panel.grade_rank().min(),
    )
    by = ("items", "_rank", "standard_code", "valid_from", "version")
    return rows.sort(by, descending=[False, False, False, True, True], nulls_last=True).drop("_rank")


def matrix(cells: pl.DataFrame, code: str) -> pl.DataFrame:
    """A standard as item × grade × area × tier with one column a version, the oldest first, in order of their dates.

    Adds `change`, the newest figure ÷ the one before − 1 (null where one is missing or not positive). Figures are
    amounts in yuan, or per cent where the row states a ratio (`is_ratio`).
    """
    own = cells.filter(pl.col("standard_code") == code).with_columns(
        value=pl.coalesce(pl.col("amount_yuan").cast(pl.Float64), pl.col("ratio_percent").cast(pl.Float64)),
        is_ratio=pl.col("amount_yuan").is_null() & pl.col("ratio_percent").is_not_null(),
    )
    order = own.unique("version", maintain_order=True).sort("valid_from", "version")["version"].to_list()
    index = [*CELL, "quantity_to", "item_name", "computing", "is_ratio"]
    wide = own.pivot("version", index=index, values="value", aggregate_function="first")
    by = ("item_code", panel.grade_rank(), "grade", "area", "quantity_from")
    wide = wide.select(*index, *order).sort(*by, nulls_last=False)
    if len(order) < 2:
        return wide.with_columns(change=pl.lit(None, pl.Float64))
    newest, before = pl.col(order[-1]), pl.col(order[-2])
    return wide.with_columns(change=pl.when((before > 0) & newest.is_not_null()).then(newest / before - 1))


def demands(cells: pl.DataFrame, code: str) -> pl.DataFrame:
    """What a standard asks of the service: item × grade × area, one column of words a version, the oldest first.

    Without rows where no version says so.
    """
    said = cells.filter((pl.col("standard_code") == code) & pl.col("requirement").is_not_null())
    if said.is_empty():
        return pl.DataFrame()
    order = said.unique("version", maintain_order=True).sort("valid_from", "version")["version"].to_list()
    index = ["item_code", "item_name", "grade", "area"]
    wide = said.pivot("version", index=index, values="requirement", aggregate_function="first")
    return wide.select(*index, *order).sort("item_code", panel.grade_rank(), "grade", "area", nulls_last=False)


def without(priced: pl.DataFrame, stood: pl.DataFrame) -> pl.DataFrame:
    """Items and grades that have unit costs but no cost standard that applies: those of `priced` (item_code, grade)."""
    applying = stood.filter((pl.col("standing") == Standing.APPLIES) & (pl.col("standard_kind") == "cost_standard"))
    key = ["item_code", "grade"]
    return priced.unique(key).join(applying.select(key).unique(), on=key, how="anti", nulls_equal=True).sort(key)


def of_tiers(costs: pl.DataFrame, tiers: pl.DataFrame) -> pl.DataFrame:
    """The figure of the tier in which each workload lies, where that is one: adds `of_tier` (yuan; else null).

    `costs`: item_code, grade, measure_unit, quantity, planned_quantity (of the whole year, which goes first: a tier is
    one of the whole quantity); `tiers`: the same key, quantity_from (included), quantity_to (excluded), standard.
    """
    key = ["item_code", "grade", "measure_unit"]
    asked = pl.coalesce(pl.col("planned_quantity").cast(pl.Float64), pl.col("quantity").cast(pl.Float64))
    above = (pl.col("quantity_from").cast(pl.Float64) <= asked).fill_null(value=True)
    below = (asked < pl.col("quantity_to").cast(pl.Float64)).fill_null(value=True)
    rows = costs.with_row_index("_row")
    named = tiers.select(*key, "quantity_from", "quantity_to", _figure="standard")
    held = rows.join(named, on=key, how="inner", nulls_equal=True).filter(asked.is_not_null() & above & below)
    each = held.group_by("_row").agg(of_tier=pl.col("_figure").first(), _n=pl.len()).filter(pl.col("_n") == 1)
    return rows.join(each.select("_row", "of_tier"), on="_row", how="left", maintain_order="left").drop("_row")


def next_step(status: str) -> str | None:
    """The state that follows; none after the last."""
    place = STEPS.index(status)
    return STEPS[place + 1] if place + 1 < len(STEPS) else None


def moved(cells: pl.DataFrame, code: str, version: str, status: str, last_day: date | None = None) -> pl.DataFrame:
    """All rows of a standard, one of its versions in another state: what is loaded to move it there.

    One that is repealed held until `last_day`, or until its own last day where that is earlier; one that had not begun
    by then held on no day, and has none.
    """
    own = cells.filter(pl.col("standard_code") == code)
    there = pl.when(pl.col("version") == version)
    last = pl.min_horizontal("valid_to", pl.lit(last_day, pl.Date))
    until = pl.when(pl.col("valid_from") <= last).then(last) if status == "repealed" else pl.col("valid_to")
    return own.with_columns(
        status=there.then(pl.lit(status)).otherwise("status"), valid_to=there.then(until).otherwise("valid_to")
    )


def beside(cells: pl.DataFrame, drafted: pl.DataFrame) -> pl.DataFrame:
    """Drafts with all other versions of their standards: what is loaded, so that none of those goes."""
    version = ["standard_code", "version"]
    others = cells.filter(pl.col("standard_code").is_in(drafted["standard_code"].to_list()))
    kept = others.join(drafted.select(version).unique(), on=version, how="anti")
    return pl.concat([drafted, kept.drop("batch_id", strict=False)], how="diagonal_relaxed")


def in_the_way(cells: pl.DataFrame, drafted: pl.DataFrame) -> list[str]:
    """Codes of standards whose version of the same name is past being a draft: a new draft would take its place."""
    same = cells.join(drafted.select("standard_code", "version").unique(), on=["standard_code", "version"], how="semi")
    return same.filter(pl.col("status") != "draft")["standard_code"].unique().sort().to_list()


def _words(name: str) -> pl.Expr:
    """What the rows of a version say, each thing once."""
    return pl.col(name).drop_nulls().unique(maintain_order=True).str.join("；").replace("", None).alias(name)
