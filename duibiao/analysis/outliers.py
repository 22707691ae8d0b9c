"""Who stands out among few, with every leg of the evidence and the money at stake (method M2).

Source: modified z of Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, on logs:
0.6745·(ln u − median)/MAD, MAD never below 0.05. Their cut of 3.5 accuses somebody in 9 to 21 % of clean panels of
5 to 60; the cuts here were simulated so that a clean lognormal panel accuses anybody, on either side, in 5 % of cases.

Limits: with a dozen members statistics alone cannot accuse. A flag needs two of three legs (above the standard, z
beyond the cut, own change beyond that of the others) and money at stake; below five members there is no verdict. A flag
is a question (待核实): about the price where it is high, about workload or scope where it is low.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

FEWEST = 5
"""Members with a value below which nothing is said."""

MAD_FLOOR = 0.05
"""Of logs: a spread of 5 per cent is taken where the members are more alike than that."""

LEGS_NEEDED = 2
FEWEST_CHANGES = 4
"""Others whose own change must be known for an organisation's change to be set against theirs."""

FAR_BELOW_STANDARD = 0.5
"""A low figure has the leg of the standard when it is below it by more than this share."""

_SCALE = 0.6745
_CUT_BY_N = (
    (5, 7.92), (6, 5.54), (7, 5.86), (8, 4.90), (9, 5.09), (10, 4.58), (11, 4.66), (12, 4.38), (13, 4.47), (14, 4.24),
    (15, 4.26), (16, 4.12), (17, 4.16), (18, 4.05), (19, 4.09), (20, 4.00), (25, 3.94), (30, 3.84), (40, 3.79),
    (60, 3.74),
)  # fmt: skip
"""95 % quantile of the largest |z| of n draws of a normal law, 80 000 to 200 000 panels each."""

_NOTHING = 1e-9
"""A z that is zero but for rounding."""

_EVIDENCE = ("leg_standard", "leg_z", "leg_change")


class Verdict(StrEnum):
    """What can be said of a member."""

    FLAGGED = "flagged"
    CLEAR = "clear"
    NO_VERDICT = "no_verdict"


@dataclass(frozen=True)
class Limits:
    """From where on a leg counts: shares above the standard and above the change of the others; yuan at stake."""

    above_standard: float = 0.10
    change: float = 0.20
    stake_yuan: float = 50_000


def cut(n: int) -> float:
    """The |z| that nobody of a clean panel of n exceeds in 95 % of cases; above 60 that of 60."""
    sizes, cuts = zip(*_CUT_BY_N, strict=True)
    return float(np.interp(n, sizes, cuts))


_MOST = _CUT_BY_N[-1][0]
_CUTS = [cut(n) for n in range(_MOST + 1)]
"""Known beforehand: no Python function may run inside polars."""


def judged(members: pl.DataFrame, by: Sequence[str], limits: Limits = Limits()) -> pl.DataFrame:
    """Every member of every panel with the evidence for and against it.

    `members`: the columns `by` (they tell panels apart), org_code, value (unit cost; null where unknown), quantity (its
    denominator), standard and past (null where there is none; past is the own value a period earlier). Adds n, median,
    mad, mad_floored, z, cut, from_standard, from_median, change, peers_change (median of the others; null for fewer
    than four), direction (high, low), reference (standard, median), reference_value, at_stake_yuan (the distance to
    the reference × quantity, never negative), leg_standard, leg_z, leg_change (null where it cannot be told), n_legs,
    verdict. A low member is measured against the median.
    """
    panel = _with_statistics(members, list(by))
    panel = _with_change(panel, list(by))
    return _with_verdict(_with_legs(panel, limits), limits)


def flagged(judged: pl.DataFrame) -> pl.DataFrame:
    """Those flagged, the most money at stake first."""
    rows = judged.filter(pl.col("verdict") == Verdict.FLAGGED)
    return rows.sort("at_stake_yuan", "org_code", descending=[True, False])


