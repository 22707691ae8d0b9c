import polars as pl
import pytest

from duibiao.analysis.progress import Lamp, time_progress, with_gap


def rows(*pairs):
    return pl.DataFrame(
        [{"execution_rate": rate, "current_yuan": budget} for rate, budget in pairs],
        schema={"execution_rate": pl.Float64, "current_yuan": pl.Float64},
    )


def test_the_calendar_is_months_passed_of_twelve():
    assert time_progress(6) == 0.5


def test_the_gap_is_a_difference_of_rates():
    assert with_gap(rows((0.4, 100.0)), 6)["gap"].to_list() == [pytest.approx(-0.1)]


@pytest.mark.parametrize(
    ("rate", "lamp"), [(0.29, Lamp.RED), (0.3, Lamp.YELLOW), (0.39, Lamp.YELLOW), (0.4, Lamp.GREEN), (0.9, Lamp.GREEN)]
)
def test_the_lamp_compares_the_rate_with_the_calendar(rate, lamp):
    assert with_gap(rows((rate, 100.0)), 6)["lamp"][0] == lamp


def test_without_a_budget_there_is_no_lamp():
    assert with_gap(rows((None, 0.0), (None, 100.0), (2.0, -5.0)), 6)["lamp"].to_list() == [None, None, None]


def test_refunds_never_read_as_good():
    assert with_gap(rows((-0.1, 100.0)), 6)["lamp"][0] == Lamp.RED


def test_more_paid_than_budgeted_is_never_green_and_a_rate_of_a_cent_is_not_told():
    """100.1 % in June is twice the calendar, and over; 1 000 000 of one cent is no rate."""
    told = with_gap(rows((1.0, 100.0), (1.001, 100.0), (100_000_000.0, 0.01)), 6)
    assert told["lamp"].to_list() == [Lamp.GREEN, Lamp.OVER, Lamp.OVER]
    assert told["execution_rate"].to_list() == [1.0, 1.001, None]
