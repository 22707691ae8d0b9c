"""What will have been paid by the end of the year, per class, from cumulative states of its budget.

A class is what the caller groups by (service × chapter, organisation × chapter ...); the chapter is the kind of cost.
Eight simple forecasts are made of each class and mixed; the weights of the mixture, per chapter and month, and every
constant are those that would have erred least in the training years, each forecast from the others (leave one year out).

Sources: link ratios and Bornhuetter & Ferguson (1972) for what is paid so far; credibility of a class against its
chapter, Z = n ÷ (n + k), Bühlmann (1967); combination of forecasts, Bates & Granger (1969), here with weights of least
absolute errors; the band from past errors, normalised by how far the members disagree (split conformal, Lei et al. 2018).
Limits: nothing here knows of decisions to come. A budget that is raised late, or an organisation that is dissolved in
mid-year, is seen when the state shows it. With one training year nothing can be validated: the members then weigh the
same and there is no band.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl

from duibiao.analysis.least_deviations import Floats, mixture, weighted_quantile, within_bounds

MEASURES = ("current_yuan", "authorised_yuan", "contracted_yuan", "paid_yuan")
COVERAGE = 0.80
"""How much of the budget the band shall take in."""

YEAR_END = 12
HIGHEST_RATE = 1.5
"""No class is expected to spend more than this many times its budget; tiny budgets have had rates of 50."""

LOWEST_SHARE = 0.02
"""Less than this part of a year's payments, paid by a month, says nothing about the rest."""


class Member(StrEnum):
    """The simple forecasts; S paid, C contracted, A authorised, B budget at the cut-off, F the final payments."""

    FINAL_RATE = "final_rate"
    """B · past ΣF ÷ Σ final budget."""
    BUDGET_RATE = "budget_rate"
    """B · past ΣF ÷ Σ budget at the same month: takes in how the budget usually moves until December."""
    PAID_SHARE = "paid_share"
    """S ÷ e, at most the budget; e = past ΣS at the same month ÷ ΣF (chain ladder)."""
    BORNHUETTER_FERGUSON = "bornhuetter_ferguson"
    """S + (1 − e) · final rate · B."""
    SAME_AGAIN = "same_again"
    """S + what was paid after this month in the nearest year."""
    SAME_WITHIN_BUDGET = "same_within_budget"
    """The same, but no more than is left of the budget."""
    COMMITMENTS = "commitments"
    """S + p₁(C − S) + p₂(A − C) + p₃(B − A), p of the chapter: what is contracted is mostly spent."""
    LAST_YEAR = "last_year"
    """F of the nearest year."""


class Basis(StrEnum):
    """On whose history a forecast rests: its own, else that of its chapter, else that of everything."""

    CLASS = "class"
    CHAPTER = "chapter"
    TOTAL = "total"


@dataclass(frozen=True)
class Tuning:
    """What is chosen by leaving a year out; all without unit, so that forecasts scale with the amounts."""

    credibility: float
    """k of Z = n ÷ (n + k), as a part of the budget of everything."""
    decay: float
    """How much a year counts against one that lies a year nearer."""
    caution: float
    """How dear it is for weights to leave those of the level above, as a part of the amounts."""


TUNINGS = tuple(Tuning(*each) for each in product((1e-4, 3e-4, 1e-3), (0.5, 1.0), (0.03, 0.1, 0.3)))
"""What is tried."""


@dataclass(frozen=True)
class Snapshot:
    """The amounts of all classes at one month end, one array each."""

    current: Floats
    authorised: Floats
    contracted: Floats
    paid: Floats


@dataclass(frozen=True)
class States:
    """Every known month end of every class."""

    classes: pl.DataFrame
    """One row a class: the columns that make it."""
    chapters: tuple[str, ...]
    chapter: np.ndarray
    """Per class, the place of its chapter in `chapters`."""
    months: frozenset[tuple[int, int]]
    """(year, month) of the states there are."""
    amounts: dict[tuple[int, int], Snapshot]

    @classmethod
    def of(cls, frame: pl.DataFrame, by: Sequence[str], chapter: str = "chapter") -> "States":
        """From rows with year, month, the columns of `by` (one of them the chapter) and the four MEASURES.

        Rows of one class and month add up. What is not told: contracted counts as paid, authorised as contracted.
        """
        rows = _told(frame).group_by("year", "month", *by).agg(pl.col(MEASURES).sum())
        classes = rows.select(by).unique().sort(by)
        chapters = tuple(classes[chapter].unique().sort().to_list())
        places = classes.with_row_index("place")
        found = rows.join(places, on=list(by), nulls_equal=True)
        amounts = {
            (int(key[0]), int(key[1])): _snapshot(part, classes.height)
            for key, part in found.partition_by("year", "month", as_dict=True).items()
        }
        of_chapter = {name: i for i, name in enumerate(chapters)}
        chapter_of = np.array([of_chapter[name] for name in classes[chapter]], dtype=np.int64)
        return cls(classes, chapters, chapter_of, frozenset(amounts), amounts)

    def at(self, year: int, month: int) -> Snapshot:
        """The state of a month end that is known."""
        return self.amounts[year, month]

    def final(self, year: int) -> Snapshot:
        """The state at the end of a year."""
        return self.amounts[year, YEAR_END]

    def with_month(self, years: Sequence[int], month: int) -> tuple[int, ...]:
        """Those years whose state of the month, and final state, are known."""
        return tuple(year for year in years if {(year, month), (year, YEAR_END)} <= self.months)


