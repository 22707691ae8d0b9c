"""Sentences of the pages on progress, over rows made by hand."""

import polars as pl
import pytest

from duibiao import language
from duibiao.analysis import settlement
from duibiao.formats import MoneyUnit, Scale
from duibiao.ui.progress import reductions, settled, stuck, stuck_definitions, stuck_project, stuck_view

YUAN = MoneyUnit(Scale.YUAN)
VIEW = stuck.View(2026, 8, YUAN)
AMOUNTS = ("approved_yuan", "adjusted_yuan", "contracted_yuan", "authorised_yuan")


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("zh_CN")


def slow(*forecasts):
    """Projects of 1 000 with 100 paid: at risk is what is forecast to be left, else 1 000 · 8/12 − 100."""
    rows = [
        {"state": "slow", "current_yuan": 1000.0, "paid_yuan": 100.0, "recoverable_yuan": 0.0, "forecast_yuan": each,
         "at_risk_yuan": 566.67 if each is None else 1000.0 - each,
         "slow_by": "calendar" if each is None else "class"} | dict.fromkeys(AMOUNTS)
        for each in forecasts
    ]  # fmt: skip
    schema = dict.fromkeys((*AMOUNTS, "forecast_yuan"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=schema)


def test_what_the_past_of_the_class_and_what_the_calendar_calls_slow_are_two_numbers():
    said = stuck_view.answer(VIEW, slow(700.0, None), {})
    assert "1 are clearly slow compared with past years of their class, with 300.00 yuan forecast to be left;" in said
    assert "1 more, whose class has no past year, compared with the calendar, 566.67 yuan behind it." in said
    assert "1 without a forecast by how far they are behind" in stuck_view.at_risk_axis(VIEW, slow(700.0, None))


def test_with_past_years_what_is_left_is_a_forecast():
    said = stuck_view.answer(VIEW, slow(700.0), {})
    assert "1 are clearly slow compared with past years of their class, with 300.00 yuan forecast to be left;" in said
    assert "0 more, whose class has no past year" in said
    assert stuck_view.at_risk_axis(VIEW, slow(700.0)) == (
        "At risk: Σ (budget − forecast) of its projects, and what is paid beyond budgets (yuan)"
    )


def test_what_is_paid_beyond_budgets_is_said_and_who_has_none_apart():
    """One of 1 000 has paid 1 300, one without a budget 45."""
    over = slow(700.0).with_columns(state=pl.lit("overspent"), paid_yuan=pl.lit(1300.0), at_risk_yuan=pl.lit(300.0))
    without = slow(700.0).with_columns(
        state=pl.lit("unbudgeted"), paid_yuan=pl.lit(45.0), current_yuan=pl.lit(0.0), at_risk_yuan=pl.lit(45.0)
    )
    said = stuck_view.answer(VIEW, pl.concat([over, without]), {})
    assert said.endswith(
        "1 have paid more than their budget and 1 without one, together 345.00 yuan beyond it: to be checked."
    )
    assert "beyond it" not in stuck_view.answer(VIEW, slow(700.0), {})


def test_a_budget_that_nobody_told_is_not_one_of_zero():
    rows = pl.DataFrame(
        {"current_yuan": [None, 0.0, None, 0.0], "state": ["unbudgeted", "unbudgeted", "nothing", "nothing"]}
    )
    assert rows.select(stuck_view.state_words())["state"].to_list() == [
        "Paid, no budget told", "Paid without a budget", "No budget told", "No budget",
    ]  # fmt: skip


def test_a_project_is_compared_with_its_class_or_with_the_calendar_and_says_which():
    row = slow(700.0).row(0, named=True) | {
        "project_name": "路", "execution_rate": 0.1, "expected_rate": None, "dormant_months": 0,
        "forecast_yuan": None, "carried_origins": None,
    }  # fmt: skip
    assert "its class has no past year, and 66.7% of the year has passed." in stuck_project.project_text(VIEW, row)
    assert "its class had usually paid 60.0% by now." in stuck_project.project_text(VIEW, row | {"expected_rate": 0.6})
    over = row | {"state": "overspent", "paid_yuan": 1300.0, "at_risk_yuan": 300.0}
    assert "1,300.00 yuan of 1,000.00 yuan, 300.00 yuan beyond its budget" in stuck_project.project_text(VIEW, over)


def test_gaps_are_in_points_and_shares_in_per_cent():
    states = dict(stuck_definitions.definitions(VIEW))["States"]
    assert "Watch: gap ≤ −10 percentage points." in states
    assert "gap is ≤ −20 percentage points" in states
    language.use("zh_CN")
    assert "差距 ≤ −10 个百分点" in dict(stuck_definitions.definitions(VIEW))["状态"]


def settlement_row(**parts):
    return {"org_code": "1", "org_name": "甲", "appropriation_yuan": 100.0, "spent_yuan": 80.0, "carried_yuan": 0.0,
            "unused_yuan": 20.0} | parts  # fmt: skip


def test_a_row_too_much_and_one_too_little_do_not_even_out():
    """One spends 10 more than its parts allow, one 10 less: 20 in all."""
    rows = settlement.tied(
        pl.DataFrame([settlement_row(), settlement_row(spent_yuan=90.0), settlement_row(spent_yuan=70.0)])
    )
    view = settled.View(2025, YUAN, "settlements", "CNY", synthetic=False)
    assert settled.answer(view, rows).endswith("2 of 3 rows do not tie, by 20.00 yuan in all (signs apart).")


def test_projects_with_old_money_are_counted_once_and_one_without_a_name_is_said():
    rows = pl.DataFrame(
        {
            "org_code": ["1", "1", "2"], "org_name": ["甲", "甲", "乙"], "project_code": ["A", "A", None],
            "project_name": ["路", "路", None], "carried_in_yuan": [10.0, 20.0, 50.0],
            "balance_yuan": [10.0, 20.0, 50.0], "stale_yuan": [10.0, 20.0, 50.0],
        }
    )  # fmt: skip
    view = settled.View(2026, YUAN, "carryovers", "CNY", synthetic=False)
    said = settled.answer(view, rows)
    assert "80.00 yuan of 2 projects is two years old or older" in said
    assert said.endswith("the most: 乙, no project named, 50.00 yuan.")


def test_a_project_on_course_is_reduced_for_what_it_leaves_not_for_being_on_course():
    row = {"recovery": None, "recoverable_yuan": 0.0, "suggested_yuan": 400.0, "state": "fine"}
    assert reductions.reason(row) == "Left by the year's end (even at the upper end of the 80 % band)"
    assert reductions.reason(row | {"state": "slow"}) == "Clearly slow"
    assert reductions.reason(row | {"recovery": "dormant", "recoverable_yuan": 400.0}) == "Dormant"
