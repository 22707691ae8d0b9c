"""How the years of the demo ended, and the money carried over from them."""

import numpy as np
import polars as pl

from duibiao.demo.ledger import Ledger
from duibiao.demo.projects import Library
from duibiao.demo.stories import Bend, bends
from duibiao.demo.tables import LAST_YEAR

_CARRIED = ("build", "one_off")
"""Natures of projects whose money may be spent in the next year."""

_OLDER = 0.06
"""Share of the projects with money carried over that have some of the year before, too."""
_USED = {True: (0.35, 0.85), False: (0.75, 1.0)}
"""What part of the money carried over is used, in the unfinished year and in others."""
_HUNDRED = 10_000
"""A hundred yuan in cents."""


def settlement_rows(library: Library, ledger: Ledger) -> pl.DataFrame:
    """The extract `settlement` of a year that is over, amounts in cents: one row a project.

    What is left of a build or one-off project that goes on is carried over, the rest is unused; the parts add up to
    the budget of December but where a story says otherwise.
    """
    rows = _ended(library, ledger)
    goes_on = (pl.col("last_year") > ledger.year) & pl.col("nature").is_in(_CARRIED)
    left = pl.col("appropriation_yuan") - pl.col("spent_yuan")
    told = rows.with_columns(
        carried_yuan=pl.when(goes_on).then(left).otherwise(0), unused_yuan=pl.when(goes_on).then(0).otherwise(left)
    )
    for bend in bends("settlement"):
        if bend.year == ledger.year:
            short = (pl.col("unused_yuan") * bend.factor / _HUNDRED).round().cast(pl.Int64) * _HUNDRED
            meant = pl.col("org_code").is_in(bend.orgs) & (pl.col("item_code") == bend.item_code) & pl.col("bent")
            told = told.with_columns(unused_yuan=pl.when(meant).then(short).otherwise("unused_yuan"))
    return told.select(
        pl.lit(ledger.year).alias("year"), "org_code", "project_code", "initial_yuan", "appropriation_yuan",
        "spent_yuan", "carried_yuan", "unused_yuan", settled_item="project_name",
    ).sort("org_code", "project_code")  # fmt: skip


def carryover_rows(library: Library, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `carryover` of the year after one that is over, amounts in cents."""
    year = ledger.year + 1
    rng = np.random.default_rng([seed, 32, year])
    rows = settlement_rows(library, ledger).filter(pl.col("carried_yuan") > 0).rename({"settled_item": "project_name"})
    fresh = rows.select(
        "org_code", "project_code", "project_name", origin_year=pl.lit(ledger.year), carried_in_yuan="carried_yuan"
    )
    some = pl.Series(rng.random(fresh.height) < _OLDER)
    older = fresh.filter(some).with_columns(
        origin_year=pl.lit(ledger.year - 1),
        carried_in_yuan=(pl.col("carried_in_yuan") / 10 / _HUNDRED).round().cast(pl.Int64) * _HUNDRED,
    )
    both = pl.concat([fresh, older.filter(pl.col("carried_in_yuan") > 0)], how="vertical_relaxed")
    used = rng.uniform(*_USED[year == LAST_YEAR], both.height)
    spent = (pl.col("carried_in_yuan") * pl.Series(used) / _HUNDRED).round().cast(pl.Int64) * _HUNDRED
    told = both.with_columns(used_yuan=spent)
    planted = [_stale(library, bend, year) for bend in bends("stale") if bend.year == year]
    return pl.concat([told, *planted], how="vertical_relaxed").select(
        pl.lit(year).alias("year"), "org_code", "project_code", "project_name", "origin_year", "carried_in_yuan",
        "used_yuan", fund_type=pl.lit("一般公共预算"), returned_yuan=pl.lit(0, pl.Int64),
    ).sort("org_code", "project_code", "origin_year")  # fmt: skip


def _ended(library: Library, ledger: Ledger) -> pl.DataFrame:
    """Every project of the year with its approved and last budget and what was paid, in cents."""
    amounts = ledger.amounts
    lines = ledger.lines.select("org_code", "project_code").with_columns(
        initial_yuan=pl.Series(amounts.approved),
        appropriation_yuan=pl.Series(amounts.approved + amounts.adjustments.sum(axis=1)),
        spent_yuan=pl.Series(amounts.paid.sum(axis=1)),
    )
    sums = lines.group_by("org_code", "project_code", maintain_order=True).agg(
        pl.col("initial_yuan", "appropriation_yuan", "spent_yuan").sum()
    )
    known = library.projects.select("project_code", "project_name", "item_code", "nature", "last_year", "bent")
    return sums.join(known, on="project_code", how="left", maintain_order="left")


def _stale(library: Library, bend: Bend, year: int) -> pl.DataFrame:
    """Money of three years ago of the first project of the organisation and item, none of it used."""
    meant = pl.col("org_code").is_in(bend.orgs) & (pl.col("item_code") == bend.item_code) & pl.col("bent")
    own = library.projects.filter(meant).head(1)
    return own.select(
        "org_code", "project_code", "project_name", origin_year=pl.lit(year - 3),
        carried_in_yuan=pl.lit(round(bend.factor * 1_000_000), pl.Int64), used_yuan=pl.lit(0, pl.Int64),
    )  # fmt: skip
