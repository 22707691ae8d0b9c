"""What the organisations of the synthetic district ask for in the year after the last: requests, line by line.

Most lines ask for last year's work at its price and a little more; `STRETCHED` says who asks for more than that, and
`data/demo/requests.csv` adds lines of software, its maintenance and equipment.
"""

from dataclasses import dataclass

import polars as pl

from duibiao.demo.ledger import unit_prices, workloads
from duibiao.demo.projects import Library
from duibiao.demo.tables import LAST_YEAR, demo_table, reference_table

YEAR = LAST_YEAR + 1

MONEY = ("unit_price_yuan", "amount_yuan", "base_yuan")

_DEARER = 1.02
"""The price asked over that of the year before."""

_TOWNS_ASK = ("CY0101", "CY0102", "CY0201", "CY0301", "CY0401", "CY0503", "CY0601")
_DEPARTMENTS_ASK = ("SZ0301", "SZ0302", "SZ0304", "SZ0401")


@dataclass(frozen=True)
class Stretch:
    """Somebody who asks for more of one thing: by price, by quantity, or for a whole year where it runs for a part."""

    org_code: str
    item_code: str
    grade: str | None = None
    price: float = 1.0
    quantity: float = 1.0
    months: int | None = None


STRETCHED = (
    Stretch("310118104", "CY0201", "一级", price=1.35),
    Stretch("310118103", "CY0201", "二级", quantity=1.5),
    Stretch("310118109", "CY0601", months=8),
    Stretch("215", "SZ0304", price=1.4),
)


def request_rows(library: Library) -> pl.DataFrame:
    """The extract `request`: one request an organisation; money in whole cents."""
    every = pl.concat([_again(library), _written()], how="diagonal_relaxed")
    items = reference_table("service_items").select("item_code", "item_name")
    return (
        every.join(items, on="item_code", how="left", maintain_order="left")
        .with_columns(
            request_no=pl.format("SQ{}-{}", pl.lit(YEAR), "org_code"),
            year=pl.lit(YEAR),
            line_no=pl.coalesce("line_no", pl.int_range(1, pl.len() + 1).over("org_code").cast(pl.String)),
        )
        .sort("org_code", pl.col("line_no").cast(pl.Int64), maintain_order=True)
    )


def _again(library: Library) -> pl.DataFrame:
    """The work of the last year once more, by whoever has a budget for it."""
    projects = library.of_year(LAST_YEAR).filter(pl.col("unit_cost").is_not_null())
    priced = projects.with_columns(
        quantity=pl.Series(workloads(projects, LAST_YEAR)), price=pl.Series(unit_prices(projects, LAST_YEAR))
    )
    is_town = pl.col("org_code").str.len_chars() > 3
    asked = priced.filter(
        (is_town & pl.col("item_code").is_in(_TOWNS_ASK)) | (~is_town & pl.col("item_code").is_in(_DEPARTMENTS_ASK))
    )
    units = reference_table("service_items").select("item_code", "measure_unit")
    stretched = asked.join(units, on="item_code", how="left", maintain_order="left").with_columns(
        pl.col("price") * _factor("price") * _DEARER,
        (pl.col("quantity") * _factor("quantity")).round(2),
        months=_months(),
    )
    return stretched.select(
        "org_code", "project_code", "project_name", "item_code", "grade", "measure_unit", "quantity", "months",
        line_no=pl.lit(None, pl.String),
        unit_price_yuan=(pl.col("price") * 100).round().cast(pl.Int64),
        amount_yuan=((pl.col("price") * 100).round() * pl.col("quantity")).round().cast(pl.Int64),
    )  # fmt: skip


def _written() -> pl.DataFrame:
    frame = demo_table("requests")
    numbers = pl.col("quantity", "months", "person_months").cast(pl.Float64)
    cents = [(pl.col(name).cast(pl.Float64) * 100).round().cast(pl.Int64).alias(name) for name in MONEY]
    return frame.with_columns(numbers, *cents)


def _factor(of: str) -> pl.Expr:
    """By what those who ask for more multiply the price or the quantity."""
    found = pl.lit(1.0)
    for each in STRETCHED:
        found = pl.when(_concerned(each)).then(getattr(each, of)).otherwise(found)
    return found


def _months() -> pl.Expr:
    found = pl.lit(12.0)
    for each in STRETCHED:
        if each.months is not None:
            found = pl.when(_concerned(each)).then(float(each.months)).otherwise(found)
    return found


def _concerned(stretch: Stretch) -> pl.Expr:
    return (
        (pl.col("org_code") == stretch.org_code)
        & (pl.col("item_code") == stretch.item_code)
        & pl.col("grade").eq_missing(pl.lit(stretch.grade, pl.String))
    )
