"""How long something runs, in months: the measure by which a year's amount is shared out.

A whole calendar month is one, a part of it the days that are in it over the days that it has; twelve months are a year.
So a term cut at any day gives two that add up to it exactly, and a calendar year is 12 whether it has 365 days or 366.
Limit: a day in February weighs a little more than one in July.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Self

MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Term:
    """From the first to the last day, both included; `months` where only their number is said, not which they are."""

    first: date
    last: date
    months: Fraction | None = None

    @classmethod
    def of_year(cls, year: int, months: Fraction | None = None) -> Self:
        """A whole year, or so many months of it."""
        return cls(date(year, 1, 1), date(year, 12, 31), months)

    @property
    def length(self) -> Fraction:
        """How many months it is."""
        return months_between(self.first, self.last) if self.months is None else self.months

    @property
    def years(self) -> Fraction:
        """How many years it is."""
        return self.length / MONTHS_OF_YEAR

    @property
    def is_floating(self) -> bool:
        """Whether it is shorter than from its first to its last day, so that nobody knows which months are meant."""
        return self.length != months_between(self.first, self.last)


@lru_cache(maxsize=4096)
def months_between(first: date, last: date) -> Fraction:
    """Months from the first to the last day, both included; 0 where the last is before the first."""
    if last < first:
        return Fraction(0)
    if (first.year, first.month) == (last.year, last.month):
        return Fraction(last.day - first.day + 1, _days(first))
    whole = (last.year - first.year) * MONTHS_OF_YEAR + last.month - first.month - 1
    return whole + Fraction(_days(first) - first.day + 1, _days(first)) + Fraction(last.day, _days(last))


def day_after(day: date) -> date:
    """The next day; the last one that there is stays."""
    return day if day == date.max else day + timedelta(days=1)


def _days(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
