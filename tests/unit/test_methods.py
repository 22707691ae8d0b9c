"""The worked examples of docs/methods.md are what the program computes from the same numbers."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from duibiao.analysis import (
    candidate,
    comparability,
    composition,
    digital,
    games,
    growth,
    library,
    market,
    monitoring,
    outliers,
    over_standard,
    pace,
    pivot,
    settlement,
    sub_items,
    year_end,
)
from duibiao.analysis.comparison import Measure, compare
from duibiao.analysis.decomposition import decompose
from duibiao.analysis.peers import Driver, nearest
from duibiao.analysis.prices import deflators
from duibiao.analysis.progress import with_gap
from duibiao.analysis.software import reference_cost
from duibiao.settings import house

D = Decimal
TOLD = " ".join((house() / "docs" / "methods.md").read_text(encoding="utf-8").split())


def says(*texts):
    """That the text has each of these."""
    for text in texts:
        assert text in TOLD, text


def test_progress():
    rows = pl.DataFrame({"execution_rate": [450 / 1000], "current_yuan": [D(1000)]})
    (row,) = with_gap(rows, 8).to_dicts()
    says(f"rate 45.0 %, time progress 66.7 %, gap −{-row['gap'] * 100:.1f} points", "67.5 %: yellow")
    assert (round(row["gap"], 4), row["lamp"]) == (-0.2167, "yellow")


def test_the_group_is_a_ratio_of_sums():
    towns = pl.DataFrame({
        "org_code": ["1", "2"], "org_name": ["甲", "乙"], "org_type": "town", "spent_yuan": [D(100), D(300)],
        "n_lines": [1, 1], "quantity": [10.0, 20.0],
    })  # fmt: skip
    seen = compare(towns, Measure.PER_UNIT)
    says(f"the group 400 ÷ 30 = {seen.total:.2f}, not the mean {seen.median:.2f}")
    assert (round(seen.total, 2), seen.median) == (13.33, 12.5)


def test_prices_of_one_year():
    index = pl.DataFrame({"year": [2024, 2025], "change_percent": [2.0, 3.0]})
    says(f"100 of two years ago are {deflators(index, 2025)[2023] * 100:.2f} of today")
    assert deflators(index, 2025)[2023] == pytest.approx(1.0506)


def test_outliers():
    panel = pl.DataFrame({
        "item": "x", "org_code": list("abcdef"), "value": [10.0] * 5 + [16.0], "quantity": 600.0, "standard": None,
        "past": None,
    }, schema_overrides={"standard": pl.Float64, "past": pl.Float64})  # fmt: skip
    last = outliers.judged(panel, ["item"]).row(5, named=True)
    says(f"ln 1.6 ÷ 0.05 = {last['z']:.2f}, the cut for six is {last['cut']:.2f}")
    assert (round(last["z"], 2), last["at_stake_yuan"]) == (6.34, D("3600.00"))


def test_peers():
    towns = pl.DataFrame({"org_code": ["s", "m", "l"], "population": [10_000, 20_000, 40_000]})
    distances = nearest(towns, "m", [Driver("population")], 2).rows["distance"]
    says(f"at a distance of {distances[0]:.2f}")
    assert list(distances) == pytest.approx([1.5**0.5] * 2)


def test_why():
    before = pl.DataFrame({"item": ["x"], "measure_unit": ["km"], "cost_yuan": [D(1000)], "quantity": [100.0]})
    after = before.with_columns(cost_yuan=pl.lit(D(9600)), quantity=pl.lit(600.0))
    steps = decompose(before, after, ["item"]).effects
    says("volume 1 000 · 5 = 5 000, price 600 · 6 = 3 600, together 9 600 − 1 000")
    assert (steps["volume"], steps["price"], sum(steps.values())) == (5000, 3600, 8600)


def test_comparability():
    mix = pl.DataFrame({"org_code": list("aabb"), "code": ["一级", "二级"] * 2, "amount": [D(60), D(40), D(50), D(50)]})
    shared = comparability.overlap(mix, "a", "b")
    assert shared is not None
    says(f"50 + 40 = {shared * 100:.0f} % in common")


def test_subtotals_of_the_exploration():
    cells = pl.DataFrame({"org": ["a", "b"], "paid": [D(30), D(270)], "budget": [D(100), D(300)]})
    whole = pivot.pivot(cells, ["org"], None, pivot.Ratio("paid", "budget")).rows.filter(pl.col("level") == 0)
    says("the rate of both is 300 ÷ 400 = 75 %, not the mean 60 %")
    assert whole[pivot.TOTAL].to_list() == [0.75]


def test_over_the_standard():
    cell = {
        "item_code": "x", "measure_unit": "u", "spent_yuan": D(1_640_000), "off_list_yuan": D(50_000), "quantity": 20.0,
        "approved_quantity": 18.0, "standard": 72_000.0,
    }  # fmt: skip
    (row,) = over_standard.apart(pl.DataFrame([cell])).to_dicts()
    assert [row[name] for name in over_standard.STEPS] == [150_000, 144_000, 50_000]
    assert (row["over_yuan"], row["allowed_yuan"]) == (344_000, 1_296_000)
    says("150 000, quantity 2 · 72 000 = 144 000, off the list 50 000: together 344 000 = 1 640 000 − 1 296 000")


def test_tiers_of_a_standard():
    key = {"item_code": "x", "grade": "一级", "measure_unit": "u"}
    tiers = pl.DataFrame([
        key | {"quantity_from": None, "quantity_to": D(500), "standard": 12.0},
        key | {"quantity_from": D(500), "quantity_to": None, "standard": 11.0},
    ], infer_schema_length=None)  # fmt: skip
    costs = pl.DataFrame([key | {"quantity": 600.0, "planned_quantity": None}])
    says("12 below 500 units and 11 from there on, 600 units are held against 11")
    assert library.of_tiers(costs, tiers)["of_tier"].to_list() == [11]


def test_composition():
    labour = [50, 55, 60, 65, 70]
    rows = [
        {"org_code": str(i), "cost_element": name, "cost_yuan": D(amount)}
        for i, share in enumerate(labour)
        for name, amount in (("labour", share), ("energy", 100 - share))
    ]
    own = composition.shares(pl.DataFrame(rows)).filter(pl.col("cost_element") == "labour").row(4, named=True)
    says(f"the median is {own['median_share'] * 100:.0f} %, and the last stands {own['from_median'] * 100:.1f} points")
    assert own["from_median"] == pytest.approx(0.1)


def test_sub_items():
    now = pl.DataFrame({"item": ["x", "y"], "current_yuan": [D(620_000), D(540_000)]})
    now = now.with_columns(approved_yuan=pl.col("current_yuan"), paid_yuan=pl.lit(D(0)))
    before = now.with_columns(current_yuan=pl.lit(D(0)), paid_yuan=pl.lit(D(500_000)))
    first, second = sub_items.controlled(now, before, ["item"]).to_dicts()
    assert (round(first["growth"], 4), first["excess_yuan"], first["to_check"]) == (0.24, 120_000, True)
    assert (round(second["growth"], 4), second["to_check"]) == (0.08, False)
    says("is +24 %, 120 000 over, to be checked; one of 540 000, +8 %, is not")


def test_candidate_standards():
    rows = pl.DataFrame({"value": [40.0, 50.0, 60.0, 80.0, 90.0], "quantity": 10.0, "left_out": None})
    found = candidate.candidate(rows, 0.5)
    assert found is not None
    assert (found.lower, found.amount_yuan, found.upper) == (50, 60, 80)
    assert (found.saving_yuan, found.net_yuan, found.spread) == (500, 200, 0.5)
    says("P25 50, P50 60; at P50 the two above it save (20 + 30) · 10 = 500", "the net is 200", "÷ 60 = 50 %")


COMPONENT = {
    "year": 2025, "org_code": "a", "org_name": "甲", "project_code": "p", "project_name": "项目", "item_code": "SZ0102",
    "item_name": "硬件", "system_name": None, "component_name": "计算机", "specification": "8核", "quantity": D(30),
    "measure_unit": "台", "amount_yuan": D(360_000), "purchased_on": date(2025, 3, 1), "service_from": None,
    "service_to": None, "function_points": None, "person_months": None,
}  # fmt: skip
NO_REFERENCE = pl.DataFrame(
    schema={"item_code": pl.String, "thing": pl.String, "measure_unit": pl.String, "standard": pl.Float64}
)


def test_digital_unit_prices():
    more = COMPONENT | {"quantity": D(10), "amount_yuan": D(130_000)}
    rows = digital.unit_prices(pl.DataFrame([COMPONENT, more], infer_schema_length=None), NO_REFERENCE, 2025)
    assert rows["value"].to_list() == [12_250]
    says("490 000 ÷ 40 = 12 250 each")


def test_software_and_maintenance():
    reference = reference_cost(D(820), "功能点")
    assert reference is not None
    assert abs(reference - D(820) * D("6.41") / 174 * 31_309) < D("0.01")
    says(f"the reference is {reference:,.2f}".replace(",", " "), "the amount 5.7 % above it")
    assert float(1_000_000 / reference - 1) == pytest.approx(0.0573, abs=5e-5)
    sized = COMPONENT | {"function_points": D(820), "person_months": D(40), "amount_yuan": D(1_000_000)}
    (row,) = digital.software(pl.DataFrame([sized], infer_schema_length=None)).to_dicts()
    says(
        f"{row['effort_above'] * 100:.1f} % above the {row['effort_reference']:.2f}",
        f"a person-month is 25 000, {-row['rate_above'] * 100:.1f} % below",
    )
    assert (row["person_month_yuan"], row["to_check"]) == (25_000, False)
    project = pl.DataFrame({
        "org_code": "a", "build_code": "b", "project_code": ["m"], "current_yuan": [D(3_600_000)], "paid_yuan": D(0),
        "build_yuan": [D(20_000_000)],
    })  # fmt: skip
    (row,) = digital.maintained(project).to_dicts()
    assert (row["ratio"], row["excess_yuan"]) == (0.18, 1_600_000)
    says("18 %, 1 600 000 above 10 %")


def test_prices_of_the_same_goods():
    listed = pl.DataFrame(
        {"product_code": ["1", "2"], "product_name": "打印机", "category": "设备", "price_unit": "台",
         "price_yuan": [D(100), D(120)]}
    )  # fmt: skip
    bought = pl.DataFrame(
        {"org_code": ["甲", "乙"], "component_name": "打印机", "specification": "", "measure_unit": "台",
         "quantity": [3, 1], "unit_price": [150.0, 110.0]}
    )  # fmt: skip
    (row,) = market.paid(market.offers(listed), bought).to_dicts()
    assert (row["spread"], row["above"], row["over_yuan"]) == (pytest.approx(0.2), 0.25, 90)
    says("100 and 120: 20 % apart", "25 % above the list, 90 in all")


def test_stuck_money():
    months = {f"paid_{month}": D(min(month, 3) * 100_000) for month in range(1, 9)}
    later = {f"paid_{month}": None for month in range(9, 13)}
    row = {"org_code": "1", "current_yuan": D(1_000_000), "paid_yuan": D(300_000), "contracted_yuan": None,
           "before_yuan": None, "end_date": None, "best_before_yuan": None, "share": 0.6, "rate": 1.0,
           "forecast_yuan": 700_000.0}  # fmt: skip
    schema = {"end_date": pl.Date, "contracted_yuan": pl.Decimal(18, 2), "before_yuan": pl.Decimal(18, 2)}
    frame = pl.DataFrame([row | months | later], schema_overrides=schema)
    (told,) = pace.paced(frame, 8, date(2026, 8, 31), pace.Limits()).to_dicts()
    assert (told["gap"], told["relative"]) == (pytest.approx(-0.3), pytest.approx(0.45))
    assert (told["state"], told["slow_by"], told["at_risk_yuan"]) == ("slow", "class", 300_000)
    assert (told["required_yuan"], told["pace_ratio"]) == (175_000, 1.75)
    says("gap −30 points, 0.45 of the time", "300 000 at risk; required 175 000 a month", "100 000: 1.75")


def test_how_a_year_ended():
    names = ("appropriation_yuan", "spent_yuan", "carried_yuan", "unused_yuan")
    row = dict(zip(names, (D(100), D(80), D(15), D("4.99")), strict=True))
    assert settlement.tied(pl.DataFrame([row]))["difference_yuan"].to_list() == [D("0.01")]
    money = {"year": 2026, "origin_year": 2024, "carried_in_yuan": D(50), "used_yuan": D(20), "returned_yuan": D(10)}
    assert settlement.aged(pl.DataFrame([money]))["stale_yuan"].to_list() == [20]
    says("4.99 unused differs by 0.01", "20 used and 10 taken back has 20 left in 2026")


def test_money_and_output():
    told = {"org_code": "1", "org_name": "甲", "project_code": "P", "project_name": "项目", "level1": "产出指标",
            "level2": "数量指标", "comparison": "≥", "target": "100", "actual": "40", "expected_yuan": None,
            "reported_on": None}  # fmt: skip
    cost = told | {"level1": "成本指标", "level2": "经济成本", "comparison": "≤", "target": "80", "actual": "92"}
    schema = {"expected_yuan": pl.Decimal(18, 2), "reported_on": pl.Date}
    reports = monitoring.completions(monitoring.reached(pl.DataFrame([told, cost], schema_overrides=schema)))
    budget = pl.DataFrame({"org_code": ["1"], "project": ["P"], "current_yuan": [D(1000)], "paid_yuan": [D(850)]})
    (row,) = monitoring.paced(budget, reports).to_dicts()
    assert (row["mismatch"], row["at_stake_yuan"]) == (pytest.approx(0.45), pytest.approx(450))
    assert row["worst_over"] == pytest.approx(0.15)
    says("850 of 1 000 paid and 40 of 100 done: 45 points, 450 at stake", "at most 80: 15 % above")


def test_growth_between_two_lists():
    def told(**budgets: int | None) -> pl.DataFrame:
        rows = [
            {"org_code": "1", "org_name": "甲", "project_code": code, "project_name": code, "total_budget_yuan": budget}
            for code, budget in budgets.items()
        ]
        schema = dict.fromkeys(("org_code", "org_name", "project_code", "project_name"), pl.String)
        frame = pl.DataFrame(rows, schema=schema | {"total_budget_yuan": pl.Decimal(38, 2)})
        return frame.with_columns(end_date=pl.lit(None, pl.Date))

    rows = growth.compared(told(a=100, b=50, c=30, d=20, f=10), told(a=160, b=40, c=30, e=70, f=None))
    moves = dict(growth.together(rows).select("change", "difference_yuan").iter_rows())
    assert moves == {"grew": 60, "shrank": -10, "same": 0, "new": 70, "gone": -20, "untold": -10}
    n, together = growth.growth_of_both(rows)
    assert (n, together) == (3, pytest.approx(230 / 180 - 1))
    says("300 − 210 = +60 − 10 + 70 − 20 − 10", "became 230 ÷ 180 − 1 = 27.8 % dearer")


def test_paid_twice():
    told = {"item_code": "SZ0201", "system_name": "平台", "purchased_on": None, "service_to": date(2025, 12, 31)}
    whole = COMPONENT | told | {"service_from": date(2025, 1, 1), "amount_yuan": D(450_000)}
    half = COMPONENT | told | {"service_from": date(2025, 7, 1), "amount_yuan": D(3_600_000), "project_code": "q"}
    (pair,) = digital.paid_twice(pl.DataFrame([whole, half], infer_schema_length=None)).to_dicts()
    assert (pair["overlap_days"], pair["at_stake_yuan"]) == (184, D("226849.32"))
    says("184 days in common, 450 000 · 184 ÷ 365 = 226 849.32")


def test_whether_cuts_held():
    changes = pl.DataFrame({
        "org_code": "1", "project": "P", "item_code": "x", "adjusted_on": [date(2026, 3, 1), date(2026, 6, 1)],
        "change_yuan": [D("-400000.00"), D("300000.00")],
    }, schema_overrides={"change_yuan": pl.Decimal(18, 2)})  # fmt: skip
    assert games.rebounds(changes, 2026)["rebound"].to_list() == [0.75]
    says("400 000 cut in March and 300 000 added in June: 75 % came back")


def test_who_leaves_it_to_december():
    paid = [100 * month for month in range(1, 12)] + [1600]
    rows = pl.DataFrame({"org_code": "1", "year": 2025, "month": range(1, 13), "paid_yuan": [D(each) for each in paid]})
    assert year_end.surges(rows)["surge"].to_list() == [5.0]
    says("January to November and 500 in December: 5.0")
