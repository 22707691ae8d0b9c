"""Sub-items against their own past."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.sub_items import controlled

D = Decimal
BY = ("org_code", "economic_code")
SCHEMA = dict.fromkeys(BY, pl.String) | dict.fromkeys(("approved_yuan", "current_yuan", "paid_yuan"), pl.Decimal(18, 2))


def cells(*rows):
    """Rows of (org, class, approved, current, paid)."""
    exact = [(org, code, *(None if amount is None else D(amount) for amount in rest)) for org, code, *rest in rows]
    return pl.DataFrame(exact, schema=SCHEMA, orient="row")


def test_a_budget_far_above_last_years_cost_is_to_be_checked():
    # 1 000 000 cost last year: 1 200 000 is 20 % and 200 000 more.
    row = controlled(
        cells(("a", "1", 1000000, 1200000, 500000)),
        cells(("a", "1", 900000, 900000, 600000), ("a", "1", 0, 0, 400000)),
        BY,
    ).row(0, named=True)
    assert (row["past_yuan"], row["excess_yuan"], row["to_check"]) == (D(1000000), D(200000), True)
    assert row["growth"] == pytest.approx(0.2)


def test_a_little_more_or_little_money_is_not():
    now = cells(("a", "1", 0, 1100000, 0), ("b", "1", 0, 90000, 0))
    before = cells(("a", "1", 0, 0, 1000000), ("b", "1", 0, 0, 50000))
    assert controlled(now, before, BY)["to_check"].to_list() == [False, False]


def test_without_a_past_nothing_is_said():
    row = controlled(cells(("a", "1", 0, 90000000, None)), cells(("b", "1", 0, 0, 5)), BY).row(0, named=True)
    assert (row["past_yuan"], row["growth"], row["excess_yuan"], row["to_check"], row["paid_yuan"]) == (
        None, None, None, False, None,
    )  # fmt: skip


money = st.integers(0, 10**10)


@given(rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12"), money, money, money), min_size=1))
def test_nothing_is_lost_on_the_way(rows):
    found = controlled(cells(*rows), cells(*rows), BY)
    for place, name in enumerate(("approved_yuan", "current_yuan", "paid_yuan"), 2):
        assert found[name].sum() == sum(row[place] for row in rows)
