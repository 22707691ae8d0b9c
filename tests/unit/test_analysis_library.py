"""The library of standards on a day, its versions side by side, and what has no standard."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.library import STEPS, Standing, matrix, moved, next_step, on_day, versions, without

D = Decimal
USUAL = {
    "standard_code": "B1", "standard_name": "保洁", "standard_kind": "cost_standard", "version": "2025",
    "status": "issued", "valid_from": date(2025, 1, 1), "valid_to": None, "item_code": "CY0101", "item_name": "道路",
    "grade": "一级", "area": None, "amount_yuan": D(100), "ratio_percent": None, "measure_unit": "km",
    "computing": "quota", "quantity_from": None, "quantity_to": None, "source_document": None, "evidence": None,
    "batch_id": 1,
}  # fmt: skip
TYPES = {
    "valid_to": pl.Date, "area": pl.String, "amount_yuan": pl.Decimal(18, 2), "ratio_percent": pl.Decimal(18, 4),
    "quantity_from": pl.Decimal(18, 4), "quantity_to": pl.Decimal(18, 4), "source_document": pl.String,
    "evidence": pl.String, "grade": pl.String,
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


def test_the_steps_follow_one_another_and_end():
    assert [next_step(step) for step in STEPS] == [*STEPS[1:], None]


def test_versions_are_listed_the_newest_first():
    listed = versions(
        on_day(cells({}, {"version": "2026", "valid_from": date(2026, 1, 1)}, {"grade": "二级"}), date.today())
    )
    assert listed.select("version", "n_cells").rows() == [("2026", 1), ("2025", 2)]


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(first=days, length=st.none() | st.integers(0, 2000), day=days, status=st.sampled_from(STEPS))
def test_a_version_applies_when_it_is_issued_and_in_its_dates_and_else_never(first, length, day, status):
    last = None if length is None else first + timedelta(days=length)
    found = standing(day, valid_from=first, valid_to=last, status=status)
    assert (found == Standing.APPLIES) == (status == "issued" and first <= day and (last is None or day <= last))
