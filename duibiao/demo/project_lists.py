"""The yearly lists of digital projects with their total budgets, which creep in some and jump where a story says so."""

from datetime import date

import numpy as np
import polars as pl

from duibiao.demo.projects import Library
from duibiao.demo.stories import bends

_STEADY = 0.7
"""Share of the projects whose total budget never changes."""
_CREEP = (-0.05, 0.08)
"""By how much a year the others change."""
_SETTLED_YEARS = 1
"""For how long a finished project is still on the list."""


def list_rows(library: Library, year: int, seed: int) -> pl.DataFrame:
    """The extract `project_list` of a year: digital projects that are bought or built, amounts in cents."""
    built = library.projects.filter(pl.col("item_code").str.starts_with("SZ") & pl.col("total_cents").is_not_null())
    rng = np.random.default_rng([seed, 31])
    moves, size = rng.random(built.height) > _STEADY, rng.uniform(*_CREEP, built.height)
    told = built.with_columns(creep=pl.Series(np.where(moves, size, 0.0)))
    told = told.filter((pl.col("first_year") <= year) & (pl.col("last_year") + _SETTLED_YEARS >= year))
    grown = 1 + pl.col("creep") * (year - pl.col("first_year"))
    return told.select(
        pl.lit(year).alias("year"),
        "org_code",
        "project_code",
        "project_name",
        "end_date",
        (pl.col("total_cents") * grown * _jump(year) / 10_000).round().cast(pl.Int64).alias("total_budget_yuan")
        * 10_000,
        pl.lit(date(year, 6, 30)).alias("told_on"),
    ).sort("org_code", "project_code")


def _jump(year: int) -> pl.Expr:
    """By what stories multiply a budget: once, in the year after the project began."""
    factor = pl.lit(1.0)
    for bend in bends("growth"):
        told = pl.col("org_code").is_in(bend.orgs) & (pl.col("item_code") == bend.item_code) & pl.col("bent")
        if year == bend.year:
            factor = pl.when(told & (pl.col("first_year") == year - 1)).then(bend.factor).otherwise(factor)
    return factor
