"""Cost by sub-item where no unit cost can be computed: each part against its budget and its past (成本分项控制).

Ours: a sub-item is an economic class of one organisation's spending on one service item. Its budget of this year is set
against what the whole of last year really cost; growth beyond the tolerance is a question (待核实), never a verdict.
Limits: without last year's figure there is nothing to hold it against; growth of the task itself is not known here.
"""

from collections.abc import Sequence

import polars as pl

TOLERANCE = 0.10
"""A budget that exceeds last year's cost by more than this share is to be checked."""

STAKE_YUAN = 50_000
"""… where the excess is at least so much."""

_ROUNDING = 0.005
_AMOUNTS = ("approved_yuan", "current_yuan", "paid_yuan")


def controlled(now: pl.DataFrame, before: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Every sub-item with its budget, what was paid, and what the year before cost.

    Both frames: the columns `by`, approved_yuan, current_yuan, paid_yuan (decimal, null where not told); `before` is
    the whole year. Returns by, the amounts of now, past_yuan (paid the year before), growth (current ÷ past − 1, null
    without a positive past), excess_yuan (current − past, null likewise), to_check; the largest excess first.
    """
    key = list(by)
    summed = now.group_by(key).agg(_sum(name) for name in _AMOUNTS)
    past = before.group_by(key).agg(past_yuan=_sum("paid_yuan"))
    joined = summed.join(past, on=key, how="left", nulls_equal=True)
    current, cost = pl.col("current_yuan").cast(pl.Float64), pl.col("past_yuan").cast(pl.Float64)
    joined = joined.with_columns(
        growth=pl.when(cost > 0).then(current / cost - 1),
        excess_yuan=pl.when(cost > 0).then(pl.col("current_yuan") - pl.col("past_yuan")),
    )
    beyond = (
        (cost > 0)
        & (current > cost * (1 + TOLERANCE) + _ROUNDING)
        & (pl.col("excess_yuan").cast(pl.Float64) >= STAKE_YUAN)
    )
    rows = joined.with_columns(to_check=beyond.fill_null(value=False))
    return rows.sort("excess_yuan", *key, descending=[True, *[False] * len(key)], nulls_last=True)


def _sum(name: str) -> pl.Expr:
    """A sum of decimals; null where none is told."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).cast(pl.Decimal(38, 2)).sum()).alias(name)
