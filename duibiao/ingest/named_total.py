"""Payments to somebody who is called TOTAL: rows with a day and a number of their own that are the sum of nothing."""

from decimal import Decimal

import polars as pl

from duibiao.ingest.convert import Plan
from duibiao.ingest.note import Note, note

USUAL = 0.95
"""The share of the rows that fill a column from which on it is one that rows have."""


def own_rows(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan, is_total: pl.Series) -> pl.Series:
    """True for rows that are called a total and are none: they have a day or a project, and as many cells as others.

    `rows` has what was read of the cells of `body`; a row whose amount is the sum of the rows above it, below it, or
    of all others, is a total whatever else it has.
    """
    day = plan.extract.dated_by
    nothing = pl.Series([False]).new_from_index(0, rows.height) if rows.height else is_total
    if not bool(is_total.any()) or not plan.money:
        return nothing
    if day in rows.columns:
        candidates = is_total & rows[day].is_not_null() & (_numbered(rows, plan) | _as_full(body, is_total, plan))
    else:
        candidates = is_total & _has_project(rows) & _as_full(body, is_total, plan)
    if not bool(candidates.any()):
        return nothing
    return candidates & ~_sums(rows[next(iter(plan.money))], is_total)


def notes(own: pl.Series, body: pl.DataFrame) -> tuple[Note, ...]:
    """That such rows are loaded."""
    n = int(own.sum())
    return (note("called_total", n=n, row=body["row_number"].filter(own)[0]),) if n else ()


def _has_project(rows: pl.DataFrame) -> pl.Series:
    """Rows with the code of a project: one may be called 合计, and is a line all the same."""
    if "project_code" not in rows.columns:
        return pl.Series([False]).new_from_index(0, rows.height)
    return rows.select(pl.col("project_code").str.contains(r"\d").fill_null(value=False)).to_series()


def _numbered(rows: pl.DataFrame, plan: Plan) -> pl.Series:
    known = [name for name in plan.extract.document if name in rows.columns]
    if not known:
        return pl.Series([False]).new_from_index(0, rows.height)
    return rows.select(pl.any_horizontal(pl.col(known).is_not_null())).to_series()


def _as_full(body: pl.DataFrame, is_total: pl.Series, plan: Plan) -> pl.Series:
    """Rows that fill every named column that (nearly) all others fill: a total leaves out what it is a total of."""
    named = [f"c{i}" for i, name in enumerate(plan.header.names) if name and f"c{i}" in body.columns]
    filled = body.select(pl.col(named).str.contains(r"\S").fill_null(value=False))
    shares = filled.filter(~is_total).mean().row(0)
    usual = [cell for cell, share in zip(named, shares, strict=True) if (share or 0.0) >= USUAL]
    return filled.select(pl.all_horizontal(pl.lit(value=True), *usual)).to_series()


def _sums(amounts: pl.Series, is_total: pl.Series) -> pl.Series:
    """Which of the rows called totals are the sum of at least two others: of the block above or below, or of all."""
    places = [i for i, total in enumerate(is_total) if total]
    plain = amounts.set(is_total, None).fill_null(Decimal(0))
    running = [Decimal(0), *plain.cum_sum()]
    counted = [0, *(~is_total).cast(pl.Int64).cum_sum()]
    ends = [0, *places, len(running) - 1]
    found = set()
    for before, here, after in zip(ends, places, [*ends[2:]], strict=False):
        blocks = [(0, here), (before, here), (here, len(running) - 1), (here, after), (0, len(running) - 1)]
        sums = {running[end] - running[start] for start, end in blocks if counted[end] - counted[start] > 1}
        if amounts[here] in sums:
            found.add(here)
    return pl.Series([i in found for i in range(len(is_total))], dtype=pl.Boolean)
