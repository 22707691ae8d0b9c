"""Months that should be loaded by a day."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.coverage import overdue, spans


def loaded(*periods):
    return spans(pl.DataFrame({"extract": "execution", "period": list(periods), "n_orgs": 1}))


@pytest.mark.parametrize(
    ("day", "missing"),
    [(date(2026, 8, 31), 0), (date(2026, 10, 14), 0), (date(2026, 10, 15), 1), (date(2026, 11, 30), 2),
     (date(2027, 6, 1), 4)],
)  # fmt: skip
def test_with_data_to_august_a_month_is_missing_from_fifteen_days_after_its_end(day, missing):
    assert overdue(loaded("2026-07", "2026-08"), 2026, day) == missing


def test_a_year_to_december_and_a_year_without_any_month_miss_nothing():
    assert overdue(loaded("2025-12", "2026-08"), 2025, date(2026, 11, 30)) == 0
    assert overdue(loaded("2025-12", "2026"), 2026, date(2026, 11, 30)) == 0


@given(st.integers(1, 12), st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_never_more_than_the_months_that_are_left(last, day):
    assert 0 <= overdue(loaded(f"2026-{last:02}"), 2026, day) <= 12 - last