def _with_statistics(members: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Median and MAD of the logs of each panel, z of each member; only values above zero count."""
    known = members.with_columns(_log=pl.when(pl.col("value") > 0).then(pl.col("value").log()))
    positive = pl.col("value").filter(pl.col("value") > 0)
    middles = known.group_by(by).agg(n=positive.len(), median=positive.median(), _middle=pl.col("_log").median())
    joined = known.join(middles, on=by, how="left", nulls_equal=True)
    spreads = joined.group_by(by).agg(_mad=(pl.col("_log") - pl.col("_middle")).abs().median())
    joined = joined.join(spreads, on=by, how="left", nulls_equal=True)
    mad = pl.max_horizontal(pl.col("_mad"), pl.lit(MAD_FLOOR))
    return joined.with_columns(
        mad=mad,
        mad_floored=pl.col("_mad") < MAD_FLOOR,
        z=_SCALE * (pl.col("_log") - pl.col("_middle")) / mad,
        cut=pl.col("n").clip(upper_bound=_MOST).replace_strict(range(_MOST + 1), _CUTS, return_dtype=pl.Float64),
        from_median=pl.when(pl.col("median") > 0).then(pl.col("value") / pl.col("median") - 1),
    ).drop("_mad", "_middle", "_log")


def _with_change(panel: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The own change of each and the median change of the others of its panel."""
    change = pl.when((pl.col("past") > 0) & (pl.col("value") > 0)).then(pl.col("value") / pl.col("past") - 1)
    rows = panel.with_columns(change=change).with_row_index("_row")
    known = rows.filter(pl.col("change").is_not_null())
    others = known.select("_row", *by).join(known.select("_row", *by, "change"), on=by, nulls_equal=True)
    others = others.filter(pl.col("_row") != pl.col("_row_right"))
    of_others = others.group_by("_row").agg(peers_change=pl.col("change").median(), _n=pl.len())
    enough = of_others.filter(pl.col("_n") >= FEWEST_CHANGES).drop("_n")
    return rows.join(enough, on="_row", how="left").sort("_row").drop("_row")


def _with_legs(panel: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    high = pl.col("z") > -_NOTHING
    above = pl.col("value") / pl.col("standard") - 1
    moved = (1 + pl.col("change")) / (1 + pl.col("peers_change")) - 1
    leg_standard = pl.when(high).then(above > limits.above_standard).otherwise(above < -FAR_BELOW_STANDARD)
    leg_z = pl.when(high).then(pl.col("z") > pl.col("cut")).otherwise(pl.col("z") < -pl.col("cut"))
    leg_change = pl.when(high).then(moved > limits.change).otherwise(moved < -limits.change)
    by_standard = high & (pl.col("standard") > 0)
    return panel.with_columns(
        direction=pl.when(pl.col("value") > 0).then(pl.when(high).then(pl.lit("high")).otherwise(pl.lit("low"))),
        from_standard=pl.when(pl.col("standard") > 0).then(above),
        leg_standard=pl.when(pl.col("standard") > 0).then(leg_standard),
        leg_z=leg_z,
        leg_change=leg_change,
        reference=pl.when(by_standard.fill_null(value=False)).then(pl.lit("standard")).otherwise(pl.lit("median")),
        reference_value=pl.when(by_standard.fill_null(value=False))
        .then(pl.col("standard"))
        .otherwise(pl.col("median")),
    ).with_columns(_at_stake())


def _at_stake() -> pl.Expr:
    """(u − reference)·Q where it is high, (median − u)·Q where it is low; nothing where it is on the good side."""
    distance = pl.col("value") - pl.col("reference_value")
    toward = pl.when(pl.col("direction") == "high").then(distance).otherwise(-distance)
    yuan = (pl.max_horizontal(toward, pl.lit(0.0)) * pl.col("quantity")).round(2)
    return yuan.cast(pl.Decimal(18, 2)).alias("at_stake_yuan")


def _with_verdict(panel: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    n_legs = pl.sum_horizontal(pl.col(name).fill_null(value=False).cast(pl.Int8) for name in _EVIDENCE)
    stake = (pl.col("at_stake_yuan").cast(pl.Float64) >= limits.stake_yuan).fill_null(value=False)
    unknown = (pl.col("n") < FEWEST) | ~(pl.col("value") > 0).fill_null(value=False)
    return panel.with_columns(n_legs=n_legs).with_columns(
        verdict=pl.when(unknown)
        .then(pl.lit(Verdict.NO_VERDICT.value))
        .when((pl.col("n_legs") >= LEGS_NEEDED) & stake)
        .then(pl.lit(Verdict.FLAGGED.value))
        .otherwise(pl.lit(Verdict.CLEAR.value))
    )
