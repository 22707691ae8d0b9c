"""Spending as the workbench asks for it: everything is read once, and the part that is asked for taken from it.

A read of one service item takes as long as a read of all of them, so all are read, kept, and filtered.
"""

from datetime import datetime

import polars as pl

from duibiao.analysis import panel
from duibiao.ui import store
from duibiao.ui.filters import PROJECTS, Subject
from duibiao.ui.kept import kept

TOTALS_KEPT = 64
"""How many cut-offs and ways of counting stay in memory for all sessions."""

Counting = tuple[tuple[str, bool], ...]
"""What is left out and whether part years are raised, as parameters of the reads."""


def on(subject: Subject, counting: Counting, year: int | None, month: int | None) -> pl.DataFrame:
    """Spending on the subject (see the read `spending`), in one year or all of them."""
    when = {"year": year, "month": month}
    if subject.kind == PROJECTS:
        return store.read("spending_of_projects", projects=subject.code, **when, **dict(counting))
    if subject.kind != "item":
        return store.read("spending", kind=subject.kind, code=subject.code, **when, **dict(counting))
    everything = store.read("spending", kind="item", code="", **when, **dict(counting))
    return everything.filter(pl.col("item_code").str.starts_with(subject.code))


def in_all(counting: Counting, year: int | None, month: int | None) -> pl.DataFrame:
    """All spending by year and organisation: year, org_code, month, spent_yuan, paid_yuan."""
    return _in_all(counting, year, month, *store.state())


def workloads_of(item: str) -> pl.DataFrame:
    """Workloads of an item and those below it (see the read `workloads`)."""
    return store.read("workloads", item="").filter(pl.col("item_code").str.starts_with(item))


def unit_costs(year: int, month: int | None, full_year: bool) -> pl.DataFrame:
    """Unit costs of everybody and everything in a year (see `analysis.panel.unit_costs`); no month is the last one."""
    return _unit_costs(year, month, full_year, *store.state())


@kept(TOTALS_KEPT)
def _unit_costs(
    year: int,
    month: int | None,
    full_year: bool,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    """A year that is over is asked for again with every month of the next."""
    lines = store.read("spending", kind="item", code="", year=year, month=month, full_year=full_year)
    return panel.unit_costs(lines, workloads_of("").filter(pl.col("year") == year))


@kept(TOTALS_KEPT)
def _in_all(
    counting: Counting,
    year: int | None,
    month: int | None,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    everything = store.read("spending", kind="all", code="", year=year, month=month, **dict(counting))
    by_org = everything.group_by("year", "org_code")
    return by_org.agg(pl.col("month").first(), pl.col("spent_yuan", "paid_yuan").sum()).sort("year", "org_code")
