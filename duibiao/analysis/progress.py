"""How far spending is against the calendar."""

from enum import StrEnum

import polars as pl


class Lamp(StrEnum):
    """Rate ÷ time progress: at least 80 % green, 60–80 % yellow, below red (as shipped); without a budget no lamp.

    More paid than budgeted is never green: it has a lamp of its own.
    """

    OVER = "over"
    """超预算支付, to be checked."""
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def time_progress(month: int) -> float:
    """The part of the year that has passed at the end of `month`."""
    return month / 12


CENT = 0.005
"""Amounts that differ by less are the same, in yuan."""

HIGHEST_RATE = 10.0
"""A budget of which more than ten times is paid is no measure of payments: amounts tell it, a rate does not."""

RED_BELOW, GREEN_FROM = 0.6, 0.8
"""Rate ÷ time progress below which the lamp is red, and from which on it is green."""


_ROUNDED = 1e-9
"""A rate of one may come out of a division a little above."""


def with_gap(
    execution: pl.DataFrame, month: int, red_below: float = RED_BELOW, green_from: float = GREEN_FROM
) -> pl.DataFrame:
    """Add `gap` (execution rate − time progress, a difference of rates) and `lamp` to rows with `execution_rate`.

    A budget of zero and a negative one never read as good: they have no lamp. A rate that says nothing (see
    `HIGHEST_RATE`) is left out.
    """
    pace = time_progress(month)
    rate = pl.col("execution_rate").cast(pl.Float64)
    told = pl.when(rate <= HIGHEST_RATE).then(rate)
    return execution.with_columns(
        execution_rate=told,
        gap=told - pace,
        lamp=pl.when(rate.is_not_null() & (pl.col("current_yuan") > 0)).then(lamp(rate, pace, red_below, green_from)),
    )


def execution_rate(paid: pl.Expr, budget: pl.Expr) -> pl.Expr:
    """Paid ÷ current budget; null without a budget above zero, and where it says nothing (see `HIGHEST_RATE`)."""
    return pl.when((budget > 0) & (paid <= HIGHEST_RATE * budget)).then(paid / budget)


def lamp(rate: pl.Expr, time_progress: float, red_below: float = RED_BELOW, green_from: float = GREEN_FROM) -> pl.Expr:
    """The lamp of an execution rate when so much of the year has passed."""
    relative = rate / time_progress
    return (
        pl.when(rate > 1 + _ROUNDED)
        .then(pl.lit(Lamp.OVER.value))
        .when(relative < red_below)
        .then(pl.lit(Lamp.RED.value))
        .when(relative < green_from)
        .then(pl.lit(Lamp.YELLOW.value))
        .otherwise(pl.lit(Lamp.GREEN.value))
    )
