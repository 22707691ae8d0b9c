"""Of what a cost is made up, against what it is made up of elsewhere: shares of cost elements and their medians.

Ours; no published method. The share of an element that somebody has not is zero, not unknown, for who tells one element
tells all. Medians of shares need not add up to one; they are not scaled, so that each stays a figure of somebody.
"""

import polars as pl

FEWEST = 5
"""Organisations below which there is no median."""


def shares(costs: pl.DataFrame) -> pl.DataFrame:
    """The composition of every organisation's cost, beside the median composition.

    `costs`: org_code, cost_element, cost_yuan; rows of one organisation and element are added up. Returns org_code,
    cost_element, cost_yuan, share (null where the whole is not positive), median_share and n (organisations with
    shares; median null for fewer than five), from_median (difference of shares).
    """
    summed = costs.group_by("org_code", "cost_element").agg(pl.col("cost_yuan").cast(pl.Decimal(38, 2)).sum())
    orgs, elements = summed.select("org_code").unique(), summed.select("cost_element").unique()
    every = orgs.join(elements, how="cross").join(summed, on=["org_code", "cost_element"], how="left")
    every = every.with_columns(pl.col("cost_yuan").fill_null(0))
    whole = pl.col("cost_yuan").cast(pl.Float64).sum().over("org_code")
    every = every.with_columns(share=pl.when(whole > 0).then(pl.col("cost_yuan").cast(pl.Float64) / whole))
    medians = every.group_by("cost_element").agg(n=pl.col("share").count(), _median=pl.col("share").median())
    joined = every.join(medians, on="cost_element").with_columns(
        median_share=pl.when(pl.col("n") >= FEWEST).then(pl.col("_median"))
    )
    joined = joined.with_columns(from_median=pl.col("share") - pl.col("median_share"))
    return joined.drop("_median").sort("org_code", "cost_element")
