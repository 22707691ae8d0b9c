"""How far spending is against the calendar."""

from enum import StrEnum

import polars as pl


class Lamp(StrEnum):
    """Rate ÷ time progress: at least 80 % green, 60–80 % yellow, below red (as shipped); without a budget no lamp."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def time_progress(month: int) -> float:
    """The part of the year that has passed at the end of `month`."""
    return month / 12


RED_BELOW, GREEN_FROM = 0.6, 0.8
"""Rate ÷ time progress below which the lamp is red, and from which on it is green."""


def with_gap(
    execution: pl.DataFrame, month: int, red_below: float = RED_BELOW, green_from: float = GREEN_FROM
) -> pl.DataFrame:
    """Add `gap` (execution rate − time progress, a difference of rates) and `lamp` to rows with `execution_rate`.

    A budget of zero, a negative one and a negative rate never read as good: they have no lamp.
    """
    pace = time_progress(month)
    relative = pl.col("execution_rate") / pace
    return execution.with_columns(
        gap=pl.col("execution_rate") - pace,
        lamp=pl.when(pl.col("execution_rate").is_not_null() & (pl.col("current_yuan") > 0)).then(
            lamp(relative, red_below, green_from)
        ),
    )


def lamp(relative: pl.Expr, red_below: float = RED_BELOW, green_from: float = GREEN_FROM) -> pl.Expr:
    """The lamp of a rate ÷ time progress."""
    return (
        pl.when(relative < red_below)
        .then(pl.lit(Lamp.RED.value))
        .when(relative < green_from)
        .then(pl.lit(Lamp.YELLOW.value))
        .otherwise(pl.lit(Lamp.GREEN.value))
    )
