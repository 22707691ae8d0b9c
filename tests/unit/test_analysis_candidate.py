"""What a standard could be, and what it would save."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.candidate import Reason, candidate, checked

D = Decimal


def rows(*members):
    """Rows of unit cost and quantity, each with overrides of what else is known of it."""
    usual = {"provenance": "inventory", "one_off_yuan": None, "n_part_year": 0, "verdict": "clear"}
    full = []
    for value, quantity, *more in members:
        spent = None if value is None else D(str(value * quantity))
        full.append({"value": value, "quantity": quantity, "spent_yuan": spent} | usual | (more or [{}])[0])
    return pl.from_dicts(
        full,
        schema_overrides={"spent_yuan": pl.Decimal(18, 2), "one_off_yuan": pl.Decimal(18, 2), "value": pl.Float64},
    )


def test_the_candidate_is_the_quantile_and_the_saving_what_those_above_it_pay_more():
    # 80, 90, 100, 110, 120: P25 is 90, P50 is 100. At 90: 10·1 + 20·2 + 30·1 = 80 saved; net of the cheap one 70.
    five = checked(rows((80.0, 1.0), (90.0, 1.0), (100.0, 1.0), (110.0, 2.0), (120.0, 1.0)))
    low, middle = candidate(five, 0.25), candidate(five, 0.5)
    assert (low.amount_yuan, low.n, low.saving_yuan, low.net_yuan) == (D(90), 5, D(80), D(70))
    assert (middle.amount_yuan, middle.saving_yuan, middle.net_yuan) == (D(100), D(40), D(10))
    assert (low.lowest, low.lower, low.median, low.upper, low.highest) == (80, 90, 100, 110, 120)
    assert low.spread == pytest.approx(0.2)


def test_between_two_members_the_candidate_is_interpolated():
    # Six values: P25 lies at place 1.25 of 0 to 5, that is 20 + 0.25 · 10.
    six = checked(rows(*((value, 1.0) for value in (10.0, 20.0, 30.0, 40.0, 50.0, 60.0))))
    assert candidate(six, 0.25).amount_yuan == D("22.50")


def test_what_is_not_comparable_is_left_out_with_the_first_reason():
    found = checked(
        rows(
            (None, 1.0),
            (9.0, 1.0, {"provenance": "contract, self_reported"}),
            (9.0, 1.0, {"provenance": None}),
            (9.0, 10.0, {"one_off_yuan": D(10)}),
            (9.0, 10.0, {"one_off_yuan": D(9)}),
            (9.0, 1.0, {"n_part_year": 1}),
            (9.0, 1.0, {"verdict": "flagged", "provenance": "inventory, contract"}),
        )
    )
    self_reported, one_offs = Reason.SELF_REPORTED, Reason.ONE_OFFS
    assert found["left_out"].to_list() == [
        Reason.NO_VALUE, self_reported, self_reported, one_offs, None, Reason.PART_YEAR, Reason.FLAGGED,
    ]  # fmt: skip


def test_of_fewer_than_five_there_is_no_candidate():
    assert candidate(checked(rows(*((value, 1.0) for value in (1.0, 2.0, 3.0, 4.0)))), 0.5) is None


def test_a_level_outside_the_lower_half_is_refused():
    with pytest.raises(ValueError, match=r"0\.75"):
        candidate(checked(rows((1.0, 1.0))), 0.75)


members = st.lists(st.tuples(st.floats(1, 1e6), st.floats(0.01, 1e4)), min_size=5, max_size=30)


@given(members=members, level=st.floats(0.25, 0.5))
def test_the_candidate_lies_between_the_quartile_and_the_median_and_saves_no_less_than_net(members, level):
    found = candidate(checked(rows(*members)), level)
    cent = D("0.011")
    assert D(str(found.lower)) - cent <= found.amount_yuan <= D(str(found.median)) + cent
    assert found.saving_yuan >= max(found.net_yuan, D(0))
    assert found.n == len(members)


@given(members=members)
def test_a_lower_level_never_saves_less(members):
    found = checked(rows(*members))
    assert candidate(found, 0.25).saving_yuan >= candidate(found, 0.5).saving_yuan
