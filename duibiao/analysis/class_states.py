"""What each class of spending had as budget, contracts and payments at every month end that is known.

A class is what the caller groups by (organisation × field, programme × chapter of cost …). The last of these columns is
its kind: the class above, on whose history one without its own falls back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

YEAR_END = 12

_AMOUNTS = ("current_yuan", "contracted_yuan", "paid_yuan")


@dataclass(frozen=True)
class Snapshot:
    """The amounts of all classes at one month end, one array each; zero where a class has no row."""

    current: Floats
    contracted: Floats
    paid: Floats

    @property
    def budget(self) -> Floats:
        """The current budget, none of it negative."""
        return np.maximum(self.current, 0.0)

    @property
    def ceiling(self) -> Floats:
        """The most that can be spent without more budget: the budget, or what has been paid beyond it."""
        return np.maximum(self.current, self.paid)

    @property
    def left(self) -> Floats:
        """What is left of the budget."""
        return np.maximum(self.current - self.paid, 0.0)


@dataclass(frozen=True)
class States:
    """Every known month end of every class."""

    classes: pl.DataFrame
    """One row a class: the columns that make it."""
    kind: Places
    """Per class, the number of its kind."""
    n_kinds: int
    amounts: dict[tuple[int, int], Snapshot]
    """By year and month."""

    @classmethod
    def of(cls, rows: pl.DataFrame, by: Sequence[str]) -> "States":
        """From rows with year, month, the columns of `by`, current_yuan, contracted_yuan, paid_yuan (cumulative).

        Rows of one class and month add up. Contracts that nobody told are taken to be what is paid.
        """
        paid = pl.col("paid_yuan").cast(pl.Float64).fill_null(0.0)
        told = rows.select(
            pl.col("year").cast(pl.Int64),
            pl.col("month").cast(pl.Int64),
            *by,
            pl.col("current_yuan").cast(pl.Float64).fill_null(0.0),
            contracted_yuan=pl.coalesce(pl.col("contracted_yuan").cast(pl.Float64), paid),
            paid_yuan=paid,
        )
        summed = told.group_by("year", "month", *by).agg(pl.col(_AMOUNTS).sum())
        classes = summed.select(by).unique().sort(by)
        placed = summed.join(classes.with_row_index("place"), on=list(by), nulls_equal=True)
        kind = classes.select(pl.col(by[-1]).rank("dense").fill_null(0).cast(pl.Int64)) if len(by) > 1 else None
        numbers = np.zeros(classes.height, np.int64) if kind is None else kind.to_series().to_numpy()
        amounts = {
            (int(key[0]), int(key[1])): _snapshot(part, classes.height)
            for key, part in placed.partition_by("year", "month", as_dict=True).items()
        }
        return cls(classes, numbers, int(numbers.max(initial=0)) + 1, amounts)

    def at(self, year: int, month: int) -> Snapshot:
        """A month end that is known."""
        return self.amounts[year, month]

    def final(self, year: int) -> Snapshot:
        """The end of a year."""
        return self.amounts[year, YEAR_END]

    def ended(self, before: int) -> tuple[int, ...]:
        """The years before `before` whose end is known."""
        return tuple(sorted(year for year, month in self.amounts if month == YEAR_END and year < before))

    def with_month(self, years: Sequence[int], month: int) -> tuple[int, ...]:
        """Those of the years whose state of the month is known."""
        return tuple(year for year in years if (year, month) in self.amounts)

    def by_kind(self, values: Floats) -> Floats:
        """The sums of a value of every class over each kind."""
        return np.bincount(self.kind, values, self.n_kinds).astype(np.float64)


def nearest(year: int, years: Sequence[int]) -> int:
    """The nearest of the years; of two as near the earlier one, which was known first."""
    return min(years, key=lambda other: (abs(year - other), other))


def _snapshot(rows: pl.DataFrame, n_classes: int) -> Snapshot:
    def spread(name: str) -> Floats:
        values = np.zeros(n_classes)
        values[rows["place"].to_numpy()] = rows[name].to_numpy()
        return values

    return Snapshot(*(spread(name) for name in _AMOUNTS))
