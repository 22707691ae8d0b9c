"""Who stands out among few: legs, stakes, and how often a clean panel is accused."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.outliers import Limits, Verdict, cut, flagged, judged

SCHEMA = {
    "item": pl.String,
    "org_code": pl.String,
    "value": pl.Float64,
    "quantity": pl.Float64,
    "standard": pl.Float64,
    "past": pl.Float64,
}


def panel(*rows, item="a"):
    """Rows of (value, quantity, standard, past); organisations 0, 1, 2 …"""
    return pl.DataFrame([(item, str(n), *row) for n, row in enumerate(rows)], schema=SCHEMA, orient="row")


def verdicts(rows, **limits):
    """The verdict on each organisation, in order."""
    return judged(rows, ["item"], Limits(**limits)).sort("org_code")["verdict"].to_list()


PEERS = [(100.0, 10_000.0, None, 100.0)] * 5
"""Five alike who did not change."""


def test_z_is_worked_out_on_logs_with_the_floored_spread():
    # Five alike: MAD 0, floored at 0.05; ln 1.5 = 0.405465: z = 0.6745 × 0.405465 ÷ 0.05 = 5.4697.
    row = judged(panel(*PEERS, (150.0, 1.0, None, None)), ["item"]).row(5, named=True)
    assert row["z"] == pytest.approx(5.4697, abs=1e-3)
    assert (row["n"], row["mad"], row["mad_floored"], row["median"]) == (6, 0.05, True, pytest.approx(100))
    assert row["from_median"] == pytest.approx(0.5)


def test_the_spread_of_a_panel_that_has_one_is_its_own():
    # Logs −0.2, −0.1, 0, 0.1, 0.2: MAD 0.1, z of the last 0.6745 × 0.2 ÷ 0.1 = 1.349.
    rows = panel(*[(math.exp(x), 1.0, None, None) for x in (-0.2, -0.1, 0.0, 0.1, 0.2)])
    row = judged(rows, ["item"]).row(4, named=True)
    assert (row["mad"], row["mad_floored"]) == (pytest.approx(0.1), False)
    assert row["z"] == pytest.approx(1.349)


def test_one_leg_alone_accuses_nobody():
    assert verdicts(panel(*PEERS, (200.0, 10_000.0, None, None)))[5] == Verdict.CLEAR


def test_beyond_the_cut_and_above_the_standard_is_a_flag_with_the_money_at_stake():
    row = judged(panel(*PEERS, (200.0, 10_000.0, 120.0, None)), ["item"]).row(5, named=True)
    assert row["verdict"] == Verdict.FLAGGED
    assert (row["leg_standard"], row["leg_z"], row["leg_change"], row["n_legs"]) == (True, True, None, 2)
    assert (row["reference"], float(row["at_stake_yuan"])) == ("standard", 80 * 10_000)


def test_beyond_the_cut_and_risen_against_the_others_is_a_flag_against_the_median():
    row = judged(panel(*PEERS, (200.0, 10_000.0, None, 100.0)), ["item"]).row(5, named=True)
    assert (row["verdict"], row["reference"]) == (Verdict.FLAGGED, "median")
    assert (row["change"], row["peers_change"]) == (1.0, 0.0)
    assert float(row["at_stake_yuan"]) == pytest.approx(100 * 10_000)


def test_a_rise_that_all_share_is_no_leg():
    all_doubled = [(200.0, 1.0, None, 100.0)] * 5
    row = judged(panel(*all_doubled, (210.0, 1.0, None, 100.0)), ["item"]).row(5, named=True)
    assert (row["peers_change"], row["leg_change"]) == (1.0, False)


def test_too_little_money_is_no_flag():
    rows = panel(*PEERS, (200.0, 100.0, 120.0, 100.0))
    assert verdicts(rows)[5] == Verdict.CLEAR
    assert verdicts(rows, stake_yuan=8_000)[5] == Verdict.FLAGGED


def test_below_five_there_is_no_verdict_and_none_for_who_has_no_value():
    assert set(verdicts(panel(*PEERS[:3], (900.0, 10_000.0, 100.0, 100.0)))) == {Verdict.NO_VERDICT}
    assert verdicts(panel(*PEERS, (None, None, None, None)))[5] == Verdict.NO_VERDICT
    assert verdicts(panel(*PEERS, (0.0, 10.0, None, None)))[5] == Verdict.NO_VERDICT


def test_far_too_cheap_is_a_question_too():
    row = judged(panel(*PEERS, (20.0, 10_000.0, None, 100.0)), ["item"]).row(5, named=True)
    assert (row["verdict"], row["direction"]) == (Verdict.FLAGGED, "low")
    assert float(row["at_stake_yuan"]) == pytest.approx(80 * 10_000)


def test_a_change_is_set_against_at_least_four_others():
    rows = panel(*[(100.0, 1.0, None, 100.0)] * 3, *[(100.0, 1.0, None, None)] * 2, (200.0, 10_000.0, None, 100.0))
    row = judged(rows, ["item"]).row(5, named=True)
    assert (row["peers_change"], row["leg_change"]) == (None, None)


def test_panels_are_judged_apart_and_the_most_money_comes_first():
    small = panel(*PEERS, (200.0, 10_000.0, 120.0, None))
    large = panel(*PEERS, (200.0, 50_000.0, 120.0, None), item="b")
    found = flagged(judged(pl.concat([small, large]), ["item"]))
    assert found["item"].to_list() == ["b", "a"]


@pytest.mark.parametrize("n", [5, 6, 8, 11, 13, 20, 30])
def test_a_clean_panel_accuses_somebody_in_five_cases_of_a_hundred(n):
    # 20 000 panels: three standard errors of 5 % are 0.46 points, and the cuts have two decimals.
    logs = np.random.default_rng(7 * n).standard_normal((20_000, n))
    far = np.abs(logs - np.median(logs, axis=1, keepdims=True))
    z = 0.6745 * far / np.median(far, axis=1, keepdims=True)
    assert (z.max(axis=1) > cut(n)).mean() == pytest.approx(0.05, abs=0.006)


def test_the_cut_between_two_sizes_lies_between_theirs():
    assert cut(25) < cut(22) < cut(20)
    assert cut(200) == cut(60)


@pytest.mark.parametrize("n", [0, 1, 4, 5, 22, 60, 61, 200])
def test_every_panel_is_measured_by_the_cut_of_its_own_size(n):
    """Two panels at once; of the other one, four are known."""
    values = [*[100.0] * n, 0.0, *[50.0] * 4]
    panel = pl.DataFrame(
        {"item": [*["甲"] * (n + 1), *["乙"] * 4], "org_code": [str(place) for place in range(n + 5)], "value": values}
    ).with_columns(quantity=pl.lit(1.0), standard=pl.lit(None, pl.Float64), past=pl.lit(None, pl.Float64))
    rows = judged(panel, ["item"])
    assert rows.filter(item="甲").select("n", "cut").unique().rows() == [(n, cut(n))]
    assert rows.filter(item="乙").select("n", "cut").unique().rows() == [(4, cut(5))]


values = st.lists(
    st.tuples(
        st.one_of(st.none(), st.floats(0.01, 1e6)),
        st.floats(0, 1e6),
        st.one_of(st.none(), st.floats(0.01, 1e6)),
        st.one_of(st.none(), st.floats(0.01, 1e6)),
    ),
    max_size=12,
)


@given(values, st.sampled_from([0.01, 7.0, 1000.0]))
def test_another_currency_changes_no_side(rows, factor):
    scaled = [tuple(None if x is None else x * (factor if i != 1 else 1) for i, x in enumerate(row)) for row in rows]
    legs = ["n", "direction"]
    one, other = (judged(panel(*each), ["item"]).select(legs) for each in (rows, scaled))
    assert one.equals(other)


@given(values)
def test_nobody_is_flagged_among_fewer_than_five_or_without_two_legs(rows):
    found = judged(panel(*rows), ["item"])
    accused = found.filter(pl.col("verdict") == Verdict.FLAGGED)
    assert (accused["n"] >= 5).all()
    assert (accused["n_legs"] >= 2).all()
