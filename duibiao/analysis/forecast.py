"""What will have been paid by the end of the year, per class of spending, from cumulative states of its budget (M8).

Each class has five simple forecasts (`simple_forecasts`); the forecast is their weighted median, so it is always what
one of them says. A method weighs 1 ÷ (its relative error)²: how far it was off, in the same kind and month, when each
history year was forecast from the others. The 80 % band runs from the lowest to the highest tenth, by budget, of what
those forecasts of history years erred by, in units of how far the methods disagree.

Sources: combination of forecasts by past errors, Bates and Granger (1969), and the median for it, Stock and Watson
(2004); the band by cross-conformal prediction (Vovk 2015), a year left out at a time, with normalised residuals (Lei
et al. 2018).
Limits: nothing here knows of decisions to come: a budget raised late or a reorganisation is seen when the state shows
it. The errors of one year go together, and there are few years: in a single year the band may take in much less or more
than 80 %. With one history year the methods weigh the same and there is no band, with none there is no forecast. The
constants were chosen on 2019 and 2020 of one city, each from the other; none was fitted on a year of the back-test. To
take plain quantiles for the ends of the band was settled with those years in sight: its coverage is less sure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from duibiao.analysis.class_states import YEAR_END, Floats, Places, States
from duibiao.analysis.quantiles import middle_columns, weighted_quantiles
from duibiao.analysis.simple_forecasts import (
    CREDIBILITY,
    METHODS,
    leaning,
    shares_and_rates,
    simple_forecasts,
)

COVERAGE = 0.80
"""How much of the budget the band shall take in."""

_SMALLEST_ERROR = 1e-6
"""A method that was never wrong weighs as if its relative error had been this."""

_SPREAD_OF_BUDGET = 0.01
"""Where all methods agree, the band is measured in this part of the budget."""


class Basis(StrEnum):
    """Whose history a forecast rests on: that of the class, else of its kind, else of everything."""

    CLASS = "class"
    KIND = "kind"
    TOTAL = "total"


def year_end(states: States, year: int, month: int) -> pl.DataFrame:
    """The forecast of every class, in the order of `states.classes`: its columns and

    forecast_yuan, low_yuan, high_yuan (the band of 80 %; null without two history years of this month), method (see
    `Method`: which of them is in the middle), n_years (of history), basis (see `Basis`), past_error (weighted absolute
    percentage error of forecasts of the history years from each other, in the same kind and month).

    Later states, and later years, are not looked at; past years whose end is not known are left out. All is null where
    no year is left.
    """
    history = states.ended(year)
    if not history:
        return states.classes.with_columns(_NOTHING_TOLD)
    if month == YEAR_END:
        return _ended(states, year, history)
    rehearsals = _rehearsals(states, month, history)
    said = simple_forecasts(states, year, month, history)
    weights = _weights(states, rehearsals)
    chosen = middle_columns(said, weights)
    forecast = _taken(said, chosen)
    low, high, error = _band(states, rehearsals, said, weights, states.at(year, month).budget)
    basis, n_years = _basis(states, states.with_month(history, month) or history)
    return states.classes.with_columns(
        forecast_yuan=pl.Series(forecast),
        low_yuan=pl.Series(np.maximum(forecast + low, states.at(year, month).paid)).fill_nan(None),
        high_yuan=pl.Series(forecast + high).fill_nan(None),
        method=pl.Series([str(METHODS[place]) for place in chosen], dtype=pl.String),
        n_years=pl.Series(n_years),
        basis=pl.Series(basis, dtype=pl.String),
        past_error=pl.Series(error).fill_nan(None),
    )


def rehearsed(states: States, month: int, history: Sequence[int]) -> Iterator[tuple[int, Floats, Floats]]:
    """Each history year with what the forecast says of it from the others, and what came."""
    rehearsals = _rehearsals(states, month, history)
    for each in rehearsals:
        others = [other for other in rehearsals if other is not each]
        yield each.year, _taken(each.said, middle_columns(each.said, _weights(states, others))), each.final


def expected(states: States, year: int, month: int) -> pl.DataFrame:
    """How every class usually goes, for its projects: the columns of `states.classes`, share, rate, n_years, basis.

    `share` is the part of a year's payments made by the month, `rate` the year's payments ÷ the budget of the month;
    the other columns as in `year_end`. Null where no past year has the month. Limits: a class of a single project says
    how that one goes.
    """
    known = states.with_month(states.ended(year), month)
    if not known:
        return states.classes.with_columns(_NOTHING_EXPECTED)
    share, rate = shares_and_rates(states, year, month, known)
    basis, n_years = _basis(states, known)
    return states.classes.with_columns(
        share=pl.Series(share), rate=pl.Series(rate), n_years=pl.Series(n_years), basis=pl.Series(basis)
    )


@dataclass(frozen=True)
class _Rehearsal:
    """A history year forecast from the others: what each method said, and what came."""

    year: int
    said: Floats
    final: Floats
    budget: Floats


_NOTHING_EXPECTED = (
    pl.lit(None, pl.Float64).alias("share"),
    pl.lit(None, pl.Float64).alias("rate"),
    pl.lit(None, pl.Int64).alias("n_years"),
    pl.lit(None, pl.String).alias("basis"),
)


_NOTHING_TOLD = (
    *(pl.lit(None, pl.Float64).alias(name) for name in ("forecast_yuan", "low_yuan", "high_yuan")),
    pl.lit(None, pl.String).alias("method"),
    pl.lit(0, pl.Int64).alias("n_years"),
    pl.lit(None, pl.String).alias("basis"),
    pl.lit(None, pl.Float64).alias("past_error"),
)


def _ended(states: States, year: int, history: Sequence[int]) -> pl.DataFrame:
    """The year is over: nothing is left to be foreseen."""
    paid = pl.Series(states.final(year).paid)
    basis, n_years = _basis(states, history)
    return states.classes.with_columns(
        forecast_yuan=paid,
        low_yuan=paid,
        high_yuan=paid,
        method=pl.lit(None, pl.String),
        n_years=pl.Series(n_years),
        basis=pl.Series(basis, dtype=pl.String),
        past_error=pl.lit(None, pl.Float64),
    )


def _rehearsals(states: States, month: int, history: Sequence[int]) -> list[_Rehearsal]:
    """Every history year with this month, forecast from the others, where one of them has the month, too."""
    known = states.with_month(history, month)
    if len(known) < 2:
        return []
    return [
        _Rehearsal(
            year,
            simple_forecasts(states, year, month, [each for each in history if each != year]),
            states.final(year).paid,
            states.at(year, month).budget,
        )
        for year in known
    ]


def _weights(states: States, rehearsals: Sequence[_Rehearsal]) -> Floats:
    """How much each method counts in each class: one over the square of its past relative error in the kind.

    A method that has nothing to say of a class counts as being as far off as the middle of the others.
    """
    alike = np.ones((states.classes.height, len(METHODS)))
    if not rehearsals:
        return alike
    off, of = np.zeros((states.n_kinds, len(METHODS))), np.zeros(states.n_kinds)
    for each in rehearsals:
        middle = _taken(each.said, middle_columns(each.said, alike))
        said = np.where(np.isnan(each.said), middle[:, None], each.said)
        of += states.by_kind(np.abs(each.final))
        for place in range(len(METHODS)):
            off[:, place] += states.by_kind(np.abs(said[:, place] - each.final))
    if of.sum() <= 0:
        return alike
    strength = CREDIBILITY * float(of.sum())
    error = leaning(off, of[:, None] * np.ones_like(off), off.sum(axis=0) / of.sum(), strength)
    kinds: Floats = 1 / np.maximum(error, _SMALLEST_ERROR) ** 2
    return kinds[states.kind]


def _taken(said: Floats, chosen: Places) -> Floats:
    return np.take_along_axis(said, chosen[:, None], axis=1)[:, 0]


def _band(
    states: States, rehearsals: Sequence[_Rehearsal], said: Floats, weights: Floats, budget: Floats
) -> tuple[Floats, Floats, Floats]:
    """How far the ends of the band lie from the forecast, and the past error of the kind; NaN without rehearsals."""
    if not rehearsals:
        nothing = np.full(len(budget), np.nan)
        return nothing, nothing, nothing
    years = [_Errors.of(states, rehearsals, each) for each in rehearsals]
    low, high = _ends(years)
    scale = _disagreement(said, weights, budget)
    off = np.sum([states.by_kind(np.abs(each.missed)) for each in years], axis=0)
    of = np.sum([states.by_kind(np.abs(each.final)) for each in rehearsals], axis=0)
    error = np.divide(off, of, out=np.full_like(off, np.nan), where=of > 0)
    return np.minimum(low, 0) * scale, np.maximum(high, 0) * scale, error[states.kind]


@dataclass(frozen=True)
class _Errors:
    """What a history year, forecast from the others, came out above the forecast."""

    missed: Floats
    """In yuan, of every class."""
    normal: Floats
    """In units of how far the methods disagreed, of classes with a budget."""
    weight: Floats
    """The part of the year's budget of each of those."""

    @classmethod
    def of(cls, states: States, rehearsals: Sequence[_Rehearsal], year: _Rehearsal) -> "_Errors":
        """The weights of the methods come from the other years."""
        weights = _weights(states, [each for each in rehearsals if each is not year])
        missed = year.final - _taken(year.said, middle_columns(year.said, weights))
        counted = year.budget > 0
        scale = _disagreement(year.said, weights, year.budget)[counted]
        return cls(missed, missed[counted] / scale, year.budget[counted] / max(year.budget.sum(), _SMALLEST_ERROR))


