"""Money beside output, on projects worked out by hand, and what holds for any."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import monitoring
from duibiao.analysis.monitoring import Pace
from duibiao.demo.ledger import ledger_of
from duibiao.demo.monitoring import monitoring_rows
from duibiao.demo.projects import build

TEXTS = ("org_code", "org_name", "project_code", "project_name", "level1", "level2", "comparison", "target", "actual")
MONEY = pl.Decimal(18, 2)


def indicators(*rows):
    told = [("1", "甲局", code, f"项目{code}", *rest) for code, *rest in rows]
    frame = pl.DataFrame(told, schema=dict.fromkeys(TEXTS, pl.String), orient="row")
    return frame.with_columns(
        expected_yuan=pl.lit(None, MONEY), reported_on=pl.lit(date(2026, 8, 28)), is_project=pl.lit(value=True)
    )


def budgets(*rows):
    schema = {"org_code": pl.String, "project": pl.String, "current_yuan": MONEY, "paid_yuan": MONEY}
    told = [("1", code, None if budget is None else Decimal(budget), Decimal(paid)) for code, budget, paid in rows]
    return pl.DataFrame(told, schema=schema, orient="row").with_columns(is_project=pl.lit(value=True))


@pytest.mark.parametrize(
    ("target", "unit", "actual", "completion"),
    [
        ("100", "%", "53.8%", 0.538),
        ("95%", "%", "60", 60 / 95),
        ("95%", "", "60%", 60 / 95),
        ("0.95", "", "60%", None),
        ("95%", None, "0.6", None),
    ],
)
def test_a_percentage_beside_a_plain_number_needs_a_unit(target: str, unit: str | None, actual: str, completion: float):
    rows = indicators(("A", "产出指标", "数量指标", "≥", target, actual)).with_columns(
        target_unit=pl.lit(unit, pl.String)
    )
    assert monitoring.reached(rows)["completion"].item() == (completion and pytest.approx(completion))


def test_completion_is_what_is_reached_of_what_was_to_be_reached():
    rows = monitoring.reached(
        indicators(
            ("A", "产出指标", "数量指标", "≥", "1,000", "250"),
            ("A", "产出指标", "数量指标", "＝", "100%", "120%"),
            ("A", "成本指标", "经济成本指标", "≤", "80", "92"),
            ("A", "效益指标", "社会效益", "定性", "明显改善", "有所改善"),
            ("A", "产出指标", "数量指标", "≥", "0", "5"),
        )
    )
    assert rows["completion"].to_list() == [0.25, 1.0, None, None, None]
    assert rows["over"].to_list() == [None, None, pytest.approx(0.15), None, None]


def test_indicators_of_quantity_alone_count_where_there_are_any():
    told = monitoring.completions(
        monitoring.reached(
            indicators(
                ("A", "产出指标", "数量指标", "≥", "100", "40"),
                ("A", "产出指标", "质量指标", "≥", "95", "95"),
                ("B", "产出指标", "质量指标", "≥", "95", "95"),
                ("B", "产出指标", "时效指标", None, "10", "5"),
                ("C", "满意度指标", "满意度", "≥", "90", "90"),
            )
        )
    )
    outputs = dict(told.select("project_code", "output").iter_rows())
    assert outputs == {"A": 0.4, "B": 0.75, "C": None}


def test_money_ahead_of_output_and_the_other_way_round():
    """85 % paid and 40 % done: 45 points of a budget of 1000: 450 at stake."""
    reports = monitoring.completions(
        monitoring.reached(
            indicators(
                *((code, "产出指标", "数量指标", "≥", "100", done) for code, done in
                  (("A", "40"), ("B", "60"), ("C", "95"), ("D", "50"), ("E", "若干"), ("F", "50")))
            )
        )
    )  # fmt: skip
    projects = budgets(("A", 1000, 850), ("B", 1000, 799), ("C", 1000, 700), ("D", 0, 0), ("E", 100, 50))
    rows = {row["project_code"]: row for row in monitoring.paced(projects, reports).to_dicts()}
    assert (rows["A"]["pace"], rows["A"]["at_stake_yuan"]) == (Pace.SPENT_AHEAD, pytest.approx(450))
    assert (rows["B"]["pace"], rows["C"]["pace"]) == (Pace.KEPT, Pace.OUTPUT_AHEAD)
    assert (rows["D"]["pace"], rows["F"]["pace"]) == (Pace.NO_BUDGET, Pace.NO_BUDGET), "no budget never reads as kept"
    assert rows["E"]["pace"] == Pace.UNTOLD


def test_indicators_without_a_reported_number_never_read_as_good():
    """Four targets of 10, one at 10, three empty: of one in four 100 %, so nothing is said. All of 1 000 is paid."""
    told = [("A", "产出指标", "数量指标", "≥", "10", done) for done in ("10", None, None, None)]
    quality = ("B", "产出指标", "质量指标", "≥", "95", "95"), ("B", "产出指标", "数量指标", "≥", "10", None)
    ahead = ("C", "产出指标", "数量指标", "≥", "10", "5"), ("C", "产出指标", "数量指标", "≥", "10", "")
    reports = monitoring.completions(monitoring.reached(indicators(*told, *quality, *ahead)))
    assert reports.sort("project_code").select("output", "n_reported", "n_due").rows() == [
        (1.0, 1, 4), (None, 0, 1), (0.5, 1, 2),
    ]  # fmt: skip
    projects = budgets(*((code, 1000, 1000) for code in "ABC"))
    rows = {row["project_code"]: row for row in monitoring.paced(projects, reports).to_dicts()}
    assert (rows["A"]["pace"], rows["A"]["mismatch"], rows["A"]["at_stake_yuan"]) == (Pace.INCOMPLETE, None, 0)
    assert rows["B"]["pace"] == Pace.UNTOLD, "quality at its target does not stand in for a quantity that is due"
    assert (rows["C"]["pace"], rows["C"]["at_stake_yuan"]) == (Pace.SPENT_AHEAD, 500)


def test_who_has_not_reported_is_named_from_the_budget_on():
    reports = monitoring.completions(monitoring.reached(indicators(("A", "产出指标", "数量指标", "≥", "1", "1"))))
    missing = monitoring.not_reported(
        budgets(("A", 900, 0), ("B", 500, 0), ("C", 499, 0), ("D", None, 0)), reports, 500
    )
    assert missing["project"].to_list() == ["B"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_on_clean_seeds_few_projects_are_flagged(seed):
    library = build(seed, 1, stories=False)
    ledger = ledger_of(library, 2025, seed)
    rows = monitoring_rows(library, ledger, seed).with_columns(
        org_name=pl.lit(None, pl.String), level2=pl.col("level2"), expected_yuan=pl.col("expected_yuan").cast(MONEY)
    )
    amounts = ledger.amounts
    lines = ledger.lines.select("org_code", project="project_code").with_columns(
        current_yuan=pl.Series(amounts.approved + amounts.adjustments[:, :8].sum(axis=1)),
        paid_yuan=pl.Series(amounts.paid[:, :8].sum(axis=1)),
    )
    projects = lines.group_by("org_code", "project").agg(pl.col("current_yuan", "paid_yuan").sum())
    told = monitoring.paced(projects, monitoring.completions(monitoring.reached(rows)))
    assert told.height > 500
    flagged = told.filter(pl.col("pace") != Pace.KEPT).height + told.filter(pl.col("worst_over") > 0).height
    assert flagged / told.height < 0.05


@given(
    st.lists(st.tuples(st.integers(-50, 500), st.integers(-50, 500)), min_size=1, max_size=6),
    st.integers(-100, 1000),
    st.integers(-100, 1000),
)
def test_completion_lies_between_nothing_and_all(pairs, budget, paid):
    rows = indicators(*(("A", "产出指标", "数量指标", "≥", str(target), str(actual)) for target, actual in pairs))
    reached = monitoring.reached(rows)
    assert all(value is None or 0 <= value <= 1 for value in reached["completion"])
    (row,) = monitoring.paced(budgets(("A", budget, paid)), monitoring.completions(reached)).to_dicts()
    assert row["at_stake_yuan"] >= 0
    if budget <= 0:
        assert row["pace"] == Pace.NO_BUDGET
