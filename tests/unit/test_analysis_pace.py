"""What is said of a project's pace, on amounts worked out by hand, and what holds for any."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import pace
from duibiao.analysis.pace import Limits, Recovery, SlowBy, State
from duibiao.formats import month_end

WAN = 10_000
AUGUST = date(2026, 8, 31)
MONEY = pl.Decimal(18, 2)
SCHEMA = {
    "org_code": pl.String, "project": pl.String, "kind_code": pl.String, "current_yuan": MONEY,
    "approved_yuan": MONEY, "authorised_yuan": MONEY,
    "contracted_yuan": MONEY, "paid_yuan": MONEY, "before_yuan": MONEY, "end_date": pl.Date, "best_before_yuan": MONEY,
    "share": pl.Float64, "rate": pl.Float64, "forecast_yuan": pl.Float64,
    **{f"paid_{month}": MONEY for month in range(1, 13)},
}  # fmt: skip


def project(budget, paid_by_month, *, forecast=None, expected=None, **more):
    """A project to August, amounts in 万元; `expected` is the share its class had spent, `paid_by_month` cumulative."""
    months = {f"paid_{month}": paid for month, paid in enumerate(paid_by_month, 1)}
    amounts = {"current_yuan": budget, "paid_yuan": paid_by_month[-1]} | months
    told = {name: None if value is None else Decimal(value * WAN) for name, value in amounts.items()}
    row = {"org_code": "1", "project": "P", "share": expected, "rate": None if expected is None else 1.0}
    if "rate" in more:
        row["share"] = expected / more["rate"]
    row["forecast_yuan"] = None if forecast is None else float(forecast * WAN)
    money = {
        name: Decimal(value * WAN) for name, value in more.items() if name.endswith("_yuan") and isinstance(value, int)
    }
    return row | told | more | money


def judged(*rows, limits=None, month=8):
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)
    return pace.paced(frame, month, month_end(2026, month), limits or Limits()).to_dicts()


EVEN = [10, 20, 30, 40, 50, 60, 70, 80]


def test_a_project_on_course():
    """80 of 120 by August, its class 2/3: no gap; 40 left in four months is as much a month as the best, 10."""
    (row,) = judged(project(120, EVEN, forecast=120, expected=2 / 3))
    assert row["state"] == State.FINE
    assert row["lamp"] == "green"
    assert row["execution_rate"] == pytest.approx(2 / 3)
    assert (row["gap"], row["gap_basis"]) == (pytest.approx(0), "class")
    assert (row["recent_yuan"], row["dormant_months"]) == (30 * WAN, 0)
    assert (row["required_yuan"], row["best_month_yuan"], row["pace_ratio"]) == (10 * WAN, 10 * WAN, 1)
    assert (row["unspent_yuan"], row["at_risk_yuan"], row["recoverable_yuan"]) == (0, 0, 0)


def test_a_project_behind_its_class_with_a_large_balance_foreseen_is_slow_by_its_class():
    """30 of 100 by August, nothing since March; the class had 60 %: 30 points behind, and 30 will be left."""
    (row,) = judged(project(100, [10, 20, 30, 30, 30, 30, 30, 30], forecast=70, expected=0.6))
    assert (row["state"], row["slow_by"], row["lamp"]) == (State.SLOW, SlowBy.CURVE, "red")
    assert row["gap"] == pytest.approx(-0.3)
    assert row["relative"] == pytest.approx(0.45)
    assert (row["dormant_months"], row["recent_yuan"]) == (5, 0)
    assert row["pace_ratio"] == pytest.approx(70 / 4 / 10)
    assert row["at_risk_yuan"] == 30 * WAN
    (small,) = judged(project(40, [1] * 8, forecast=40, expected=0.6))
    assert small["state"] == State.WATCH, "below 50 万元 nothing is clearly slow"
    assert small["slow_by"] is None


def test_what_is_usual_for_the_class_is_not_slow_however_far_behind_the_calendar_it_is():
    """35 of 100 by August are 0.53 of the time; the class had 36 %."""
    (row,) = judged(project(100, [5, 5, 10, 15, 20, 25, 30, 35], forecast=95, expected=0.36))
    assert (row["state"], row["slow_by"], row["relative"]) == (State.FINE, None, pytest.approx(0.525))


def test_behind_its_class_is_not_slow_where_nothing_will_be_left():
    """30 points behind, but all of it is under contract, and past projects that stood there were paid in full."""
    (row,) = judged(project(100, [10, 20, 30, 30, 30, 30, 30, 30], forecast=95, expected=0.6))
    assert (row["state"], row["slow_by"]) == (State.WATCH, None)


def test_half_to_be_left_is_slow_before_the_gap_of_payments_shows_it():
    """5 of 100 by August, as the class; past projects that stood there paid 45 in the end, the class all of it."""
    low, usual = judged(
        project(100, [5] * 8, forecast=45, expected=0.05), project(100, [5] * 8, forecast=45, expected=0.05, rate=0.5)
    )
    assert (low["state"], low["slow_by"]) == (State.SLOW, SlowBy.LEFT)
    assert usual["slow_by"] is None, "its class leaves as much every year"
    (both,) = judged(project(100, [5] * 8, forecast=45, expected=0.3))
    assert both["slow_by"] == SlowBy.BOTH


def test_without_a_past_of_the_class_the_calendar_alone_judges_and_is_named():
    """39 of 100 by August are 0.585 of the time, 41 are 0.615."""
    slow, fine = judged(project(100, [39] * 8), project(100, [41] * 8))
    assert (slow["state"], slow["slow_by"]) == (State.SLOW, SlowBy.CALENDAR)
    assert (fine["state"], fine["slow_by"]) == (State.WATCH, None)
    assert judged(project(100, [39] * 8), limits=Limits(slow_relative=0))[0]["slow_by"] is None


def test_more_paid_than_budgeted_is_a_state_of_its_own_and_never_green():
    """130 of 100: 30 beyond it; of a budget of one cent no rate is told."""
    over, cent = judged(
        project(100, [10, 20, 30, 60, 90, 110, 120, 130], forecast=130, expected=0.6),
        project(0, [10] * 8, forecast=10, expected=0.6, current_yuan=Decimal("0.01")),
    )
    assert (over["state"], over["lamp"], over["execution_rate"]) == (State.OVERSPENT, "over", pytest.approx(1.3))
    assert over["at_risk_yuan"] == 30 * WAN
    assert (cent["state"], cent["lamp"], cent["execution_rate"]) == (State.OVERSPENT, "over", None)
    assert State.OVERSPENT in pace.FLAGGED


def test_without_past_years_the_calendar_stands_in_and_says_so():
    (row,) = judged(project(120, [0, 0, 0, 0, 0, 10, 20, 50]))
    assert (row["gap_basis"], row["forecast_yuan"], row["unspent_yuan"]) == ("calendar", None, None)
    assert row["gap"] == pytest.approx(50 / 120 - 8 / 12)
    assert row["at_risk_yuan"] == pytest.approx((80 - 50) * WAN)


def test_a_budget_of_zero_never_reads_as_good():
    nothing, paid, negative = judged(
        project(0, [0] * 8, forecast=0, expected=0.6),
        project(0, [0, 0, 0, 0, 0, 0, 12, 45], forecast=45, expected=0.6),
        project(-5, [0] * 8, forecast=0, expected=0.6),
    )
    assert (nothing["state"], paid["state"], negative["state"]) == (
        State.NOTHING, State.UNBUDGETED, State.BELOW_ZERO,
    )  # fmt: skip
    assert State.BELOW_ZERO in pace.FLAGGED
    assert all(row["execution_rate"] is None and row["lamp"] is None for row in (nothing, paid, negative))
    assert paid["at_risk_yuan"] == 45 * WAN
    assert paid["recoverable_yuan"] == 0


def test_a_project_that_has_payments_but_no_budget_line_is_paid_without_a_budget():
    (row,) = judged(project(None, [5] * 8))
    assert (row["state"], row["lamp"], row["at_risk_yuan"]) == (State.UNBUDGETED, None, 5 * WAN)


def test_payments_that_fell_or_are_below_zero_never_read_as_good():
    fell, below = judged(
        project(100, [80, 80, 80, 80, 80, 80, 90, 75], forecast=100, expected=0.6),
        project(100, [0, 0, 0, 0, 0, 0, 0, -3], forecast=90, expected=0.6),
    )
    assert (fell["state"], fell["lamp"], fell["fell"]) == (State.NEGATIVE, None, True)
    assert (below["state"], below["lamp"]) == (State.NEGATIVE, None)


def test_a_project_born_in_mid_year_paid_nothing_before_and_a_month_nobody_reported_is_passed_over():
    """The organisation reported every month but March; the project is there from June on."""
    other = project(100, [10, 20, None, 40, 50, 60, 70, 80], forecast=100, expected=0.6, project="Q")
    born = project(60, [None, None, None, None, None, 10, 10, 40], forecast=60, expected=0.6)
    row, whole = judged(born, other)
    assert (row["best_month_yuan"], row["dormant_months"], row["recent_yuan"]) == (30 * WAN, 0, 40 * WAN)
    assert row["required_yuan"] == 5 * WAN
    assert whole["best_month_yuan"] == 10 * WAN, "20 of March and April together are no month: March is not loaded"


def test_a_project_born_in_mid_year_is_dormant_at_most_since_it_is_there():
    """At September one of August is there for two months; one told since January that paid in March rests for six."""
    born = project(100, [None] * 7 + [0, 0], forecast=60, expected=0.6)
    rests = project(100, [0, 0, 30, 30, 30, 30, 30, 30, 30], forecast=60, expected=0.6, project="Q")
    never = project(100, [0] * 9, forecast=60, expected=0.6, project="R")
    young, old, idle = judged(born, rests, never, month=9)
    assert (young["dormant_months"], young["recovery"], young["recoverable_yuan"]) == (2, None, 0)
    assert (old["dormant_months"], old["recovery"]) == (6, Recovery.DORMANT)
    assert (idle["dormant_months"], idle["recoverable_yuan"]) == (9, 100 * WAN)


def test_a_month_after_a_gap_is_neither_a_best_month_nor_the_last_three():
    """Only September is loaded: 70 are those of nine months. From May on: May's step is of five, June's one of 10."""
    (alone,) = judged(project(100, [None] * 8 + [70], forecast=90, expected=0.6), month=9)
    assert (alone["best_month_yuan"], alone["recent_yuan"], alone["pace_ratio"]) == (None, None, None)
    (since_may,) = judged(project(100, [None] * 4 + [50, 60, 62, 70], forecast=90, expected=0.6))
    assert (since_may["best_month_yuan"], since_may["recent_yuan"]) == (10 * WAN, 20 * WAN)
    (march,) = judged(project(100, [None, None, 30], forecast=90, expected=0.2), month=3)
    assert march["recent_yuan"] == 30 * WAN, "January to March are all of the year: counted from zero"


def test_the_best_month_of_a_project_of_several_years_may_lie_in_an_earlier_one():
    (row,) = judged(project(120, EVEN, forecast=120, expected=2 / 3, best_before_yuan=40))
    assert row["best_month_yuan"] == 40 * WAN
    assert row["pace_ratio"] == pytest.approx(0.25)
    (open_end,) = judged(project(120, EVEN, forecast=120, expected=2 / 3, end_date=date(2028, 6, 30)))
    assert open_end["recovery"] is None, "it goes on: nothing to take back"


def test_what_can_be_taken_back_is_never_what_a_contract_still_binds():
    finished, dormant, tender, unsigned = judged(
        project(1000, [700] * 8, forecast=700, expected=0.6, contracted_yuan=700, end_date=date(2026, 6, 30)),
        project(100, [30, 30, 30, 30, 30, 30, 30, 30], forecast=60, expected=0.6, contracted_yuan=50),
        project(100, EVEN, forecast=90, expected=0.6, contracted_yuan=90, before_yuan=90),
        project(100, EVEN, forecast=90, expected=0.6, contracted_yuan=90, before_yuan=40),
    )
    assert (finished["recovery"], finished["recoverable_yuan"]) == (Recovery.FINISHED, 300 * WAN)
    assert (dormant["recovery"], dormant["recoverable_yuan"]) == (Recovery.DORMANT, 50 * WAN)
    assert (tender["recovery"], tender["recoverable_yuan"]) == (Recovery.TENDER, 10 * WAN)
    assert (unsigned["recovery"], unsigned["recoverable_yuan"]) == (None, 0)


def test_groups_and_funnel_add_up_over_the_same_rows_with_budgets_below_zero():
    frame = pl.DataFrame(
        [
            {name: row.get(name) for name in SCHEMA}
            for row in (
                project(100, [10, 20, 30, 30, 30, 30, 30, 30], forecast=70, expected=0.6),
                project(120, EVEN, forecast=120, expected=2 / 3),
                project(0, [0] * 8),
                project(None, [0] * 8),
                project(-20, [0] * 8),
                project(0, [0] * 8, approved_yuan=50),
            )
        ],
        schema=SCHEMA,
    )
    rows = pace.counted(pace.paced(frame, 8, AUGUST, Limits()))
    (group,) = pace.by_group(rows, "org_code").to_dicts()
    stages = pace.funnel(rows)
    assert (group["n"], group["n_flagged"]) == (4, 2), "100, 120, −20 and the one that was cut from 50 to nothing"
    assert group["current_yuan"] == stages["current_yuan"] == 200 * WAN
    assert (stages["approved_yuan"], stages["adjusted_yuan"]) == (50 * WAN, 150 * WAN)
    assert group["execution_rate"] == pytest.approx(110 / 200)
    assert group["at_risk_yuan"] == 30 * WAN


amounts = st.integers(min_value=-500, max_value=500)


@given(
    budget=st.one_of(st.none(), amounts),
    paid=st.lists(amounts, min_size=8, max_size=8),
    contract=st.one_of(st.none(), amounts),
    expected=st.one_of(st.none(), st.floats(0, 1)),
)
def test_nothing_reads_as_good_without_a_budget_and_recoverable_stays_within_the_balance(
    budget, paid, contract, expected
):
    more = {} if contract is None else {"contracted_yuan": contract, "before_yuan": contract}
    forecast = None if expected is None else max(paid[-1], 0)
    (row,) = judged(project(budget, paid, forecast=forecast, expected=expected, **more))
    balance = max(0, (budget or 0) - paid[-1]) * WAN
    assert 0 <= row["recoverable_yuan"] <= balance + 0.01
    assert row["at_risk_yuan"] >= 0
    if not budget or budget <= 0:
        assert row["lamp"] is None
        assert row["state"] in (State.UNBUDGETED, State.NEGATIVE, State.BELOW_ZERO, State.NOTHING)
    if paid[-1] < 0 or paid[-1] < paid[-2]:
        assert row["lamp"] is None
        assert row["state"] not in (State.FINE, State.WATCH)


def test_a_suggested_reduction_leaves_what_is_bound_and_what_may_still_be_spent():
    """1000 with 700 bound: 300. 100 with 30 paid and a band up to 60.55: 39.45, in whole hundreds 394 500 yuan."""
    frame = pl.DataFrame(
        {
            "current_yuan": [1000.0 * WAN, 100.0 * WAN, 100.0 * WAN, 0.0],
            "paid_yuan": [700.0 * WAN, 30.0 * WAN, 30.0 * WAN, 5.0],
            "contracted_yuan": [700.0 * WAN, None, 90.0 * WAN, None], "recoverable_yuan": [300.0 * WAN, 0.0, 0.0, 0.0],
            "high_yuan": [750.0 * WAN, 605_450.0, 605_450.0, None],
        }
    )  # fmt: skip
    suggested = pace.reductions(frame)["suggested_yuan"].to_list()
    assert suggested == [300 * WAN, 394_500, 10 * WAN, 0]


def test_lamps_change_where_the_limits_say():
    # 44 of 100 in August: 66 % of the calendar.
    row = project(100, [10, 20, 30, 40, 41, 42, 43, 44])
    assert judged(row)[0]["lamp"] == "yellow"
    assert judged(row, limits=Limits(lamp_red=0.7))[0]["lamp"] == "red"
    assert judged(row, limits=Limits(lamp_red=0.5, lamp_green=0.6))[0]["lamp"] == "green"


def test_the_funnel_tells_what_was_adjusted_and_a_project_born_in_mid_year_is_all_adjustment():
    names = ("approved_yuan", "current_yuan", "contracted_yuan", "authorised_yuan", "paid_yuan")
    rows = pl.DataFrame(
        [(100, 80, 60, None, 40), (None, 50, 50, None, 5)], schema=dict.fromkeys(names, MONEY), orient="row"
    )
    assert pace.funnel(rows) == {
        "approved_yuan": 100, "adjusted_yuan": 30, "current_yuan": 130, "contracted_yuan": 110,
        "authorised_yuan": None, "paid_yuan": 45,
    }  # fmt: skip
    untold = rows.with_columns(approved_yuan=pl.lit(None, MONEY))
    assert pace.funnel(untold)["adjusted_yuan"] is None
