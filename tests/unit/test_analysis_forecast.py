"""What will have been paid by the end of the year, and what stands above and below it."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.analysis.class_states import States
from duibiao.analysis.forecast import expected, year_end
from duibiao.analysis.quantiles import middle_columns, weighted_quantiles
from duibiao.analysis.simple_forecasts import METHODS, Method, credible, simple_forecasts
from duibiao.settings import house

BY = ("org", "field")
COLUMNS = ("org", "field", "year", "month", "current_yuan", "contracted_yuan", "paid_yuan")
TOLD = ("forecast_yuan", "low_yuan", "high_yuan", "method", "n_years", "basis", "past_error")


def states(*rows):
    """Rows of organisation, field, year, month, budget, contracts, payments."""
    schema = dict.fromkeys(COLUMNS[:2], pl.String) | dict.fromkeys(COLUMNS[2:4], pl.Int64)
    return pl.DataFrame(rows, schema | dict.fromkeys(COLUMNS[4:], pl.Float64), orient="row")


def together(history, now):
    """All states of a past and of one month end, with year and month of that."""
    year, month = now.select("year", "month").row(0)
    return States.of(pl.concat([history, now]), BY), year, month


def ahead(history, now):
    """The forecast of the classes of the month end."""
    return year_end(*together(history, now)).join(now.select(BY).unique(), on=BY).sort(BY)


ONE_YEAR = states(("1", "CY", 2024, 6, 100, 60, 30), ("1", "CY", 2024, 12, 120, 90, 90))
NOW = states(("1", "CY", 2025, 6, 200, 110, 50))


def test_each_method_says_what_its_formula_says():
    # One class is its kind and everything, so that ratios lean on nothing but themselves. e = 30/90, ρ = 90/100.
    said = simple_forecasts(States.of(pl.concat([ONE_YEAR, NOW]), BY), 2025, 6, (2024,))
    assert dict(zip(METHODS, said[0], strict=True)) == {
        Method.FINAL_RATE: pytest.approx(200 * 90 / 120),
        Method.REST_SPENT: pytest.approx(50 + 150 * 60 / 70),
        Method.CONTRACTED: pytest.approx(110 * 90 / 60),
        Method.BORNHUETTER_FERGUSON: pytest.approx(50 + (1 - 1 / 3) * 0.9 * 200),
        Method.SAME_AGAIN: pytest.approx(50 + 60),
    }


def test_the_forecast_is_the_middle_of_the_methods_and_says_which():
    # 110, 150, 165, 170, 178.57: the third.
    found = ahead(ONE_YEAR, NOW).row(0, named=True)
    assert found == {
        "org": "1", "field": "CY", "forecast_yuan": pytest.approx(165), "low_yuan": None, "high_yuan": None,
        "method": "contracted", "n_years": 1, "basis": "class", "past_error": None,
    }  # fmt: skip


TWO_YEARS = states(
    ("1", "CY", 2023, 6, 100, 50, 40),
    ("1", "CY", 2023, 12, 100, 80, 80),
    ("1", "CY", 2024, 6, 100, 50, 40),
    ("1", "CY", 2024, 12, 100, 90, 90),
)


def test_the_band_is_what_forecasts_of_past_years_erred_by_in_units_of_disagreement():
    # Every method foretells 90 for 2023 and 80 for 2024: ten too much and too little, a unit being 1 % of 100.
    # In 2025 four say 200 · (80/2 + 90) ÷ (100/2 + 100) = 173.33, the last 80 + 50: a unit is 43.33/5 + 1 % of 200.
    found = ahead(TWO_YEARS, states(("1", "CY", 2025, 6, 200, 100, 80))).row(0, named=True)
    middle, unit = 200 * 130 / 150, (200 * 130 / 150 - 130) / 5 + 2
    assert found["forecast_yuan"] == pytest.approx(middle)
    assert found["high_yuan"] == pytest.approx(middle + 10 * unit)
    assert found["low_yuan"] == 80, "ten units below would be less than what is paid"
    assert found["past_error"] == pytest.approx((10 + 10) / (80 + 90))
    assert (found["n_years"], found["basis"]) == (2, "class")


def test_a_method_that_was_right_in_the_same_kind_and_month_outweighs_the_others():
    # Payments are always the whole of what was contracted in June; budgets and pace tell nothing.
    rows = [
        row
        for year, contracted in ((2021, 90), (2022, 30), (2023, 60), (2024, 20))
        for row in (("1", "CY", year, 6, 100, contracted, 10), ("1", "CY", year, 12, 100, contracted, contracted))
    ]
    found = ahead(states(*rows), states(("1", "CY", 2025, 6, 100, 77, 10))).row(0, named=True)
    assert (found["method"], found["forecast_yuan"]) == ("contracted", pytest.approx(77))
    assert found["past_error"] == pytest.approx(0, abs=1e-9)


def test_ratios_lean_on_the_kind_and_the_kind_on_everything():
    # With k = 100: the kind (10 + 90 + 50) ÷ (200 + 100) = 0.5, the classes (10 + 50) ÷ 200 and (90 + 50) ÷ 200.
    two = States.of(states(("1", "CY", 2024, 12, 100, 0, 10), ("2", "CY", 2024, 12, 100, 0, 90)), BY)
    end = two.final(2024)
    assert credible(two, end.paid, end.budget, 100.0).tolist() == pytest.approx([0.3, 0.7])
    assert credible(two, end.paid, end.budget, 0.0).tolist() == pytest.approx([0.1, 0.9])
    assert credible(two, 0 * end.paid, 0 * end.budget, 0.0).tolist() == [0, 0]


def test_a_class_without_a_past_rests_on_its_kind_or_on_everything():
    now = states(("1", "CY", 2025, 6, 200, 110, 50), ("2", "CY", 2025, 6, 100, 60, 0), ("2", "SZ", 2025, 6, 100, 60, 0))
    found = ahead(ONE_YEAR, now)
    assert found.select("org", "field", "basis", "n_years").rows() == [
        ("1", "CY", "class", 1), ("2", "CY", "kind", 1), ("2", "SZ", "total", 1),
    ]  # fmt: skip
    # Of the new ones three methods speak: 75, 100 · 60/70 and 60 · 90/60.
    assert found["forecast_yuan"].to_list()[1:] == [pytest.approx(100 * 60 / 70)] * 2


def test_nothing_is_said_without_a_year_that_has_ended():
    june = ONE_YEAR.filter(pl.col("month") == 6)
    for history in (june, june.clear(), ONE_YEAR.with_columns(year=pl.lit(2026, pl.Int64))):
        assert ahead(history, NOW).select(TOLD).row(0) == (None, None, None, None, 0, None, None)


def test_a_month_that_no_past_year_has_leaves_the_final_rate():
    found = ahead(ONE_YEAR.filter(pl.col("month") == 12), NOW).row(0, named=True)
    assert (found["method"], found["forecast_yuan"], found["low_yuan"]) == ("final_rate", pytest.approx(150), None)


def test_at_the_end_of_the_year_the_forecast_is_what_is_paid():
    ended = states(("1", "CY", 2025, 12, 200, 110, 190))
    assert ahead(TWO_YEARS, ended).select(TOLD[:3]).row(0) == (190, 190, 190)


def test_a_class_without_a_budget_or_with_more_refunds_than_payments_is_foreseen_at_what_is_paid_or_nothing():
    now = states(("1", "CY", 2025, 6, 0, 0, 7), ("2", "CY", 2025, 6, 0, 0, -5), ("3", "CY", 2025, 6, -10, 0, 0))
    assert ahead(ONE_YEAR, now)["forecast_yuan"].to_list() == [7, 0, 0]


def test_contracts_that_nobody_told_are_taken_to_be_what_is_paid():
    untold = ONE_YEAR.with_columns(contracted_yuan=pl.lit(None, pl.Float64))
    said = simple_forecasts(
        States.of(pl.concat([untold, NOW.with_columns(contracted_yuan=None)]), BY), 2025, 6, (2024,)
    )
    assert said[0][METHODS.index(Method.CONTRACTED)] == pytest.approx(50 * 90 / 30)


def test_years_of_the_history_that_are_not_before_it_do_not_count():
    later = states(("1", "CY", 2026, 6, 1, 1, 1), ("1", "CY", 2026, 12, 1, 1, 1), ("1", "CY", 2025, 12, 1, 1, 1))
    assert ahead(pl.concat([ONE_YEAR, later]), NOW).equals(ahead(ONE_YEAR, NOW))


def test_a_class_is_expected_to_be_where_it_was_at_the_same_month_and_to_end_as_it_did():
    usual = expected(*together(ONE_YEAR, NOW))
    assert usual.select("share", "rate", "n_years", "basis").row(0) == (
        pytest.approx(1 / 3),
        pytest.approx(0.9),
        1,
        "class",
    )


def test_nothing_is_expected_of_a_month_that_no_past_year_has():
    july = NOW.with_columns(month=pl.lit(7, pl.Int64))
    assert expected(*together(ONE_YEAR, july)).rows() == [("1", "CY", None, None, None, None)]


def test_a_weighted_median_is_the_first_value_with_half_of_the_weight_below_or_at_it():
    nan = float("nan")
    values = pl.DataFrame([[3.0, 1.0, 2.0], [3.0, 1.0, 2.0], [3.0, nan, 2.0]], orient="row").to_numpy()
    weights = pl.DataFrame([[1.0, 1.0, 1.0], [5.0, 1.0, 1.0], [1.0, 9.0, 1.0]], orient="row").to_numpy()
    assert middle_columns(values, weights).tolist() == [2, 0, 2]


@pytest.mark.parametrize(("level", "value"), [(0.1, 1), (0.25, 1), (0.26, 2), (0.75, 2), (0.76, 9), (1, 9)])
def test_a_weighted_quantile_is_the_smallest_value_with_so_much_of_the_weight(level, value):
    rows = pl.DataFrame({"value": [9.0, 1.0, 2.0], "weight": [1.0, 1.0, 2.0]})
    assert weighted_quantiles(rows["value"].to_numpy(), rows["weight"].to_numpy(), [level]) == [value]


AMOUNT = st.integers(-20, 1_000).map(float)
ORGS = st.sampled_from("12345")
FIELDS = st.sampled_from(("CY", "SZ"))


@st.composite
def pasts(draw):
    """Up to four years with June and December, and a June to forecast from; payments mostly grow."""
    rows = []
    for year in range(2021, draw(st.integers(2022, 2025))):
        for org, field in draw(st.lists(st.tuples(ORGS, FIELDS), min_size=1, max_size=6, unique=True)):
            budget, paid, more = draw(st.tuples(AMOUNT, AMOUNT, AMOUNT))
            contracted = draw(st.none() | AMOUNT)
            rows += [
                (org, field, year, 6, budget, contracted, paid),
                (org, field, year, 12, budget, contracted, paid + more),
            ]
    now = [
        (org, field, 2025, 6, *draw(st.tuples(AMOUNT, st.none() | AMOUNT, AMOUNT)))
        for org, field in draw(st.lists(st.tuples(ORGS, FIELDS), min_size=1, max_size=6, unique=True))
    ]
    return states(*rows), states(*now)


@settings(deadline=None, max_examples=80)
@given(pasts())
def test_a_forecast_is_no_less_than_what_is_paid_and_lies_within_its_band(past):
    history, now = past
    found = ahead(history, now).join(now, on=BY)
    assert found["forecast_yuan"].null_count() == 0
    assert (found["forecast_yuan"] >= found["paid_yuan"]).all()
    banded = found.drop_nulls("low_yuan")
    assert ((banded["low_yuan"] <= banded["forecast_yuan"]) & (banded["low_yuan"] >= banded["paid_yuan"])).all()
    assert (banded["forecast_yuan"] <= banded["high_yuan"]).all()
    assert found["method"].is_in([str(each) for each in METHODS]).all()


@settings(deadline=None, max_examples=40)
@given(pasts(), st.sampled_from((2.0, 1024.0, 0.25)))
def test_in_another_unit_the_forecast_is_the_same_amount(past, factor):
    amounts = pl.col(COLUMNS[4:]) * factor
    found = ahead(*past)
    scaled = ahead(*(frame.with_columns(amounts) for frame in past))
    for name in TOLD[:3]:
        assert scaled[name].to_list() == pytest.approx((found[name] * factor).to_list())
    assert scaled.select(TOLD[3:6]).equals(found.select(TOLD[3:6]))


@settings(deadline=None, max_examples=30)
@given(pasts(), st.randoms())
def test_the_order_of_rows_and_their_division_do_not_matter(past, random):
    history, now = past
    rows = [(*row[:4], row[4] / 2, None if row[5] is None else row[5] / 2, row[6] / 2) for row in history.rows() * 2]
    random.shuffle(rows)
    again = ahead(states(*rows), now)
    assert again["forecast_yuan"].to_list() == pytest.approx(ahead(history, now)["forecast_yuan"].to_list())


def test_the_worked_example_of_the_methods_is_what_comes_out():
    text = " ".join((house() / "docs" / "methods.md").read_text(encoding="utf-8").split())
    found = ahead(ONE_YEAR, NOW).row(0, named=True)
    assert f"With one past year all weigh the same: {found['forecast_yuan']:.0f}, as *{found['method']}* says." in text
