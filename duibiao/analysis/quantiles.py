"""Medians and quantiles in which not everything counts the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duibiao.analysis.class_states import Floats

_ROUNDING = 1e-12
"""Sums of weights that differ by less than this part of them are the same."""


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> list[float]:
    """At each level the smallest value up to which at least that part of the weight lies; weights are not all zero."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.searchsorted(reached, np.array(levels) * reached[-1] * (1 - _ROUNDING))
    return [float(values[order[min(int(place), len(values) - 1)]]) for place in places]


def middle_columns(values: Floats, weights: Floats) -> NDArray[np.int64]:
    """Per row, the column of the weighted median: the smallest value up to which at least half of the weight lies.

    NaN has no weight; every row has a number of positive weight.
    """
    counted = np.where(np.isnan(values), 0.0, weights)
    order = np.argsort(values, axis=1, kind="stable")  # NaN comes last
    reached = np.cumsum(np.take_along_axis(counted, order, axis=1), axis=1)
    half = reached[:, -1:] / 2 * (1 - _ROUNDING)
    place = (reached < half).sum(axis=1)
    return np.take_along_axis(order, place[:, None], axis=1)[:, 0].astype(np.int64)
