"""How far apart the prices of the same goods are: in a catalogue, and between the catalogue and what was paid.

Goods are the same where name and unit are, written as they may be (width, case and white space aside). A name that the
catalogue cut off ("…", "...") does not say what the good is, so nothing is said about its prices. Ours; the limits are
those of the names: a make and type that is spelt in two ways counts as two goods, and terms of delivery are not told.
"""

from enum import StrEnum

import polars as pl

from duibiao.analysis.naming import plain


class Kind(StrEnum):
    """What can be said of a good."""

    APART = "apart"
    """Several prices."""
    ONE = "one"
    """A single price, or one and the same of all that offer it."""
    CUT = "cut"
    """Several prices under a name that was cut off: perhaps several goods."""
    UNPRICED = "unpriced"
    """No price but zero, which is none."""


_CUT_OFF = r"(…|\.\.\.|。。。)$"


def offers(prices: pl.DataFrame) -> pl.DataFrame:
    """One row a good of one catalogue: plain (the name as it is compared), price_unit, product_name, category, n_codes,
    n_prices, lowest_yuan, median_yuan, highest_yuan, spread (highest ÷ lowest − 1), kind; the furthest apart first.

    `prices`: product_code, product_name, category, price_unit, price_yuan. Prices of zero count as none.
    """
    priced = pl.col("price_yuan") > 0
    amount = pl.col("price_yuan").filter(priced)
    goods = (
        prices.with_columns(plain=plain("product_name"))
        .group_by("plain", "price_unit")
        .agg(
            pl.col("product_name", "category").first(),
            n_codes=pl.col("product_code").filter(priced).n_unique(),
            n_prices=amount.n_unique(),
            lowest_yuan=amount.min(),
            median_yuan=amount.cast(pl.Float64).median(),
            highest_yuan=amount.max(),
        )
    )
    spread = pl.col("highest_yuan").cast(pl.Float64) / pl.col("lowest_yuan").cast(pl.Float64) - 1
    return goods.with_columns(
        spread=pl.when(pl.col("n_prices") > 0).then(spread),
        kind=pl.when(pl.col("n_prices") == 0)
        .then(pl.lit(Kind.UNPRICED))
        .when(pl.col("n_prices") == 1)
        .then(pl.lit(Kind.ONE))
        .when(pl.col("plain").str.contains(_CUT_OFF))
        .then(pl.lit(Kind.CUT))
        .otherwise(pl.lit(Kind.APART))
        .cast(pl.String),
    ).sort("spread", "plain", descending=[True, False], nulls_last=True)


def paid(goods: pl.DataFrame, components: pl.DataFrame) -> pl.DataFrame:
    """What organisations paid for goods of a catalogue, the furthest above its highest price first.

    `goods`: of `offers`. `components`: of `digital.comparable`; a component is the good that has its name and
    specification, in its unit. Adds to the goods that anybody bought: n_orgs, n_purchases, paid_lowest_yuan,
    paid_highest_yuan (unit prices), above (highest paid ÷ highest listed − 1), over_yuan (Σ of what was paid above the
    highest listed price × quantity; never negative).
    """
    name = pl.concat_str(pl.col("component_name").fill_null(""), pl.lit(" "), pl.col("specification").fill_null(""))
    bought = components.with_columns(_name=name).with_columns(plain=plain("_name"), price_unit="measure_unit")
    listed = goods.filter(pl.col("kind") != Kind.UNPRICED)
    rows = bought.join(listed.select("plain", "price_unit", "highest_yuan"), on=["plain", "price_unit"])
    more = (pl.col("unit_price") - pl.col("highest_yuan").cast(pl.Float64)) * pl.col("quantity").cast(pl.Float64)
    sums = rows.group_by("plain", "price_unit").agg(
        n_orgs=pl.col("org_code").n_unique(),
        n_purchases=pl.len(),
        paid_lowest_yuan=pl.col("unit_price").min(),
        paid_highest_yuan=pl.col("unit_price").max(),
        over_yuan=pl.max_horizontal(more, pl.lit(0.0)).sum(),
    )
    both = listed.join(sums, on=["plain", "price_unit"])
    above = pl.col("paid_highest_yuan") / pl.col("highest_yuan").cast(pl.Float64) - 1
    return both.with_columns(above=above).sort("above", "plain", descending=[True, False])


def purchases(components: pl.DataFrame, good: str, price_unit: str | None) -> pl.DataFrame:
    """The components (of `digital.comparable`) that are the good, the dearest first."""
    name = pl.concat_str(pl.col("component_name").fill_null(""), pl.lit(" "), pl.col("specification").fill_null(""))
    named = components.with_columns(_name=name).with_columns(plain=plain("_name"))
    own = (pl.col("plain") == good) & pl.col("measure_unit").eq_missing(pl.lit(price_unit, pl.String))
    return named.filter(own).drop("_name").sort("unit_price", "org_code", descending=[True, False])
