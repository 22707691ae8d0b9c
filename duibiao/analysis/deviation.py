"""Where peers differ most on the same thing, ranked by the money that hangs on it.

Peers are towns and subdistricts. A service item is judged by its unit cost per grade where workload is known, else
per inhabitant where population is, else by its share of the organisation's own spending. Who is far above is told by
the median of the peers; the money at stake is that of M2 for unit costs, (u − standard)·Q or (u − median)·Q where there
is none, so that one flag has one amount, and (u − median)·Q else. Fewer than five peers give no verdict.
"""

from enum import StrEnum

import polars as pl

PEERS = ("town", "subdistrict")
"""The types of organisation that do the same things side by side."""

FEWEST_PEERS = 5
"""Below this many peers nothing is said about a deviation."""

TOLERANCE = 0.10
"""Above the median by no more than this is the ordinary spread of peers and not worth a question."""

GROUP = ("basis", "item_code", "item_name", "grade", "measure_unit")
"""What makes rows comparable with one another."""

_CASE = ("org_code", "item_code", "grade", "measure_unit")
_FRAME = ("org_code", "org_name", "org_type", *GROUP, "spent_yuan", "quantity")


class Basis(StrEnum):
    """By what a service item is judged."""

    UNIT_COST = "unit_cost"
    PER_INHABITANT = "per_inhabitant"
    SHARE = "share"


def groups(unit_costs: pl.DataFrame, item_totals: pl.DataFrame, judged: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every peer that paid anything against the median of its group, however small; unordered.

    `unit_costs` and `item_totals` are the reads of those names, `judged` unit costs by `outliers.judged`. Returns
    org_code, org_name, org_type, basis, item_code, item_name, grade, measure_unit, spent_yuan, quantity (the base),
    value, median, n, from_median, reference (standard, median), at_stake_yuan.
    """
    rows = _bases(_peers(unit_costs), _peers(item_totals))
    found = _against_median(rows.with_columns(value=pl.col("spent_yuan").cast(pl.Float64) / pl.col("quantity")))
    return found if judged is None else _at_stake_as_judged(found, judged)


def deviations(groups: pl.DataFrame) -> pl.DataFrame:
    """Members of the groups of at least five peers, the most money at stake first."""
    return groups.filter(pl.col("n") >= FEWEST_PEERS).sort(
        "at_stake_yuan", "item_code", "org_code", descending=[True, False, False], nulls_last=True
    )


def too_few(groups: pl.DataFrame) -> int:
    """How many groups have too few peers for a verdict."""
    return groups.filter(pl.col("n") < FEWEST_PEERS).select(GROUP).unique().height


def judged_by(deviations: pl.DataFrame, basis: str) -> pl.DataFrame:
    """Those deviations that are judged by one basis: evidence of different strength is not ranked together."""
    return deviations.filter(pl.col("basis") == basis)


def noteworthy(deviations: pl.DataFrame) -> pl.DataFrame:
    """Those above the median by more than the tolerance, in the same order: small ones on large sums are no finding."""
    return deviations.filter(pl.col("from_median") > TOLERANCE)


def _peers(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("org_type").is_in(PEERS))


def _bases(unit_costs: pl.DataFrame, item_totals: pl.DataFrame) -> pl.DataFrame:
    by_unit = _by_unit(unit_costs)
    others = item_totals.join(by_unit, on="item_code", how="anti")
    by_head = _by_base(others, "population", Basis.PER_INHABITANT)
    rest = others.join(by_head, on="item_code", how="anti")
    return pl.concat([by_unit, by_head, _by_base(rest, "org_total_yuan", Basis.SHARE)])


def _by_unit(unit_costs: pl.DataFrame) -> pl.DataFrame:
    return (
        unit_costs.filter((pl.col("quantity") > 0) & (pl.col("spent_yuan") > 0))
        .with_columns(
            pl.col("quantity").cast(pl.Float64),
            pl.col("grade").cast(pl.String),
            pl.col("measure_unit").cast(pl.String),
            basis=pl.lit(Basis.UNIT_COST.value),
        )
        .select(_FRAME)
    )


def _by_base(item_totals: pl.DataFrame, base: str, basis: Basis) -> pl.DataFrame:
    return (
        item_totals.filter((pl.col(base) > 0) & (pl.col("spent_yuan") > 0))
        .with_columns(
            grade=pl.lit(None, dtype=pl.String),
            measure_unit=pl.lit(None, dtype=pl.String),
            quantity=pl.col(base).cast(pl.Float64),
            basis=pl.lit(basis.value),
        )
        .select(_FRAME)
    )


def _against_median(rows: pl.DataFrame) -> pl.DataFrame:
    group = rows.group_by(GROUP).agg(median=pl.col("value").median(), n=pl.len())
    return rows.join(group, on=GROUP, nulls_equal=True).with_columns(
        from_median=pl.when(pl.col("median") > 0).then(pl.col("value") / pl.col("median") - 1),
        reference=pl.lit("median"),
        at_stake_yuan=((pl.col("value") - pl.col("median")) * pl.col("quantity")).round(2),
    )


def _at_stake_as_judged(rows: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Unit costs above the others with the amount, and the reference, that the list of flags has for them."""
    high = judged.filter(pl.col("direction") == "high").select(
        *_CASE, basis=pl.lit(Basis.UNIT_COST.value), _reference="reference", _yuan=pl.col("at_stake_yuan")
    )
    joined = rows.join(high, on=[*_CASE, "basis"], how="left", nulls_equal=True)
    return joined.with_columns(
        reference=pl.coalesce("_reference", "reference"),
        at_stake_yuan=pl.coalesce(pl.col("_yuan").cast(pl.Float64), "at_stake_yuan"),
    ).drop("_reference", "_yuan")
