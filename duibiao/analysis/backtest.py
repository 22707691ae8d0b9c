"""What the forecast of year end would have said in the past, and how far it and simpler rules were off.

A rule is judged by its weighted absolute percentage error, Σ|forecast − final| ÷ Σfinal over classes, so that a yuan
counts the same wherever it is; the band by the part of the budget in classes whose final payments it took in.
Limits: where an organisation is dissolved in mid-year, every rule is off by all that moves.
"""

from collections.abc import Sequence
from enum import StrEnum

import polars as pl

from duibiao.analysis.class_states import YEAR_END
from duibiao.analysis.forecast import year_end

FIRST_MONTH, LAST_MONTH = 3, 11
"""The states that are judged: before March little is known, in December all."""

_CENT = 0.005
"""Ends of the band are compared to the cent."""


class Rule(StrEnum):
    """What the forecast has to beat; each needs nothing but a class's own figures."""

    STRAIGHT_LINE = "straight_line"
    """Paid · 12 ÷ month, at most the budget."""
    LAST_SHARE = "last_share"
    """Paid ÷ the part of its payments that the class had made by this month in the nearest earlier year, at most the
    budget; where it had made none, the part of everything."""
    LAST_RATE = "last_rate"
    """Budget · last year's payments ÷ last year's final budget; where the class had none, those of everything."""


RULES = tuple(Rule)


def foreseen(rows: pl.DataFrame, by: Sequence[str], year: int, month: int, train: Sequence[int] = ()) -> pl.DataFrame:
    """What would have been said at a month end of a past year, and what came: one row a class known then or at the end.

    `rows`: as the history of `forecast.year_end`, the end of `year` among them. `train`: the years to learn from; those
    before `year` where none are named. Returns the columns of `by`, current_yuan, paid_yuan (of the month), what
    `year_end` says, one amount a rule (`straight_line_yuan` …), final_yuan. A class that was not known then was
    foreseen to spend nothing, by every rule. Empty where the month, the year's end or all history is missing.
    """
    before = pl.col("year") < year
    history = rows.filter(before & pl.col("year").is_in(list(train)) if train else before)
    now, final = (_state(rows, by, year, each) for each in (month, YEAR_END))
    said = year_end(history, now, by) if now.height and final.height else None
    if said is None or said["forecast_yuan"].null_count() == said.height:
        return pl.DataFrame()
    told = _with_rules(history, now, by, month).drop("year", "month", "contracted_yuan")
    came = final.select(*by, final_yuan=pl.col("paid_yuan"))
    both = told.join(said, on=list(by), nulls_equal=True).join(
        came, on=list(by), how="full", coalesce=True, nulls_equal=True
    )
    amounts = ("current_yuan", "paid_yuan", "forecast_yuan", *(f"{rule}_yuan" for rule in RULES), "final_yuan")
    return both.with_columns(pl.col(amounts).fill_null(0.0)).sort(by)


def judged(foreseen: pl.DataFrame) -> dict[str, float | int]:
    """The errors and the coverage of one month end, from a frame of `foreseen` that is not empty.

    n_classes (with a budget or payments), forecast, one error a rule, best (the least of the rules'), times_best
    (forecast ÷ best), coverage (of the budget, by the band; nan without one), width (of the band, ÷ final payments).
    """
    final = foreseen["final_yuan"]
    off = {name: _part((foreseen[f"{name}_yuan"] - final).abs(), final) for name in ("forecast", *map(str, RULES))}
    best = min(off[rule] for rule in RULES)
    active = foreseen.filter((pl.col("current_yuan") != 0) | (pl.col("final_yuan") != 0))
    return {
        "n_classes": active.height,
        **off,
        "best": best,
        "times_best": off["forecast"] / best if best > 0 else float("nan"),
        "coverage": _coverage(foreseen),
        "width": _part(foreseen["high_yuan"] - foreseen["low_yuan"], final),
    }


