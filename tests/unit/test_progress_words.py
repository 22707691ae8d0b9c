"""Sentences of the pages on progress, over rows made by hand."""

import polars as pl
import pytest

from duibiao import language
from duibiao.analysis import settlement
from duibiao.formats import MoneyUnit, Scale
from duibiao.ui.progress import reductions, settled, stuck, stuck_view

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
         "at_risk_yuan": 566.67 if each is None else 1000.0 - each} | dict.fromkeys(AMOUNTS)
        for each in forecasts
    ]  # fmt: skip
    schema = dict.fromkeys((*AMOUNTS, "forecast_yuan"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=schema)


def test_without_past_years_nothing_is_called_a_forecast():
    said = stuck_view.answer(VIEW, slow(700.0, None), {})
    assert "2 are clearly slow, with 866.67 yuan at risk (1 of them have no forecast" in said
    assert "forecast to be left" not in said
    assert "1 without a forecast by how far they are behind" in stuck_view.at_risk_axis(VIEW, slow(700.0, None))


def test_with_past_years_what_is_left_is_a_forecast():
    assert "1 are clearly slow, with 300.00 yuan forecast to be left" in stuck_view.answer(VIEW, slow(700.0), {})
    assert stuck_view.at_risk_axis(VIEW, slow(700.0)) == "At risk: Σ (budget − forecast) of its projects (yuan)"


def test_gaps_are_in_points_and_shares_in_per_cent():
    states = dict(stuck_view.definitions(VIEW))["States"]
    assert "Watch: gap ≤ −10 percentage points. Clearly slow: gap ≤ −20 percentage points" in states
    language.use("zh_CN")
    assert "差距 ≤ −10 个百分点" in dict(stuck_view.definitions(VIEW))["状态"]


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
