"""Amounts in the prices of one year."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.prices import deflators, in_prices_of, missing


def index(**changes):
    """Changes in per cent by year: y2023=10."""
    years = [int(name[1:]) for name in changes]
    return pl.DataFrame({"year": years, "change_percent": [float(c) for c in changes.values()], "currency": "CNY"})


def test_earlier_years_are_raised_and_later_ones_lowered():
    assert deflators(index(y2023=10, y2024=20), 2023) == {
        2022: pytest.approx(1.1),
        2023: 1.0,
        2024: pytest.approx(1 / 1.2),
    }


def test_the_chain_ends_where_a_change_is_unknown():
    assert sorted(deflators(index(y2022=10, y2024=20), 2024)) == [2023, 2024]
    assert deflators(index(), 2024) == {2024: 1.0}


def test_amounts_are_rounded_to_the_cent_and_years_without_an_index_are_dropped():
    spending = pl.DataFrame(
        {"year": [2022, 2023, 2024], "spent_yuan": [Decimal("10.00"), Decimal("10.01"), Decimal("5.00")]},
        schema={"year": pl.Int16, "spent_yuan": pl.Decimal(18, 2)},
    ).with_columns(paid_yuan="spent_yuan")
    found = in_prices_of(spending, index(y2024=5), 2024, "CNY")
    assert list(found.iter_rows()) == [(2023, *[Decimal("10.51")] * 2), (2024, *[Decimal("5.00")] * 2)]
    assert in_prices_of(spending, index(y2024=5), 2024, "EUR")["year"].to_list() == [2024]


@given(st.lists(st.floats(-20, 50), min_size=1, max_size=8))
def test_going_there_and_back_changes_nothing(changes):
    told = index(**{f"y{2001 + n}": change for n, change in enumerate(changes)})
    last = 2000 + len(changes)
    forth, back = deflators(told, last)[2000], deflators(told, 2000)[last]
    assert forth * back == pytest.approx(1)


def test_a_year_whose_index_is_wanting_is_named():
    # Amounts of 2024 in prices of 2026 need the changes of 2025 and of 2026; only that of 2025 is told.
    index = pl.DataFrame({"year": [2025], "currency": ["CNY"], "change_percent": [1.0]})
    assert missing(index, [2024, 2025, 2026], 2026, "CNY") == [2026]
    assert missing(index, [2024, 2025], 2025, "CNY") == []
