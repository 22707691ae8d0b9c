"""What the forecast of year end would have said in the past, and how far it and simpler rules were off.

A rule is judged by its weighted absolute percentage error, Σ|forecast − final| ÷ Σfinal over classes, so that a yuan
counts the same wherever it is; the band by the part of the budget in classes whose final payments it took in.
Limits: where an organisation is dissolved in mid-year, every rule is off by all that moves.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duibiao.analysis.class_states import YEAR_END, Floats, States
from duibiao.analysis.forecast import rehearsed, year_end

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
    """What would have been said at a month end of a past year, and what came: one row a class of the history or year.

    `rows`: as the history of `forecast.year_end`, the end of `year` among them. `train`: the years to learn from; those
    before `year` where none are named. Returns the columns of `by`, current_yuan, paid_yuan (of the month), what
    `year_end` says, one amount a rule (`straight_line_yuan` …), final_yuan. A class that was not known then was
    foreseen to spend nothing, by every rule. Empty where the month, the year's end or all history is missing.
    """
    return _foreseen(_states(rows, by, year, train), year, month)


def judged(foreseen: pl.DataFrame) -> dict[str, float | int]:
    """The errors and the coverage of one month end, from a frame of `foreseen` that is not empty.

    n_classes (with a budget or payments), forecast, one error a rule, best (the least of the rules'), times_best
    (forecast ÷ best), coverage (of the budget, by the band), width (of the band, ÷ final payments); both nan
    where no class has a band.
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
        "width": _width(foreseen),
    }


def backtest(rows: pl.DataFrame, by: Sequence[str], train: Sequence[int], test: Sequence[int]) -> pl.DataFrame:
    """One row a year and month of the test years, March to November: year, month, and what `judged` says.

    Each year is foreseen from the training years before it, all there are where none are named; months that are
    missing are left out. What cannot be told (coverage and width where no class has a band) is null.
    """
    found = []
    for year in test:
        states = _states(rows, by, year, train)
        for month in range(FIRST_MONTH, LAST_MONTH + 1):
            told = _foreseen(states, year, month)
            if told.height:
                found.append({"year": year, "month": month} | judged(told))
    return pl.DataFrame(found).fill_nan(None)


def averages(table: pl.DataFrame) -> pl.DataFrame:
    """The mean over the months of each year of a `backtest`, and how many months; times_best is the worst month's."""
    rest = pl.exclude("year", "month", "n_classes", "times_best").mean()
    return table.group_by("year").agg(
        pl.len().alias("n_months"), pl.col("n_classes").max(), rest, pl.col("times_best").max()
    ).sort("year")  # fmt: skip


def held_out(rows: pl.DataFrame, by: Sequence[str], years: Sequence[int]) -> float:
    """The error of the forecast in the worst of the years when each is foreseen from the others alone.

    Per year the mean over its months, as in `averages`; every forecast from all the other years, nearer ones counting
    more, whether before or after. Infinite where fewer than two of the years can be told. Limits: how much a method
    counts is learned from forecasts of the other years, which saw this one.
    """
    if len(years) < 2:
        return float("inf")
    states = States.of(rows.filter(pl.col("year").is_in(list(years))), by)
    off: dict[int, list[float]] = {}
    for month in range(FIRST_MONTH, LAST_MONTH + 1):
        for year, said, final in rehearsed(states, month, states.ended(max(years) + 1)):
            if final.sum() > 0:
                off.setdefault(year, []).append(float(np.abs(said - final).sum() / final.sum()))
    return max((sum(each) / len(each) for each in off.values()), default=float("inf"))


def best_classes(candidates: Mapping[str, pl.DataFrame], by: Sequence[str], years: Sequence[int]) -> dict[str, float]:
    """Which classes to foresee by: what `held_out` says of each candidate in the training years, the best one first.

    The worst year decides, not the mean: an organisation is reorganised in one year of several, and then classes of
    organisations fail together. Candidates of which half of the budget names no class are left out. No year but the
    training years is looked at.
    """
    told = {name: rows for name, rows in candidates.items() if _is_told(rows, by[0], years)}
    errors = {name: held_out(rows, by, years) for name, rows in told.items()}
    return dict(sorted(errors.items(), key=lambda each: each[1]))


def _is_told(rows: pl.DataFrame, column: str, years: Sequence[int]) -> bool:
    budget = rows.filter(pl.col("year").is_in(list(years))).select(
        column, pl.col("current_yuan").cast(pl.Float64).clip(0)
    )
    named = budget.filter(pl.col(column).is_not_null())["current_yuan"].sum()
    return bool(named * 2 > budget["current_yuan"].sum())


def _states(rows: pl.DataFrame, by: Sequence[str], year: int, train: Sequence[int]) -> States:
    """The states of a year and of the years before it to learn from."""
    before = pl.col("year") < year
    learned = before & pl.col("year").is_in(list(train)) if len(train) else before
    return States.of(rows.filter(learned | (pl.col("year") == year)), by)


def _foreseen(states: States, year: int, month: int) -> pl.DataFrame:
    history = states.ended(year)
    if not history or not {(year, month), (year, YEAR_END)} <= states.amounts.keys():
        return pl.DataFrame()
    now = states.at(year, month)
    ruled = {f"{rule}_yuan": pl.Series(said) for rule, said in _rules(states, year, month, history).items()}
    return year_end(states, year, month).with_columns(
        current_yuan=pl.Series(now.current),
        paid_yuan=pl.Series(now.paid),
        final_yuan=pl.Series(states.final(year).paid),
        **ruled,
    )


def _rules(states: States, year: int, month: int, history: Sequence[int]) -> dict[Rule, Floats]:
    """What each rule says of every class."""
    now, last = states.at(year, month), states.final(history[-1])
    known = states.with_month(history, month)
    then = states.at(known[-1], month).paid if known else np.zeros_like(now.paid)
    whole = states.final(known[-1]).paid if known else last.paid
    share = _own_or_total(then, whole, (then > 0) & (whole > 0))
    by_share = np.divide(now.paid, share, out=now.paid.copy(), where=share > 0)
    return {
        Rule.STRAIGHT_LINE: np.minimum(now.paid * 12 / month, now.ceiling),
        Rule.LAST_SHARE: np.minimum(by_share, now.ceiling),
        Rule.LAST_RATE: _own_or_total(last.paid, last.current, last.current > 0) * now.current,
    }


def _own_or_total(above: Floats, below: Floats, own: NDArray[np.bool_]) -> Floats:
    """The ratio of a class where it has its own, else that of everything; 0 where there is nothing to divide by."""
    total = above.sum() / below.sum() if below.sum() > 0 else 0.0
    return np.divide(above, below, out=np.full_like(above, total), where=own)


def _part(above: pl.Series, below: pl.Series) -> float:
    """The ratio of the sums; nan where there is nothing to divide by."""
    whole = float(below.sum())
    return float(above.sum()) / whole if whole > 0 else float("nan")


def _width(foreseen: pl.DataFrame) -> float:
    wide = foreseen["high_yuan"] - foreseen["low_yuan"]
    return float("nan") if wide.null_count() == foreseen.height else _part(wide, foreseen["final_yuan"])


def _coverage(foreseen: pl.DataFrame) -> float:
    budget, final = foreseen["current_yuan"].clip(0), foreseen["final_yuan"]
    if foreseen["low_yuan"].null_count() == foreseen.height:
        return float("nan")
    inside = (final >= foreseen["low_yuan"] - _CENT) & (final <= foreseen["high_yuan"] + _CENT)
    return _part(budget * inside.fill_null(value=False), budget)