def backtest(rows: pl.DataFrame, by: Sequence[str], train: Sequence[int], test: Sequence[int]) -> pl.DataFrame:
    """One row a year and month of the test years, March to November: year, month, and what `judged` says.

    Each year is foreseen from the training years before it; months that are missing are left out.
    """
    found = []
    for year in test:
        for month in range(FIRST_MONTH, LAST_MONTH + 1):
            told = foreseen(rows, by, year, month, [each for each in train if each < year] or [year])
            if told.height:
                found.append({"year": year, "month": month} | judged(told))
    return pl.DataFrame(found)


def averages(table: pl.DataFrame) -> pl.DataFrame:
    """The mean over the months of each year of a `backtest`, and how many months; times_best is the worst month's."""
    rest = pl.exclude("year", "month", "n_classes", "times_best").mean()
    return table.group_by("year").agg(
        pl.len().alias("n_months"), pl.col("n_classes").max(), rest, pl.col("times_best").max()
    ).sort("year")  # fmt: skip


def _state(rows: pl.DataFrame, by: Sequence[str], year: int, month: int) -> pl.DataFrame:
    """One row a class at a month end, amounts as doubles; contracts that nobody told are what is paid."""
    budget, contracted, paid = (pl.col(f"{name}_yuan").cast(pl.Float64) for name in ("current", "contracted", "paid"))
    at = rows.filter((pl.col("year") == year) & (pl.col("month") == month))
    return at.group_by("year", "month", *by).agg(
        budget.sum(), contracted_yuan=pl.coalesce(contracted, paid).sum(), paid_yuan=paid.sum()
    )


def _with_rules(history: pl.DataFrame, now: pl.DataFrame, by: Sequence[str], month: int) -> pl.DataFrame:
    """Add what each rule says."""
    last = int(history.filter(pl.col("month") == YEAR_END)["year"].max())  # type: ignore[arg-type]
    known = history.filter(pl.col("month") == month)["year"]
    near = int(known.max()) if len(known) else last  # type: ignore[arg-type]
    then = _state(history, by, near, month).select(*by, then_paid=pl.col("paid_yuan"))
    whole = _state(history, by, near, YEAR_END).select(*by, whole_paid=pl.col("paid_yuan"))
    end = _state(history, by, last, YEAR_END).select(
        *by, end_paid=pl.col("paid_yuan"), end_budget=pl.col("current_yuan")
    )
    joined = now
    for each in (then, whole, end):
        joined = joined.join(each, on=list(by), how="left", nulls_equal=True)
    paid, budget = pl.col("paid_yuan"), pl.col("current_yuan")
    ceiling = pl.max_horizontal(paid, budget)
    own_share = pl.when(pl.col("then_paid") > 0, pl.col("whole_paid") > 0).then(
        pl.col("then_paid") / pl.col("whole_paid")
    )
    own_rate = pl.when(pl.col("end_budget") > 0).then(pl.col("end_paid") / pl.col("end_budget"))
    share = own_share.fill_null(_part(then["then_paid"], whole["whole_paid"]))
    rate = own_rate.fill_null(_part(end["end_paid"], end["end_budget"]))
    return joined.with_columns(
        straight_line_yuan=pl.min_horizontal(paid * 12 / month, ceiling),
        last_share_yuan=pl.when(share > 0).then(pl.min_horizontal(paid / share, ceiling)).otherwise(paid),
        last_rate_yuan=rate * budget,
    ).drop("then_paid", "whole_paid", "end_paid", "end_budget")


def _part(above: pl.Series, below: pl.Series) -> float:
    """The ratio of the sums; nan where there is nothing to divide by."""
    whole = float(below.sum())
    return float(above.sum()) / whole if whole > 0 else float("nan")


def _coverage(foreseen: pl.DataFrame) -> float:
    budget, final = foreseen["current_yuan"].clip(0), foreseen["final_yuan"]
    if foreseen["low_yuan"].null_count() == foreseen.height:
        return float("nan")
    inside = (final >= foreseen["low_yuan"] - _CENT) & (final <= foreseen["high_yuan"] + _CENT)
    return _part(budget * inside.fill_null(value=False), budget)
