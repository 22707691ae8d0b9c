"""Weights that keep the sum of absolute errors small: robust where a few classes are far off.

Source: least absolute deviations by coordinate descent, each step an exact line search, whose minimum is a weighted
median (Bloomfield & Steiger 1983). A penalty on the distance from given weights keeps those that little speaks against.
Limits: coordinate descent of a function with edges may stop short of the minimum; it never ends worse than it began.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS = 40
_STILL = 1e-4
"""Weights that move by less than this stand still."""


def weighted_quantile(values: Floats, weights: Floats, level: float) -> float:
    """The smallest value up to which at least `level` of the weight lies."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = int(np.searchsorted(reached, level * reached[-1] * (1 - 1e-12)))
    return float(values[order][min(place, len(values) - 1)])


def within_bounds(parts: Floats, total: Floats, toward: Floats, penalty: float, highest: float) -> Floats:
    """The shares p in 0 … highest with Σ|total − parts·p| + penalty·Σ|p − toward| small; parts: n × k."""
    shares = np.clip(toward, 0.0, highest)
    rest = total - parts @ shares
    for _round in range(_ROUNDS):
        before = shares.copy()
        for j in range(len(shares)):
            part = parts[:, j]
            step = _best_step(rest, part, [toward[j] - shares[j]], penalty, (-shares[j], highest - shares[j]))
            shares[j] += step
            rest = rest - step * part
        if np.abs(shares - before).max() < _STILL:
            break
    return shares


def mixture(members: Floats, actual: Floats, toward: Floats, penalty: float) -> Floats:
    """Weights ≥ 0 that add up to 1 with Σ|actual − members·w| + penalty·Σ|w − toward| small; members: n × k."""
    weights = toward.copy()
    rest = actual - members @ weights
    for _round in range(_ROUNDS):
        moved = 0.0
        for to, source in np.ndindex(len(weights), len(weights)):
            if to == source or weights[source] <= 0:
                continue
            direction = members[:, to] - members[:, source]
            kinks = [toward[to] - weights[to], weights[source] - toward[source]]
            step = _best_step(rest, direction, kinks, penalty, (0.0, weights[source]))
            weights[to] += step
            weights[source] -= step
            rest = rest - step * direction
            moved = max(moved, abs(step))
        if moved < _STILL:
            break
    return weights


def _best_step(
    rest: Floats, direction: Floats, kinks: Sequence[float], penalty: float, bounds: tuple[float, float]
) -> float:
    """The t in the bounds that makes Σ|rest − t·direction| + penalty·Σ|t − kink| smallest."""
    sloped = np.flatnonzero(direction)
    values = np.concatenate([rest[sloped] / direction[sloped], np.asarray(kinks)])
    slopes = np.concatenate([np.abs(direction[sloped]), np.full(len(kinks), penalty)])
    if slopes.sum() <= 0:
        return 0.0
    return min(max(weighted_quantile(values, slopes, 0.5), bounds[0]), bounds[1])
