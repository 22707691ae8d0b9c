"""The library of standards on a day, its versions side by side, and what has no standard."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.library import (
    STEPS,
    Standing,
    beside,
    demands,
    in_the_way,
    matrix,
    moved,
    next_step,
    of_tiers,
    on_day,
    versions,
    without,
)

D = Decimal
USUAL = {
    "standard_code": "B1", "standard_name": "保洁", "standard_kind": "cost_standard", "version": "2025",
    "status": "issued", "valid_from": date(2025, 1, 1), "valid_to": None, "item_code": "CY0101", "item_name": "道路",
    "grade": "一级", "area": None, "amount_yuan": D(100), "ratio_percent": None, "measure_unit": "km",
    "computing": "quota", "quantity_from": None, "quantity_to": None, "source_document": None, "evidence": None,
    "batch_id": 1, "price_base": None, "scope_text": None, "requirement": None,
}  # fmt: skip
TYPES = {
    "valid_to": pl.Date, "area": pl.String, "amount_yuan": pl.Decimal(18, 2), "ratio_percent": pl.Decimal(18, 4),
    "quantity_from": pl.Decimal(18, 4), "quantity_to": pl.Decimal(18, 4), "source_document": pl.String,
    "evidence": pl.String, "grade": pl.String, "price_base": pl.String, "scope_text": pl.String,
    "requirement": pl.String,
}  # fmt: skip


def cells(*rows):
    """Rows of the library, each told by how it differs from the usual one."""
    return pl.DataFrame([USUAL | row for row in rows], schema_overrides=TYPES, infer_schema_length=None)


def standing(day, **row):
    return on_day(cells(row), day)["standing"].item()


def test_an_issued_version_applies_from_its_first_day_to_its_last_day():
    dates = {"valid_from": date(2025, 7, 1), "valid_to": date(2025, 12, 31)}
    days = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [standing(day, **dates) for day in days] == ["future", "applies", "applies", "past"]


def test_what_is_not_issued_applies_on_no_day():
    assert standing(date(2030, 1, 1), status="draft") == Standing.IN_WORK
    assert standing(date(2030, 1, 1), status="repealed") == Standing.REPEALED


def test_versions_stand_side_by_side_with_the_change_of_the_newest():
    found = matrix(
        cells(
            {"version": "2026", "valid_from": date(2026, 1, 1), "amount_yuan": D(110)},
            {"version": "2025"},
            {"grade": "二级", "amount_yuan": D(80)},
            {"standard_code": "B2", "amount_yuan": D(1)},
        ),
        "B1",
    )
    assert found.columns[-3:] == ["2025", "2026", "change"]
    assert found["grade"].to_list() == ["一级", "二级"]
    assert found["change"].to_list() == [pytest.approx(0.1), None]


def test_a_ratio_stands_in_per_cent():
    found = matrix(cells({"amount_yuan": None, "ratio_percent": D(10), "computing": "cap"}), "B1").row(0, named=True)
    assert (found["2025"], found["is_ratio"], found["change"]) == (10.0, True, None)


def test_what_has_a_unit_cost_but_no_standard_is_named():
    priced = pl.DataFrame({"item_code": ["CY0101", "CY0101", "CY0102"], "grade": ["一级", "二级", None]})
    stood = on_day(cells({}, {"grade": "二级", "status": "draft"}), date(2026, 1, 1))
    assert without(priced, stood).rows() == [("CY0101", "二级"), ("CY0102", None)]


def test_a_version_is_moved_with_the_others_of_its_standard_beside_it():
    found = moved(cells({"status": "draft"}, {"version": "2024"}, {"standard_code": "B2"}), "B1", "2025", "reviewed")
    assert found.select("version", "status").rows() == [("2025", "reviewed"), ("2024", "issued")]


def test_one_that_was_repealed_held_until_its_last_day():
    dates = {"status": "repealed", "valid_from": date(2025, 1, 1), "valid_to": date(2026, 3, 31)}
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [standing(day, **dates) for day in days] == ["future", "applies", "applies", "repealed"]


@pytest.mark.parametrize(
    ("ends", "repealed_on", "last"),
    [
        (None, date(2026, 3, 31), date(2026, 3, 31)),
        (date(2025, 12, 31), date(2026, 3, 31), date(2025, 12, 31)),
        (None, date(2024, 12, 31), None),
    ],
)
def test_a_repeal_sets_the_last_day_unless_it_ended_before_or_never_began(ends, repealed_on, last):
    found = moved(cells({"valid_to": ends}, {"version": "2024"}), "B1", "2025", "repealed", repealed_on)
    assert found.select("version", "status", "valid_to").rows() == [
        ("2025", "repealed", last),
        ("2024", "issued", None),
    ]


def test_a_draft_is_kept_beside_the_other_versions_of_its_standard_and_takes_the_place_of_its_own():
    drafted = cells({"version": "2026", "status": "draft", "amount_yuan": D(90)}).drop("batch_id")
    there = cells({}, {"version": "2026", "status": "draft", "amount_yuan": D(95)}, {"standard_code": "B2"})
    kept = beside(there, drafted).sort("version").select("standard_code", "version", "status", "amount_yuan").rows()
    assert kept == [("B1", "2025", "issued", D(100)), ("B1", "2026", "draft", D(90))]


@pytest.mark.parametrize(("status", "codes"), [("draft", []), ("reviewed", ["B1"]), ("issued", ["B1"])])
def test_a_version_that_is_no_draft_any_more_is_in_the_way_of_a_new_one(status, codes):
    assert in_the_way(cells({"status": status}), cells({"status": "draft"})) == codes


def test_what_a_service_standard_asks_for_stands_version_beside_version():
    asked = {"standard_kind": "service_standard", "amount_yuan": None, "requirement": "每日两次"}
    found = demands(cells(asked | {"grade": "三级", "requirement": "每日一次"}, asked, {"standard_code": "B2"}), "B1")
    assert found.select("grade", "2025").rows() == [("一级", "每日两次"), ("三级", "每日一次")]
    assert demands(cells({}), "B1").is_empty()


def test_grades_stand_in_the_order_in_which_people_count():
    stood = on_day(cells(*({"standard_code": each, "grade": each} for each in ("三级", "二级", "一级"))), date.today())
    assert versions(stood)["standard_code"].to_list() == ["一级", "二级", "三级"]


def test_a_workload_has_the_figure_of_its_tier_from_its_first_quantity_to_below_its_last():
    tiers = pl.DataFrame({
        "item_code": "x", "grade": None, "measure_unit": "km", "quantity_from": [None, D(100), D(200)],
        "quantity_to": [D(100), D(200), None], "standard": [10.0, 9.0, 8.0],
    }, schema_overrides={"grade": pl.String})  # fmt: skip
    costs = pl.DataFrame({
        "item_code": "x", "grade": None, "measure_unit": "km", "quantity": [99.99, 100.0, 60.0, 500.0],
        "planned_quantity": [None, None, 200.0, None], "standard": None,
    }, schema_overrides={"grade": pl.String, "standard": pl.Float64})  # fmt: skip
    assert of_tiers(costs, tiers)["of_tier"].to_list() == [10, 9, 8, 8]
    overlapping = pl.concat([tiers, tiers.head(1)])
    assert of_tiers(costs, overlapping)["of_tier"].to_list() == [None, 9, 8, 8]


def test_the_steps_follow_one_another_and_end():
    assert [next_step(step) for step in STEPS] == [*STEPS[1:], None]


def test_versions_are_listed_the_newest_first():
    listed = versions(
        on_day(cells({}, {"version": "2026", "valid_from": date(2026, 1, 1)}, {"grade": "二级"}), date.today())
    )
    assert listed.select("version", "n_cells").rows() == [("2026", 1), ("2025", 2)]


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(first=days, length=st.none() | st.integers(0, 2000), day=days, status=st.sampled_from(STEPS))
def test_a_version_applies_when_it_is_in_force_and_in_its_dates_and_else_never(first, length, day, status):
    last = None if length is None else first + timedelta(days=length)
    found = standing(day, valid_from=first, valid_to=last, status=status)
    in_force = status == "issued" or (status == "repealed" and last is not None)
    assert (found == Standing.APPLIES) == (in_force and first <= day and (last is None or day <= last))
