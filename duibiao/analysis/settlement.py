"""Where the money of a year ended: spent, carried over, unused; and money carried over for years.

The identity of a settlement: spent + carried over + unused = current appropriation, row by row. A row that does not tie
is listed with its difference and never evened out. What a settlement does not tell counts as nothing in the identity
and is said. Rules for money carried over (a year of origin two years back or more is 结余, to be taken back) are those
of 国办发〔2014〕70号 on 盘活财政存量资金.
"""

from enum import StrEnum

import polars as pl

STALE_YEARS = 2
"""From how many years on money carried over counts as left over (结余)."""

_PARTS = ("spent_yuan", "carried_yuan", "unused_yuan")
_MONEY = pl.Decimal(38, 2)


class Tie(StrEnum):
    """Whether a row's parts add up to its appropriation."""

    TIES = "ties"
    DIFFERS = "differs"
    UNTOLD = "untold"
    """They differ, and a part is not told."""


def tied(rows: pl.DataFrame) -> pl.DataFrame:
    """Add left_yuan (carried over + unused), difference_yuan (appropriation − the parts), tie, and spent_rate.

    `rows`: appropriation_yuan, spent_yuan, carried_yuan, unused_yuan. spent_rate is null unless the appropriation is
    positive: nothing reads as good without one.
    """
    whole, *parts = (pl.col(name).cast(_MONEY) for name in ("appropriation_yuan", *_PARTS))
    spent, carried, unused = (part.fill_null(0) for part in parts)
    untold = pl.any_horizontal(pl.col(name).is_null() for name in _PARTS)
    difference = whole - (spent + carried + unused)
    return rows.with_columns(
        left_yuan=carried + unused,
        difference_yuan=difference,
        spent_rate=pl.when(whole > 0).then(spent.cast(pl.Float64) / whole.cast(pl.Float64)),
    ).with_columns(
        tie=pl.when(pl.col("difference_yuan") == 0)
        .then(pl.lit(Tie.TIES))
        .when(untold)
        .then(pl.lit(Tie.UNTOLD))
        .otherwise(pl.lit(Tie.DIFFERS))
        .cast(pl.String)
    )


def by_org(rows: pl.DataFrame) -> pl.DataFrame:
    """Sums of `tied` rows by organisation: n, n_differ, amounts, spent_rate; the most left first."""
    amounts = ("appropriation_yuan", *_PARTS, "left_yuan", "difference_yuan")
    sums = rows.group_by("org_code").agg(
        pl.col("org_name").first(),
        pl.len().alias("n"),
        (pl.col("tie") != Tie.TIES).sum().alias("n_differ"),
        *(pl.col(name).cast(_MONEY).sum() for name in amounts),
    )
    whole = pl.col("appropriation_yuan").cast(pl.Float64)
    rate = pl.when(whole > 0).then(pl.col("spent_yuan").cast(pl.Float64) / whole)
    return sums.with_columns(spent_rate=rate).sort("left_yuan", "org_code", descending=[True, False])


def aged(rows: pl.DataFrame) -> pl.DataFrame:
    """Add age_years, balance_yuan (carried in − used − taken back), stale_yuan to rows of money carried over.

    `rows`: year, origin_year, carried_in_yuan, used_yuan, returned_yuan. stale_yuan is the balance of
    money whose year of origin lies `STALE_YEARS` back or more, never below zero; a balance below zero stays as it is.
    """
    carried, used, returned = (
        pl.col(name).cast(_MONEY).fill_null(0) for name in ("carried_in_yuan", "used_yuan", "returned_yuan")
    )
    told = rows.with_columns(
        age_years=pl.col("year").cast(pl.Int64) - pl.col("origin_year").cast(pl.Int64),
        balance_yuan=carried - used - returned,
    )
    stale = (pl.col("age_years") >= STALE_YEARS) & (pl.col("balance_yuan") > 0)
    nothing = pl.lit(0, _MONEY)
    return told.with_columns(stale_yuan=pl.when(stale).then("balance_yuan").otherwise(nothing))


def by_origin(rows: pl.DataFrame) -> pl.DataFrame:
    """Sums of `aged` rows by year of origin, the oldest first: n, carried in, used, taken back, balance, stale."""
    names = ("carried_in_yuan", "used_yuan", "returned_yuan", "balance_yuan", "stale_yuan")
    sums = [pl.col(name).cast(_MONEY).sum() for name in names]
    return rows.group_by("origin_year").agg(pl.len().alias("n"), *sums).sort("origin_year")


def by_project(rows: pl.DataFrame) -> pl.DataFrame:
    """Money carried over of `aged` rows by organisation and project (code, else name).

    carried_in_yuan, carried_left_yuan (the balance), carried_origins (year of origin and balance, the oldest first).
    """
    named = rows.with_columns(project=pl.coalesce("project_code", "project_name")).filter(
        pl.col("project").is_not_null()
    )
    money = (pl.col("carried_in_yuan").cast(_MONEY).sum(), pl.col("balance_yuan").cast(_MONEY).sum())
    years = named.group_by("org_code", "project", "origin_year").agg(*money).sort("origin_year")
    return years.group_by("org_code", "project").agg(
        pl.col("carried_in_yuan").sum().cast(_MONEY),
        pl.col("balance_yuan").sum().cast(_MONEY).alias("carried_left_yuan"),
        pl.struct("origin_year", "balance_yuan").alias("carried_origins"),
    )


def without_line(rows: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Those `aged` rows whose project (code, else name) is not among the projects: org_code, project; or has none."""
    named = rows.with_columns(project=pl.coalesce("project_code", "project_name"))
    return named.join(projects, on=["org_code", "project"], how="anti")