@dataclass(frozen=True)
class Fit:
    """What was learned from the training years."""

    years: tuple[int, ...]
    tuning: Tuning
    validated: bool
    """Whether a year could be left out; else weights are equal and there is no band."""
    error: float | None
    """The weighted absolute percentage error of the years left out, over their months; none where not validated."""


def nearest(year: int, years: Sequence[int]) -> int:
    """The nearest of the years; of two as near the earlier one, which was known first."""
    return min(years, key=lambda other: (abs(year - other), other))


def members(states: States, year: int, month: int, history: Sequence[int], tuning: Tuning) -> Floats:
    """The simple forecasts of every class (rows) in the order of Member (columns), from the history years.

    Where no history year has a state of the month, the members that need one are the final rate.
    """
    now = states.at(year, month)
    weights = {each: tuning.decay ** (abs(year - each) - 1) for each in history}
    strength = tuning.credibility * float(np.maximum(now.current, 0).sum())

    def ratio(years: Sequence[int], numerator: str, at: int, denominator: str, of: int) -> Floats:
        above = sum((weights[each] * getattr(states.at(each, at), numerator) for each in years), np.zeros(len(states.chapter)))
        below = sum((weights[each] * getattr(states.at(each, of), denominator) for each in years), np.zeros(len(states.chapter)))
        return credible(above, np.maximum(below, 0), states.chapter, strength)

    rate = np.clip(ratio(history, "paid", 12, "current", 12), 0, HIGHEST_RATE)
    final = rate * now.current
    last = states.final(nearest(year, history)).paid
    known = states.with_month(history, month)
    if not known:
        return np.stack([final] * 7 + [last], axis=1)
    budget = np.clip(ratio(known, "paid", 12, "current", month), 0, HIGHEST_RATE) * now.current
    share = np.clip(ratio(known, "paid", month, "paid", 12), LOWEST_SHARE, 1)
    left = np.maximum(now.current - now.paid, 0)
    near = nearest(year, known)
    later = np.maximum(states.final(near).paid - states.at(near, month).paid, 0)
    return np.stack([
        final,
        budget,
        np.minimum(now.paid / share, np.maximum(now.current, now.paid)),
        now.paid + (1 - share) * final,
        now.paid + later,
        now.paid + np.minimum(later, left),
        _commitments(states, now, month, known),
        last,
    ], axis=1)


def credible(numerator, denominator, chapter, strength):
    n=int(chapter.max())+1 if len(chapter) else 0
    total = numerator.sum()/denominator.sum() if denominator.sum()>0 else 0.0
    above=np.bincount(chapter,numerator,n); below=np.bincount(chapter,denominator,n)
    of=(above+strength*total)/(below+strength)
    return (numerator+strength*of[chapter])/(denominator+strength)


START=np.array([.9,.6,.5])
def _commitments(states, now, month, known):
    parts=np.concatenate([_parts(states.at(y,month)) for y in known])
    rest=np.concatenate([states.final(y).paid-states.at(y,month).paid for y in known])
    chapter=np.tile(states.chapter,len(known))
    everything=within_bounds(parts,rest,START,0.0,1.2)
    result=now.paid.copy(); parts_now=_parts(now)
    for place in range(len(states.chapters)):
        rows=chapter==place
        p=within_bounds(parts[rows],rest[rows],everything,0.02*np.abs(parts[rows]).sum()/3,1.2)
        mine=states.chapter==place
        result[mine]+=parts_now[mine]@p
    return result
def _parts(now):
    return np.stack([now.contracted-now.paid,now.authorised-now.contracted,now.current-now.authorised],axis=1)


def _told(frame):
    paid = pl.col("paid_yuan").cast(pl.Float64).fill_null(0.0)
    contracted = pl.coalesce(pl.col("contracted_yuan").cast(pl.Float64), paid)
    authorised = pl.coalesce(pl.col("authorised_yuan").cast(pl.Float64), contracted)
    return frame.with_columns(pl.col("current_yuan").cast(pl.Float64).fill_null(0.0), authorised_yuan=authorised, contracted_yuan=contracted, paid_yuan=paid)


def _snapshot(rows, n):
    def spread(name):
        values=np.zeros(n); values[rows["place"].to_numpy()]=rows[name].to_numpy(); return values
    return Snapshot(*(spread(name) for name in MEASURES))
