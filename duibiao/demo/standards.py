"""Synthetic cost standards: one version a year for every service item and grade that has a unit cost."""

import math
from datetime import date, timedelta

import polars as pl

from duibiao.demo.ledger import price_level
from duibiao.demo.tables import YEARS, demo_table, reference_table

MARGIN = 1.05
"""A standard lies a little above the going price, as quotas do that were worked out with allowances."""

_CHANGES_IN_MID_YEAR, _NEXT_FROM = "CY0101", date(YEARS[-1] + 1, 7, 1)
"""The service item whose next version is issued already, and its first day."""

_NOT_RENEWED = "SZ0302"
"""The service item whose last version ends with its year: the next year has no standard for it."""

_FIGURES = 3
"""A quota is a round number: so many figures of it count."""


def standards(year: int) -> pl.DataFrame:
    """item_code, grade, measure_unit and amount_yuan (whole yuan for one unit of workload) that apply in a year."""
    kinds = demo_table("kinds").filter(pl.col("unit_cost").is_not_null())
    priced = kinds.group_by("item_code", "grade", maintain_order=True).agg(pl.col("unit_cost").mean())
    units = reference_table("service_items").select("item_code", "measure_unit")
    amounts = [_round(cost * price_level(year) * MARGIN) for cost in priced["unit_cost"]]
    named = priced.join(units, on="item_code", how="left", maintain_order="left")
    return named.select("item_code", "grade", "measure_unit", amount_yuan=pl.Series(amounts, dtype=pl.Float64))


def standard_rows() -> pl.DataFrame:
    """The extract `standard`: all versions, in whole cents, and a ceiling for the maintenance of software.

    The newest version goes on; for one service item the next one is issued, and begins in the middle of the year, and
    that of another ends.
    """
    items = reference_table("service_items").select("item_code", "item_name")
    every = pl.concat([*(_version(year) for year in YEARS), _next_version(), _ceiling()], how="diagonal_relaxed")
    named = every.join(items, on="item_code", how="left", maintain_order="left")
    return named.with_columns(
        standard_code=pl.format("MN-{}-{}", "item_code", pl.col("grade").fill_null("0")),
        standard_name=pl.format(
            "{}{}{}（模拟）",
            "item_name",
            pl.col("grade").fill_null(""),
            pl.when(pl.col("computing").is_null()).then(pl.lit("成本定额")).otherwise(pl.lit("经费上限")),
        ),
        standard_kind=pl.lit("成本定额标准"),
        status=pl.lit("印发"),
        computing=pl.coalesce("computing", pl.lit("定额")),
        source_document=pl.lit("模拟数据，非真实标准"),
    )


def _version(year: int) -> pl.DataFrame:
    """The version of a year; the last one goes on until the next begins, if there is one."""
    rows = standards(year).with_columns(
        amount_yuan=(pl.col("amount_yuan") * 100).round().cast(pl.Int64),
        version=pl.lit(f"{year}年版"),
        valid_from=pl.lit(date(year, 1, 1)),
        valid_to=pl.lit(date(year, 12, 31)),
        price_base=pl.lit(f"{year}年"),
    )
    if year < YEARS[-1]:
        return rows
    replaced, expires = (pl.col("item_code") == item for item in (_CHANGES_IN_MID_YEAR, _NOT_RENEWED))
    last_day = pl.when(replaced).then(_NEXT_FROM - timedelta(days=1)).when(expires).then(date(year, 12, 31))
    return rows.with_columns(valid_to=last_day)


def _next_version() -> pl.DataFrame:
    year = _NEXT_FROM.year
    return (
        _version(year)
        .filter(pl.col("item_code") == _CHANGES_IN_MID_YEAR)
        .with_columns(valid_from=pl.lit(_NEXT_FROM), valid_to=pl.lit(None, pl.Date))
    )


def _ceiling() -> pl.DataFrame:
    """Maintenance of software in a year: at most a share of what it cost to build."""
    return pl.DataFrame(
        {
            "item_code": ["SZ0201"],
            "ratio_percent": [10.0],
            "measure_unit": ["年"],
            "computing": ["上限"],
            "version": [f"{YEARS[-1]}年版"],
            "valid_from": [date(YEARS[-1], 1, 1)],
        }
    )


def _round(amount: float) -> float:
    places = _FIGURES - 1 - math.floor(math.log10(amount))
    return round(amount, min(places, 2))