def _disagreement(said: Floats, weights: Floats, budget: Floats) -> Floats:
    """The weighted mean distance of the methods from their median, and a little of the budget."""
    counted = np.where(np.isnan(said), 0.0, weights)
    middle = _taken(said, middle_columns(said, weights))
    away = np.nansum(np.abs(said - middle[:, None]) * counted, axis=1) / counted.sum(axis=1)
    result: Floats = away + _SPREAD_OF_BUDGET * budget
    return result


def _ends(years: Sequence[_Errors]) -> tuple[float, float]:
    """Where the lowest and the highest part of the normalised errors begin that the band leaves out."""
    normal, weight = (np.concatenate([getattr(each, name) for each in years]) for name in ("normal", "weight"))
    if weight.sum() <= 0:
        return 0.0, 0.0
    beyond = (1 - COVERAGE) / 2
    low, high = weighted_quantiles(normal, weight, (beyond, 1 - beyond))
    return low, high


def _basis(states: States, history: Sequence[int]) -> tuple[list[str], Places]:
    """Whose history each class rests on, and how many years of it there are."""
    own = np.zeros(states.classes.height, np.int64)
    kinds = np.zeros(states.n_kinds, np.int64)
    for year in history:
        there = (states.final(year).paid != 0) | (states.final(year).budget > 0)
        own += there
        kinds += states.by_kind(there.astype(np.float64)) > 0
    of_kind = kinds[states.kind]
    basis = np.select([own > 0, of_kind > 0], [str(Basis.CLASS), str(Basis.KIND)], str(Basis.TOTAL))
    return [str(each) for each in basis], np.select([own > 0, of_kind > 0], [own, of_kind], len(history))
