"""Like with like: what somebody's work would have cost at the unit costs of a partner, and what made it dearer (M5).

A partner is the median of the peers, a standard, another organisation, or the same months of another year. Ours.

Limits: workload is told by the year. That of some months of a past year is taken as its share of that year's money, so
that its unit cost stays the year's; elements of cost are told by the year, too, and applied as shares.
"""

import polars as pl

from duibiao.analysis.deviation import FEWEST_PEERS

JUMP = 0.20
"""From which change of a unit cost beyond that of the others on it is called a jump."""

_CELL = ("item_code", "grade", "measure_unit")
_MONEY = pl.Decimal(38, 2)


def medians(unit_costs: pl.DataFrame, org: str) -> pl.DataFrame:
    """The median unit cost of the others by item, grade and unit: unit_cost, n; of at least five with the one asked.

    `unit_costs`: org_code, item_code, grade, measure_unit, value, all of one year.
    """
    known = unit_costs.filter(pl.col("value").is_not_null())
    n = known.group_by(_CELL).agg(n=pl.len())
    others = known.filter(pl.col("org_code") != org).group_by(_CELL).agg(unit_cost=pl.col("value").median())
    both = others.join(n, on=list(_CELL), nulls_equal=True)
    return both.filter(pl.col("n") >= FEWEST_PEERS)


def at_unit_costs(own: pl.DataFrame, reference: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The own work at the unit costs of the reference, and the own costs it is set against: both of the same cells.

    `own`: item_code, grade, measure_unit, cost_yuan, quantity; `reference`: item_code, grade, measure_unit, unit_cost.
    Cells without a workload or a reference are in neither.
    """
    known = own.filter(pl.col("quantity") > 0).join(
        reference.select(*_CELL, "unit_cost"), on=list(_CELL), nulls_equal=True
    )
    at_reference = (pl.col("unit_cost") * pl.col("quantity")).round(2).cast(_MONEY)
    return known.with_columns(cost_yuan=at_reference).select(own.columns), known.select(own.columns)


def of_months(whole: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """Costs of the first months of a year, with their share of the year's work: that which its money had by then.

    Both: item_code, grade, measure_unit, cost_yuan, quantity (of the whole year in both); one row a cell.
    """
    year = whole.select("item_code", "grade", _whole=pl.col("cost_yuan").cast(pl.Float64))
    joined = part.join(year, on=["item_code", "grade"], how="left", nulls_equal=True)
    share = pl.col("cost_yuan").cast(pl.Float64) / pl.col("_whole")
    return joined.with_columns(
        quantity=pl.when((pl.col("_whole") > 0) & (share > 0)).then(pl.col("quantity") * share)
    ).select(part.columns)


def by_element(own: pl.DataFrame, base: pl.DataFrame, paid_yuan: float, reference_yuan: float) -> pl.DataFrame:
    """What each element of cost has of a difference at the same work: cost_element, difference_yuan, the most first.

    `own`, `base`: cost_element, cost_yuan; their shares are applied to what was paid and to what the same work costs at
    the reference, so the differences add up to paid − reference. Empty where one side tells no element.
    """
    sides = [_element_shares(rows, name) for rows, name in ((own, "own"), (base, "base"))]
    if any(side.is_empty() for side in sides):
        return pl.DataFrame(schema={"cost_element": pl.String, "difference_yuan": pl.Float64})
    both = sides[0].join(sides[1], on="cost_element", how="full", coalesce=True).fill_null(0.0)
    difference = pl.col("own") * paid_yuan - pl.col("base") * reference_yuan
    return both.select("cost_element", difference_yuan=difference).sort(
        "difference_yuan", "cost_element", descending=[True, False]
    )


def jump(unit_costs: pl.DataFrame, org: str) -> tuple[int, float] | None:
    """The year in which an organisation's unit cost rose most beyond the others', and by how much; none below a fifth.

    `unit_costs`: year, org_code, value, one row each, of whole years. The others are the median of at least four
    changes on the year before; only years that follow one another are compared.
    """
    before = unit_costs.select("org_code", year=pl.col("year") + 1, past="value")
    changes = unit_costs.join(before, on=["org_code", "year"]).filter(
        (pl.col("value") > 0) & (pl.col("past") > 0)
    ).with_columns(change=pl.col("value") / pl.col("past"))  # fmt: skip
    others = changes.filter(pl.col("org_code") != org).group_by("year").agg(
        usual=pl.col("change").median(), n=pl.len()
    ).filter(pl.col("n") >= FEWEST_PEERS - 1)  # fmt: skip
    own = changes.filter(pl.col("org_code") == org).join(others, on="year")
    beyond = own.with_columns(beyond=pl.col("change") / pl.col("usual") - 1).sort("beyond", "year", descending=True)
    found = beyond.filter(pl.col("beyond") >= JUMP).head(1)
    return (int(found["year"][0]), float(found["beyond"][0])) if found.height else None


def _element_shares(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    summed = rows.group_by("cost_element").agg(pl.col("cost_yuan").cast(pl.Float64).sum())
    whole = summed["cost_yuan"].sum()
    return summed.filter(pl.lit(whole > 0)).select("cost_element", (pl.col("cost_yuan") / whole).alias(name))
