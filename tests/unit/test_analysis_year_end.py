"""Spending in December, against figures worked out by hand."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.year_end import monthly, surges

D = Decimal


def paid(*by_month, org="1", year=2025, first=1):
    """Cumulative rows out of what was paid month by month; None for a month that is not loaded."""
    rows, total = [], D(0)
    for month, amount in enumerate(by_month, first):
        if amount is None:
            continue
        total += D(str(amount))
        rows.append((org, year, month, total))
    schema = {"org_code": pl.String, "year": pl.Int16, "month": pl.Int8, "paid_yuan": pl.Decimal(18, 2)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def only(rows):
    return surges(rows).row(0, named=True)


def test_december_over_the_mean_of_the_other_eleven():
    # Eleven months of 10, then 60: mean 10, index 6, share 60 ÷ 170.
    row = only(paid(*[10] * 11, 60))
    assert (row["december_yuan"], row["others_yuan"], row["n_others"]) == (D(60), D(110), 11)
    assert row["surge"] == pytest.approx(6.0)
    assert row["share"] == pytest.approx(60 / 170)


def test_a_month_of_refunds_counts_as_nothing_paid_and_is_told_apart():
    # 11 months: ten of 11 and one of −30. Others 110, mean 10; December 50.
    row = only(paid(*[11] * 5, -30, *[11] * 5, 50))
    assert (row["others_yuan"], row["refunds_yuan"]) == (D(110), D(-30))
    assert row["surge"] == pytest.approx(5.0)


def test_a_december_of_refunds_is_no_surge():
    row = only(paid(*[10] * 11, -5))
    assert (row["surge"], row["december_yuan"], row["refunds_yuan"]) == (0.0, D(0), D(-5))


def test_without_december_or_november_nothing_is_said():
    assert only(paid(*[10] * 8))["surge"] is None
    assert only(paid(*[10] * 10, None, 30))["surge"] is None
    assert only(paid(*[10] * 8))["december_yuan"] is None


def test_months_that_are_not_loaded_go_together_with_the_next():
    # Loaded: March (30 for three months), November (80 for eight), December 20: mean 110 ÷ 11 = 10.
    rows = pl.concat([paid(None, None, 30, *[None] * 7, 80, 20), paid(*[1] * 12, org="2")])
    row = surges(rows).row(by_predicate=pl.col("org_code") == "1", named=True)
    assert (row["n_others"], row["surge"]) == (9, pytest.approx(20 / (110 / 9)))
    alone = only(paid(None, None, 30, *[None] * 7, 80, 20))
    assert (alone["n_others"], alone["surge"]) == (11, pytest.approx(2.0))


def test_an_organisation_that_began_in_july_has_five_other_months():
    rows = pl.concat([paid(*[1] * 12), paid(*[10] * 5, 30, org="2", first=7)])
    row = surges(rows).row(by_predicate=pl.col("org_code") == "2", named=True)
    assert (row["n_others"], row["surge"]) == (5, pytest.approx(3.0))


def test_spending_in_december_only_has_no_index_but_a_share():
    row = only(paid(*[0] * 11, 40))
    assert (row["surge"], row["share"]) == (None, 1.0)


def test_nothing_paid_at_all_is_neither():
    row = only(paid(*[0] * 12))
    assert (row["surge"], row["share"]) == (None, None)


def test_every_month_is_told_with_what_was_paid_in_it():
    rows = monthly(paid(10, None, -4))
    assert rows.select("month", "paid_in_yuan", "n_months").rows() == [(1, D(10), 1), (3, D(-4), 2)]


amounts = st.lists(st.integers(0, 10**9), min_size=12, max_size=12)


@given(amounts, st.integers(1, 1000))
def test_the_index_does_not_depend_on_the_unit_and_its_parts_add_up(cents, factor):
    row, scaled = only(paid(*cents)), only(paid(*(factor * cent for cent in cents)))
    assert row["december_yuan"] + row["others_yuan"] == sum(cents)
    if row["surge"] is None:
        assert scaled["surge"] is None
    else:
        assert scaled["surge"] == pytest.approx(row["surge"])
        assert row["surge"] == pytest.approx(11 * cents[11] / sum(cents[:11]))
