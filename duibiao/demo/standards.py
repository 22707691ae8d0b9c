"""Synthetic cost standards: one version a year for every service item and grade that has a unit cost."""

import math
from datetime import date

import polars as pl

from duibiao.demo.ledger import price_level
from duibiao.demo.tables import YEARS, demo_table, reference_table

MARGIN = 1.05
"""A standard lies a little above the going price, as quotas do that were worked out with allowances."""

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
    """The extract `standard`: all versions, in whole cents."""
    items = reference_table("service_items").select("item_code", "item_name")
    every = pl.concat([_version(year) for year in YEARS])
    named = every.join(items, on="item_code", how="left", maintain_order="left")
    return named.with_columns(
        standard_code=pl.format("MN-{}-{}", "item_code", pl.col("grade").fill_null("0")),
        standard_name=pl.format("{}{}成本定额（模拟）", "item_name", pl.col("grade").fill_null("")),
        standard_kind=pl.lit("成本定额标准"),
        status=pl.lit("印发"),
        computing=pl.lit("定额"),
        source_document=pl.lit("模拟数据，非真实标准"),
    )


def _version(year: int) -> pl.DataFrame:
    return standards(year).with_columns(
        amount_yuan=(pl.col("amount_yuan") * 100).round().cast(pl.Int64),
        version=pl.lit(f"{year}年版"),
        valid_from=pl.lit(date(year, 1, 1)),
        valid_to=pl.lit(date(year, 12, 31)),
        price_base=pl.lit(f"{year}年"),
    )


def _round(amount: float) -> float:
    places = _FIGURES - 1 - math.floor(math.log10(amount))
    return round(amount, min(places, 2))
