"""What would have been said in past years, and how far off it and simpler rules were."""

import math

import polars as pl
import pytest
from test_analysis_forecast import BY, states

from duibiao.analysis.backtest import averages, backtest, best_classes, foreseen, held_out, judged

# Two classes in 2023 and 2024, June and December. In 2023 class 1 had paid 30 of 60 by June and spent 60 of 80, class 2
# nothing by June and 20 of 40. A third appears after June 2024, with 10.
ROWS = states(
    ("1", "CY", 2023, 6, 100, 60, 30),
    ("1", "CY", 2023, 12, 80, 60, 60),
    ("2", "CY", 2023, 6, 40, 20, 0),
    ("2", "CY", 2023, 12, 40, 20, 20),
    ("1", "CY", 2024, 6, 100, 60, 40),
    ("1", "CY", 2024, 12, 100, 60, 70),
    ("2", "CY", 2024, 6, 60, 20, 6),
    ("2", "CY", 2024, 12, 60, 20, 20),
    ("3", "CY", 2024, 12, 60, 20, 10),
)


def test_the_rules_say_what_they_say():
    # Straight line 80 and 12. Last share 40 ÷ 0.5 = 80; class 2 had none in June 2023, all together 30/80: 16.
    # Last rate 100 · 60/80 = 75 and 60 · 20/40 = 30.
    found = foreseen(ROWS, BY, 2024, 6)
    columns = ("straight_line_yuan", "last_share_yuan", "last_rate_yuan", "final_yuan", "current_yuan", "paid_yuan")
    assert found.select("org", *columns).rows() == [
        ("1", 80, 80, 75, 70, 100, 40),
        ("2", 12, pytest.approx(16), 30, 20, 60, 6),
        ("3", 0, 0, 0, 10, 0, 0),
    ]


def test_the_straight_line_and_last_years_share_end_at_the_budget():
    fast = pl.concat([ROWS.filter(pl.col("year") == 2023), states(("1", "CY", 2024, 6, 50, 50, 45))])
    fast = pl.concat([fast, states(("1", "CY", 2024, 12, 50, 50, 50))])
    row = foreseen(fast, BY, 2024, 6).row(0, named=True)
    assert (row["straight_line_yuan"], row["last_share_yuan"]) == (50, 50)


def test_errors_are_weighted_by_what_was_spent_at_last():
    # Of 100: straight line 10 + 8 + 10, last share 10 + 4 + 10, last rate 5 + 10 + 10. No band from a single year.
    found = judged(foreseen(ROWS, BY, 2024, 6))
    assert (found["n_classes"], found["straight_line"], found["last_rate"]) == (
        3,
        pytest.approx(0.28),
        pytest.approx(0.25),
    )
    assert found["last_share"] == found["best"] == pytest.approx(0.24)
    assert found["times_best"] == pytest.approx(found["forecast"] / 0.24)
    assert math.isnan(found["coverage"])
    assert math.isnan(found["width"]), "no band is not a band of no width"
    assert backtest(ROWS, BY, (), (2024,)).select("coverage", "width").rows() == [(None, None)]


def test_coverage_is_the_part_of_the_budget_whose_end_lies_in_the_band():
    rows = pl.DataFrame(
        {
            "current_yuan": [60.0, 30.0, 10.0, -5.0],
            "final_yuan": [50.0, 20.0, 10.0, 0.0],
            "low_yuan": [49.0, 21.0, None, 0.0],
            "high_yuan": [50.0, 29.0, None, 0.0],
            "forecast_yuan": [50.0, 25.0, 10.0, 0.0],
            "straight_line_yuan": [40.0, 20.0, 10.0, 0.0],
            "last_share_yuan": [40.0, 20.0, 10.0, 0.0],
            "last_rate_yuan": [50.0, 20.0, 8.0, 0.0],
        }
    )
    found = judged(rows)
    assert (found["coverage"], found["width"]) == (pytest.approx(0.6), pytest.approx(9 / 80))
    assert (found["forecast"], found["best"], found["times_best"]) == (5 / 80, 2 / 80, pytest.approx(2.5))


def test_only_the_training_years_before_the_year_are_learned_from():
    table = backtest(ROWS, BY, (2023, 2024), (2023, 2024))
    assert table.select("year", "month").rows() == [(2024, 6)]
    assert backtest(ROWS, BY, (2024,), (2024,)).is_empty()
    assert backtest(ROWS, BY, (2022,), (2024,)).is_empty()
    assert foreseen(ROWS, BY, 2024, 7).is_empty()
    assert foreseen(ROWS.filter(pl.col("year") < 2024), BY, 2024, 6).is_empty()


def test_the_average_of_a_year_names_its_worst_month():
    table = pl.DataFrame(
        {"year": [2024, 2024], "month": [6, 7], "n_classes": [3, 4], "forecast": [0.1, 0.2], "times_best": [0.9, 1.2]}
    )
    assert averages(table).to_dicts() == [
        {"year": 2024, "n_months": 2, "n_classes": 4, "forecast": pytest.approx(0.15), "times_best": 1.2}
    ]


def test_the_year_that_is_foreseen_worst_from_the_others_is_what_counts():
    # One class, its budget always 100, contracts as paid. 2023: 30 of 60 in June; 2024: 40 of 70. Each from the other:
    # 2023: 70, 30 + 70 · 30/60 = 65, 30 · 70/40 = 52.5, 30 + (1 − 4/7) · 70 = 60, 30 + 30 = 60: the middle is right.
    # 2024: 60, 40 + 60 · 30/70 = 65.7, 40 · 60/30 = 80, 40 + (1 − 1/2) · 60 = 70, 40 + 30 = 70: right, too.
    rows = states(
        ("1", "CY", 2023, 6, 100, 30, 30),
        ("1", "CY", 2023, 12, 100, 60, 60),
        ("1", "CY", 2024, 6, 100, 40, 40),
        ("1", "CY", 2024, 12, 100, 70, 70),
    )
    assert held_out(rows, BY, (2023, 2024)) == pytest.approx(0, abs=1e-9)
    assert held_out(rows, BY, (2023,)) == math.inf


def test_classes_are_chosen_by_the_training_years_alone():
    # The same money by programme, steady, and by two offices of which one takes over all of it in 2024.
    programme = [
        ("P", "CY", year, month, 100, paid, paid) for year in (2023, 2024) for month, paid in ((6, 30), (12, 60))
    ]
    office = [("A", "CY", 2023, 6, 100, 30, 30), ("A", "CY", 2023, 12, 100, 60, 60), ("B", "CY", 2023, 6, 1, 0, 0)]
    moved = [
        ("A", "CY", 2024, 6, 100, 30, 30), ("A", "CY", 2024, 12, 0, 0, 0),
        ("B", "CY", 2024, 6, 1, 0, 0), ("B", "CY", 2024, 12, 101, 60, 60), ("B", "CY", 2023, 12, 1, 0, 0),
    ]  # fmt: skip
    later = [(code, "CY", 2025, month, 100, 1, 1) for code in ("A", "P") for month in (6, 12)]
    candidates = {"office": states(*office, *moved, *later), "programme": states(*programme, *later)}
    chosen = best_classes(candidates, BY, (2023, 2024))
    assert list(chosen) == ["programme", "office"]
    assert chosen["programme"] == pytest.approx(0)
    assert chosen["office"] > 0.5


def test_classes_that_half_of_the_money_does_not_name_are_no_choice():
    named = states(("1", "CY", 2023, 12, 49, 1, 1), (None, "CY", 2023, 12, 51, 1, 1))
    assert best_classes({"item": named}, BY, (2023, 2024)) == {}
