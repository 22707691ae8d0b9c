"""What a batch changes, worked out by hand, and that differences always lead from before to after."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.batch_change import BatchChange, Grain, batch_change

D = Decimal
PROJECTS = Grain(by=("scope_org", "project_code"), measures=("current_yuan", "paid_yuan"), labels=("project_name",))


def rows(*values: tuple[object, ...]) -> pl.DataFrame:
    schema = {
        "scope_org": pl.String,
        "project_code": pl.String,
        "project_name": pl.String,
        "current_yuan": pl.Decimal(18, 2),
        "paid_yuan": pl.Decimal(18, 2),
    }
    return pl.DataFrame(values, schema=schema, orient="row")


BEFORE = rows(
    ("A", "P1", "甲路", D(100), D(10)),
    ("A", "P1", "甲路", D(50), D(5)),
    ("A", "P2", "乙路", D(80), D(8)),
    ("B", "P3", "丙路", D(70), D(7)),
    ("B", "P9", "旧项目", D(40), D("0.50")),
)
AFTER = rows(
    ("A", "P1", "甲路", D(150), D("30.25")),
    ("A", "P2", "乙路", D(80), D(8)),
    ("B", "P3", "丙路", D(60), None),
    ("B", "P4", "新项目", D(20), D(0)),
)


def change() -> BatchChange:
    return batch_change(BEFORE, AFTER, PROJECTS)


def test_projects_are_new_gone_changed_or_the_same() -> None:
    assert dict(change().things.select("project_code", "status").iter_rows()) == {
        "P1": "changed",
        "P2": "same",
        "P3": "changed",
        "P4": "new",
        "P9": "gone",
    }
    assert [change().count(status) for status in ("new", "gone", "changed", "same")] == [1, 1, 2, 1]
    assert not change().is_nothing


def test_rows_of_a_project_are_added_up_before_they_are_compared() -> None:
    first = change().amounts.filter(project_code="P1").select("measure", "before", "after", "difference").rows()
    assert first == [("current_yuan", D(150), D(150), D(0)), ("paid_yuan", D(15), D("30.25"), D("15.25"))]


def test_an_empty_cell_and_a_missing_project_are_null_and_count_as_zero() -> None:
    paid = change().amounts.filter(measure="paid_yuan").select("project_code", "before", "after", "difference")
    assert paid.filter(project_code="P3").rows() == [("P3", D(7), None, D(-7))]
    assert paid.filter(project_code="P4").rows() == [("P4", None, D(0), D(0))]
    assert paid.filter(project_code="P9").rows() == [("P9", D("0.50"), None, D("-0.50"))]


def test_amounts_by_organisation_have_before_after_and_difference() -> None:
    assert change().organisations.rows() == [
        ("A", "current_yuan", D(230), D(230), D(0), 0, 0, 1),
        ("A", "paid_yuan", D(23), D("38.25"), D("15.25"), 0, 0, 1),
        ("B", "current_yuan", D(110), D(80), D(-30), 1, 1, 1),
        ("B", "paid_yuan", D("7.50"), D(0), D("-7.50"), 1, 1, 1),
    ]


def test_the_largest_changes_come_first_whatever_their_sign() -> None:
    found = change().largest.select("project_code", "measure", "difference").rows()
    assert found == [
        ("P9", "current_yuan", D(-40)),
        ("P4", "current_yuan", D(20)),
        ("P1", "paid_yuan", D("15.25")),
        ("P3", "current_yuan", D(-10)),
        ("P3", "paid_yuan", D(-7)),
        ("P9", "paid_yuan", D("-0.50")),
    ]
    assert batch_change(BEFORE, AFTER, PROJECTS, largest=2).largest.height == 2


def test_a_project_that_is_gone_keeps_its_name() -> None:
    assert change().things.filter(project_code="P9")["project_name"].to_list() == ["旧项目"]


def test_a_list_without_amounts_changes_by_its_texts_which_are_named() -> None:
    grain = Grain(by=("scope_org", "org_code"), attributes=("org_name", "org_type", "short_name"))
    before = pl.DataFrame(
        {"scope_org": ["1", "2"], "org_code": ["1", "2"], "org_name": ["甲", "乙"], "org_type": "town"}
    )
    after = pl.DataFrame(
        {"scope_org": ["1", "2"], "org_code": ["1", "2"], "org_name": ["甲", "丙"], "org_type": "town"}
    )
    found = batch_change(before, after, grain)
    assert found.things.select("org_code", "status", "attributes").rows() == [
        ("1", "same", ""),
        ("2", "changed", "org_name"),
    ]
    assert (found.amounts.height, found.organisations.height, found.largest.height) == (0, 0, 0)


def test_nothing_against_something_is_all_new_and_the_other_way_all_gone() -> None:
    assert set(batch_change(BEFORE.clear(), AFTER, PROJECTS).things["status"]) == {"new"}
    assert set(batch_change(BEFORE, AFTER.clear(), PROJECTS).things["status"]) == {"gone"}
    assert batch_change(AFTER, AFTER, PROJECTS).is_nothing


def test_rows_without_a_project_are_one_thing_of_their_organisation() -> None:
    before, after = rows(("A", None, None, D(1), D(1))), rows(("A", None, None, D(1), D(3)))
    assert batch_change(before, after, PROJECTS).things["status"].to_list() == ["changed"]


AMOUNT = st.none() | st.decimals(min_value=-(10**9), max_value=10**9, places=2)
ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["P1", "P2", None]), st.just("n"), AMOUNT, AMOUNT), max_size=12
)


@given(ROWS, ROWS)
def test_before_and_the_differences_always_make_after(
    one: list[tuple[object, ...]], other: list[tuple[object, ...]]
) -> None:
    before, after = rows(*one), rows(*other)
    found = batch_change(before, after, PROJECTS)
    for place, measure in enumerate(PROJECTS.measures, 3):
        was, comes = (sum((row[place] or D(0) for row in side), D(0)) for side in (one, other))
        for view in (found.amounts, found.organisations):
            moved = view.filter(measure=measure)["difference"].sum()
            assert was + (moved or D(0)) == comes
    assert found.things.select(PROJECTS.by).unique().height == found.things.height
