"""Amounts of several years in the prices of one: what part of a growth is only inflation.

Source: chaining annual average changes of a consumer price index, p(t) = p(t−1)·(1 + c(t)). Limits: consumer prices are
not the prices of public services; a year whose change is unknown breaks the chain, and what lies beyond it is dropped
rather than guessed.
"""

from collections.abc import Iterable

import polars as pl


def deflators(index: pl.DataFrame, base_year: int) -> dict[int, float]:
    """By what amounts of a year are multiplied to be in prices of the base year; only years that the chain reaches.

    `index`: year, change_percent (annual average on the year before), one row a year.
    """
    changes = {int(year): float(change) for year, change in index.select("year", "change_percent").iter_rows()}
    factors = {base_year: 1.0}
    year = base_year
    while year in changes:
        factors[year - 1] = factors[year] * (1 + changes[year] / 100)
        year -= 1
    year = base_year
    while year + 1 in changes:
        factors[year + 1] = factors[year] / (1 + changes[year + 1] / 100)
        year += 1
    return factors


def missing(index: pl.DataFrame, years: Iterable[int], base_year: int, currency: str) -> list[int]:
    """The years whose change of prices is wanting for amounts of all these years in prices of the base year."""
    told = set(index.filter(pl.col("currency") == currency)["year"])
    needed = {year for each in years for year in range(min(each, base_year) + 1, max(each, base_year) + 1)}
    return sorted(needed - told)


def in_prices_of(spending: pl.DataFrame, index: pl.DataFrame, base_year: int, currency: str) -> pl.DataFrame:
    """Spending in prices of the base year, to the cent (spent_yuan, paid_yuan); years without an index are left out."""
    factors = deflators(index.filter(pl.col("currency") == currency), base_year)
    known = spending.filter(pl.col("year").is_in(list(factors)))
    factor = pl.col("year").cast(pl.Int64).replace_strict(factors, return_dtype=pl.Float64)
    amounts = pl.col("spent_yuan", "paid_yuan")
    return known.with_columns((amounts.cast(pl.Float64) * factor).round(2).cast(pl.Decimal(18, 2)))
