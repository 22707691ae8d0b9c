"""Five simple forecasts of what a class will have spent at year end, each from one thing that past years tell.

S paid, C contracted, B current budget of a class at a month end, F its payments of the whole year; sums run over the
history years, the nearer ones counting more. Ratios of small classes lean on their kind, and those of kinds on all:
(Σnumerator + k·ratio above) ÷ (Σdenominator + k), the credibility of Bühlmann (1967).

Sources: link ratios of cumulative amounts at the same age, the chain ladder (Mack 1993), here on what is contracted;
Bornhuetter and Ferguson (1972), an expected total for the part still to come; the rest as budget offices reckon.
Limits: each is wrong in its own way; which are used together, and how, is for `forecast` to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from duibiao.analysis.class_states import Floats, Snapshot, States, nearest

CREDIBILITY = 1e-3
"""k as a part of the budget of all classes: with so much of it in its own past, a class counts half by itself."""

DECAY = 0.5
"""How much a year counts against one that lies a year nearer."""

HIGHEST_RATE = 1.5
"""No class is expected to spend more than so many times its budget: tiny budgets have had rates of 50."""

LOWEST_SHARE = 0.02
"""Where less of a year's payments than this is made by a month, it is taken to be this."""


class Method(StrEnum):
    """The simple forecasts, in the order of the columns of `simple_forecasts`."""

    FINAL_RATE = "final_rate"
    """B · ΣF ÷ Σ budget at the end of the year."""
    REST_SPENT = "rest_spent"
    """S + (B − S) · Σ(F − S) ÷ Σ(B − S): how much of what was left at the same month was still spent."""
    CONTRACTED = "contracted"
    """C · ΣF ÷ ΣC at the same month, at most the budget."""
    BORNHUETTER_FERGUSON = "bornhuetter_ferguson"
    """S + (1 − e) · ρ · B, with e = ΣS ÷ ΣF and ρ = ΣF ÷ ΣB at the same month."""
    SAME_AGAIN = "same_again"
    """S + what was paid after this month in the nearest year, at most the budget."""


METHODS = tuple(Method)


def simple_forecasts(states: States, year: int, month: int, history: Sequence[int]) -> Floats:
    """What each method says: one row a class, one column a method; no less than what is paid already.

    `history`: years whose end is known, at least one. NaN where a method has nothing to go on: the last two need
    payments of the class itself, and all but the first need a history year whose state of the month is known.
    """
    now = states.at(year, month)
    ends = _Past.of(states, year, month, history)
    final_rate = np.clip(ends.ratio([each.paid for each in ends.final], [each.budget for each in ends.final]), 0, None)
    by_rate = np.minimum(final_rate, HIGHEST_RATE) * now.current
    known = states.with_month(history, month)
    if not known:
        return np.maximum(np.stack([by_rate, *[np.full_like(by_rate, np.nan)] * 4], axis=1), now.paid[:, None])
    past = _Past.of(states, year, month, known)
    share, rate = shares_and_rates(states, year, month, known)
    own = has_paid(states, known, month)
    near = nearest(year, known)
    later = np.maximum(states.final(near).paid - states.at(near, month).paid, 0)
    columns = [
        by_rate,
        now.paid + now.left * np.clip(past.ratio(past.paid_later, [each.left for each in past.at]), 0, HIGHEST_RATE),
        np.minimum(now.contracted * np.maximum(past.ratio(past.paid_in_all, past.contracted), 0), now.ceiling),
        np.where(own, now.paid + (1 - share) * rate * now.current, np.nan),
        np.where(own, now.paid + np.minimum(later, now.left), np.nan),
    ]
    said: Floats = np.maximum(np.stack(columns, axis=1), now.paid[:, None])
    return said


def shares_and_rates(states: States, year: int, month: int, known: Sequence[int]) -> tuple[Floats, Floats]:
    """Per class e, the part of a year's payments made by the month, and ρ, the year's payments ÷ the month's budget.

    `known`: history years whose state of the month and of the year end are known, at least one.
    """
    past = _Past.of(states, year, month, known)
    share = past.ratio([each.paid for each in past.at], [np.maximum(paid, 0) for paid in past.paid_in_all])
    rate = past.ratio(past.paid_in_all, [each.budget for each in past.at])
    return np.clip(share, LOWEST_SHARE, 1), np.clip(rate, 0, HIGHEST_RATE)


def has_paid(states: States, known: Sequence[int], month: int) -> NDArray[np.bool_]:
    """Which classes paid anything in the history years, by the month or after it."""
    found = np.zeros(states.classes.height, np.bool_)
    for year in known:
        found |= (states.at(year, month).paid != 0) | (states.final(year).paid != 0)
    return found


def credible(states: States, above: Floats, below: Floats, strength: float) -> Floats:
    """The ratios above ÷ below of classes that lean on their kind's, which lean on that of all; 0 where all is 0."""
    everything = above.sum() / below.sum() if below.sum() > 0 else 0.0
    kinds = leaning(states.by_kind(above), states.by_kind(below), everything, strength)
    return leaning(above, below, kinds[states.kind], strength)


def leaning(above: Floats, below: Floats, toward: Floats | float, strength: float) -> Floats:
    """(above + k · toward) ÷ (below + k); 0 where there is neither."""
    weight = below + strength
    return np.divide(above + strength * toward, weight, out=np.zeros_like(weight), where=weight > 0)


@dataclass(frozen=True)
class _Past:
    """The history years as seen from a year and month: their states of the month, where known, and their ends."""

    states: States
    weights: Floats
    strength: float
    at: list[Snapshot]
    final: list[Snapshot]

    @classmethod
    def of(cls, states: States, year: int, month: int, history: Sequence[int]) -> "_Past":
        weights = np.array([DECAY ** (abs(year - each) - 1) for each in history])
        strength = CREDIBILITY * float(states.at(year, month).budget.sum())
        known = [states.at(each, month) for each in states.with_month(history, month)]
        return cls(states, weights, strength, known, [states.final(each) for each in history])

    @property
    def paid_in_all(self) -> list[Floats]:
        return [each.paid for each in self.final]

    @property
    def paid_later(self) -> list[Floats]:
        return [final.paid - at.paid for final, at in zip(self.final, self.at, strict=True)]

    @property
    def contracted(self) -> list[Floats]:
        return [np.maximum(each.contracted, 0) for each in self.at]

    def ratio(self, above: Sequence[Floats], below: Sequence[Floats]) -> Floats:
        """The ratio of the weighted sums over the years, one array each year."""
        return credible(self.states, self.weights @ np.stack(above), self.weights @ np.stack(below), self.strength)
