"""How projects go on from a month as past ones did, and how far off that was, on amounts worked out by hand."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import project_forecast
from duibiao.analysis.class_states import States
from duibiao.analysis.project_forecast import CLASS, banded, foreseen, going_on, habits, usual, with_misses


def ended(now, past):
    """Projects with what the ends of past ones tell of theirs."""
    return banded(with_misses(now, past))


def test_the_band_is_where_past_projects_ended():
    """Ten past projects of 100 each, ending −30, −20 … +60 % of the budget off: the lowest tenth is −30 %."""
    offs = [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    past = pl.DataFrame(
        [
            {"kind_code": "A", "current_yuan": 100.0, "forecast_yuan": 50.0, "final_yuan": 50.0 + 100 * off}
            for off in offs
        ]
    )
    now = pl.DataFrame(
        {
            "kind_code": ["A", "A"],
            "current_yuan": [200.0, 200.0],
            "paid_yuan": [0.0, 90.0],
            "forecast_yuan": [100.0, None],
        }
    )
    banded = ended(now, past)
    assert banded["low_yuan"].to_list() == [pytest.approx(40), None]
    assert banded["high_yuan"].to_list() == [pytest.approx(200), None]
    assert ended(now, past.clear())["low_yuan"].to_list() == [None, None]


def test_the_error_of_past_projects_stands_beside_the_forecast():
    """Thirty of A, foreseen at 50, ended at 40; one of B, foreseen at 50, at 100: 10 ÷ 40; all 350 ÷ 1 300."""
    names = ("current_yuan", "forecast_yuan", "final_yuan")
    past = pl.DataFrame(
        [("A", 100.0, 50.0, 40.0)] * 30 + [("B", 100.0, 50.0, 100.0)], ("kind_code", *names), orient="row"
    )
    now = pl.DataFrame(
        [("A", 1.0), ("B", 1.0), ("A", None)], ("kind_code", "forecast_yuan"), orient="row"
    ).with_columns(current_yuan=pl.lit(1.0), paid_yuan=pl.lit(0.0))
    assert ended(now, past)["past_error"].to_list() == [0.25, pytest.approx(350 / 1300), None]
    assert ended(now, past.clear())["past_error"].to_list() == [None, None, None]


def test_a_past_project_whose_end_nobody_knows_tells_nothing_of_error_and_band():
    """Foreseen at 50 each: one ended at 40, of the other nobody knows: 10 ÷ 40, and the band from −10 % to nothing."""
    past = pl.DataFrame(
        {"kind_code": ["A", "A"], "current_yuan": [100.0] * 2, "forecast_yuan": [50.0] * 2, "final_yuan": [40.0, None]}
    )
    now = pl.DataFrame({"kind_code": ["A"], "current_yuan": [200.0], "paid_yuan": [0.0], "forecast_yuan": [100.0]})
    (row,) = ended(now, past).to_dicts()
    assert row["past_error"] == 0.25
    assert (row["low_yuan"], row["high_yuan"]) == (80, 100)


def test_every_project_says_how_many_past_ones_nobody_knows_the_end_of():
    """Of 2025 two projects can be foreseen from the one of 2024, and of one of them nobody told December."""
    of_class = {"class_code": ["A"] * 4, "kind_code": ["K"] * 4, "year": [2024, 2024, 2025, 2025], "month": [6, 12] * 2}
    amounts = {"current_yuan": [200.0] * 4, "contracted_yuan": [None] * 4, "paid_yuan": [50.0, 100.0, 50.0, 100.0]}
    states = pl.DataFrame(of_class | amounts, schema_overrides={"contracted_yuan": pl.Float64})
    now = states.filter(year=2024, month=6).with_columns(year=pl.lit(2026, pl.Int64))
    june = [states.filter(year=year, month=6) for year in (2024, 2025, 2025)]
    past = pl.concat(june).with_columns(final_yuan=pl.Series([100.0, 100.0, None]))
    known = States.of(pl.concat([states, now]), CLASS)
    (row,) = foreseen(now, usual(past, known, 2026, 6)).to_dicts()
    assert (row["past_unknown"], row["past_error"]) == (1, 0)


def past_of(*rows, kind="K"):
    """Past projects: class, year, budget, contracted, paid, final."""
    names = ("class_code", "year", "current_yuan", "contracted_yuan", "paid_yuan", "final_yuan")
    told = pl.DataFrame(
        rows, schema=dict(zip(names, (pl.String, pl.Int64, *[pl.Float64] * 4), strict=True)), orient="row"
    )
    return told.with_columns(kind_code=pl.lit(kind))


CLASSES = pl.DataFrame({"class_code": ["A", "B"], "kind_code": ["K", "K"]})


def test_what_is_contracted_and_what_is_not_go_on_as_in_the_past(monkeypatch):
    """Paid 20, contracted 60 of 100, 65 in the end: all 40 of the contract, and 5 of the 40 without one: ⅛.

    Another ended at 40: 20 of 40, and nothing of the 40. Together q = 60 ÷ 80, p = 5 ÷ 80.
    """
    monkeypatch.setattr(project_forecast, "CREDIBILITY", 0.0)
    past = past_of(("A", 2025, 100, 60, 20, 65), ("A", 2025, 100, 60, 20, 40))
    ways = habits(past, CLASSES, 2026)
    a = ways.row(0, named=True)
    assert (a["of_contract"], a["of_rest"]) == (0.75, 0.0625)
    assert a["of_unpaid"] == pytest.approx(65 / 160)
    now = past_of(
        ("A", 2026, 200, 120, 40, None), ("A", 2026, 200, None, 40, None), ("A", 2026, 100, 150, 130, None)
    ).with_columns(share=pl.lit(1.0))
    told = going_on(now, ways).with_columns()["forecast_yuan"].to_list()
    assert told == [pytest.approx(40 + 0.75 * 80 + 0.0625 * 80), pytest.approx(40 + 65 / 160 * 160), 130]


def test_nearer_years_count_more_and_a_small_class_leans_on_its_kind():
    """2025 paid all of what was open, 2024 nothing: 1 × 100 of 1 × 100 + ½ × 100. B has no past: as its kind."""
    past = past_of(("A", 2025, 100, None, 0, 100), ("A", 2024, 100, None, 0, 0))
    a, b = habits(past, CLASSES, 2026)["of_unpaid"].to_list()
    assert a == pytest.approx(2 / 3)
    assert b == pytest.approx(2 / 3)


money = st.integers(0, 1000)


@given(past=st.lists(st.tuples(money, money, money, money), min_size=1, max_size=5), now=st.tuples(money, money, money))
def test_a_forecast_lies_between_what_is_paid_and_the_budget(past, now):
    ways = habits(past_of(*(("A", 2025, *map(float, row)) for row in past)), CLASSES, 2026)
    budget, contract, paid = map(float, now)
    row = past_of(("A", 2026, budget, contract, paid, None)).with_columns(share=pl.lit(1.0))
    (said,) = going_on(row, ways)["forecast_yuan"].to_list()
    assert said is None or paid - 0.01 <= said <= max(budget, paid) + 0.01


def test_neither_class_nor_kind_has_a_past_so_nothing_is_foreseen():
    rows = {
        "class_code": ["A", "A", "Z"],
        "kind_code": ["K", "K", "X"],
        "year": [2025, 2025, 2026],
        "month": [6, 12, 6],
    }
    amounts = {"current_yuan": [100.0] * 3, "contracted_yuan": [50.0] * 3, "paid_yuan": [50.0, 80.0, 10.0]}
    states = States.of(pl.DataFrame(rows | amounts), CLASS)
    now = past_of(("Z", 2026, 100, 50, 10, None), kind="X")
    past = past_of(("A", 2025, 100, 50, 50, 80))
    (row,) = foreseen(now, usual(past, states, 2026, 6)).to_dicts()
    assert [row[name] for name in ("share", "rate", "forecast_yuan", "low_yuan", "basis", "past_error")] == [None] * 6
