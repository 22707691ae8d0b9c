"""How total budgets change between two lists, against numbers worked out by hand, and the identity on random lists."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import growth
from duibiao.analysis.growth import Change

SCHEMA = {
    "org_code": pl.String,
    "org_name": pl.String,
    "project_code": pl.String,
    "project_name": pl.String,
    "total_budget_yuan": pl.Decimal(18, 2),
    "end_date": pl.Date,
}
D = Decimal


def told(*projects, org="1"):
    rows = [(org, "甲局", code, name, None if yuan is None else D(yuan), end) for code, name, yuan, end in projects]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


EARLIER = told(
    ("A", "平台", 100, date(2025, 6, 30)),
    ("B", "系统 二期", 200, None),
    ("C", "网络", 50, None),
    ("E", "机房", 80, date(2025, 1, 1)),
    ("F", "未填", None, None),
    ("G", "单位错", 10_000, None),
    ("H", "终端", 70, None),
)
LATER = told(
    ("A", "平台", 160, date(2026, 6, 30)),
    ("B2", "系统二期", 150, None),
    ("D", "新建", 30, None),
    ("E", "机房", 80, date(2025, 1, 1)),
    ("F", "未填", 90, None),
    ("G", "单位错", 10, None),
    ("H", "终端", 0, None),
)


@pytest.fixture
def rows():
    return {row["project_code"]: row for row in growth.compared(EARLIER, LATER).iter_rows(named=True)}


@pytest.mark.parametrize(
    ("code", "change", "difference", "grown"),
    [
        ("A", Change.GREW, 60, 0.6),
        ("B2", Change.SHRANK, -50, -0.25),
        ("C", Change.GONE, -50, None),
        ("D", Change.NEW, 30, None),
        ("E", Change.SAME, 0, 0.0),
        ("F", Change.UNTOLD, 90, None),
        ("G", Change.SCALE, -9_990, None),
        ("H", Change.UNTOLD, -70, None),
    ],
)
def test_every_project_is_told_once_with_what_became_of_it(rows, code, change, difference, grown):
    row = rows[code]
    assert (row["change"], row["difference_yuan"]) == (change, D(difference))
    assert row["growth"] == (None if grown is None else pytest.approx(grown))


def test_a_project_with_another_code_is_found_by_its_name_in_the_same_organisation(rows):
    assert (rows["B2"]["code_before"], rows["B2"]["matched_by"]) == ("B", "name")
    elsewhere = growth.compared(EARLIER, told(("B2", "系统二期", 150, None), org="2"))
    assert elsewhere.filter(pl.col("org_code") == "2")["change"].to_list() == [Change.NEW]


def test_two_projects_of_one_name_are_not_taken_for_each_other():
    later = told(("X", "平台", 10, None), ("Y", "平台", 20, None))
    found = growth.compared(told(("A", "平台", 10, None)), later)
    assert sorted(found["change"]) == [Change.GONE, Change.NEW, Change.NEW]


def test_projects_of_one_code_in_merged_organisations_are_added_up():
    """100 and 200 before, 160 and 190 after, all of code 1: 300 → 350, once; the untold one of code 2 is said."""
    before = told(("1", "道路", 100, date(2025, 6, 30)), ("1", "桥梁", 200, None), ("2", "甲", 10, None))
    later = (
        ("1", "道路", 160, None),
        ("1", "桥梁", 190, date(2026, 6, 30)),
        ("2", "甲", 15, None),
        ("2", "乙", None, None),
    )
    after = told(*later)
    first, second = growth.compared(before, after).to_dicts()
    assert (first["before_yuan"], first["after_yuan"], first["difference_yuan"]) == (D(300), D(350), D(50))
    assert (first["project_name"], first["change"], first["later_days"]) == ("道路、桥梁", Change.GREW, 365)
    assert (second["after_yuan"], second["change"], second["growth"]) == (D(15), Change.UNTOLD, None)


def test_how_much_later_a_project_is_finished(rows):
    assert (rows["A"]["later_days"], rows["E"]["later_days"], rows["C"]["later_days"]) == (365, 0, None)


def test_only_what_both_lists_tell_grows_together():
    # A 100 → 160, B 200 → 150, E 80 → 80: 390 ÷ 380 − 1.
    n, grown = growth.growth_of_both(growth.compared(EARLIER, LATER))
    assert (n, grown) == (3, pytest.approx(10 / 380))
    assert growth.growth_of_both(growth.compared(EARLIER, LATER.clear())) == (0, None)


projects = st.lists(
    st.tuples(
        st.sampled_from("ABCDEFG"),
        st.sampled_from(["平台", "网络", "网 络", "终端"]),
        st.none() | st.integers(-1_000, 10_000_000),
        st.none(),
    ),
    max_size=7,
)


@given(projects, projects)
def test_the_differences_add_up_to_the_difference_of_the_totals(earlier, later):
    before, after = told(*earlier), told(*later)
    sums = growth.together(growth.compared(before, after))
    assert sums["difference_yuan"].sum() == (after["total_budget_yuan"].sum() or 0) - (
        before["total_budget_yuan"].sum() or 0
    )
    assert sums["before_yuan"].sum() == (before["total_budget_yuan"].sum() or 0)
    assert sums["after_yuan"].sum() == (after["total_budget_yuan"].sum() or 0)
    codes = [rows["project_code"].n_unique() for rows in (before, after)]
    assert sum(codes) >= sums["n"].sum() >= max(codes)
