"""Who is compared with whom: spending joined with everything that it can be divided by."""

from decimal import Decimal

import polars as pl
import pytest

from duibiao.analysis.panel import Workload, counted_by, divisors, grades, members, unit_costs

SPENDING = {
    "year": pl.Int16,
    "month": pl.Int8,
    "org_code": pl.String,
    "scope_org": pl.String,
    "item_code": pl.String,
    "grade": pl.String,
    "spent_yuan": pl.Decimal(18, 2),
    "paid_yuan": pl.Decimal(18, 2),
    "current_yuan": pl.Decimal(18, 2),
    "one_off_yuan": pl.Decimal(18, 2),
    "n_part_year": pl.Int64,
    "n_lines": pl.Int64,
}
WORKLOADS = {
    "year": pl.Int16,
    "scope_org": pl.String,
    "item_code": pl.String,
    "measure": pl.String,
    "grade": pl.String,
    "measure_unit": pl.String,
    "quantity": pl.Float64,
    "planned_quantity": pl.Float64,
    "provenance": pl.String,
}
SIZES = pl.DataFrame(
    {"year": [2026], "org_code": ["A"], "population": [1000], "area_km2": [2.0], "staff_count": [9]},
    schema={
        "year": pl.Int16,
        "org_code": pl.String,
        "population": pl.Int64,
        "area_km2": pl.Float64,
        "staff_count": pl.Int64,
    },
)


def spending(*rows):
    """Rows of (org, who reported, item, grade, spent[, paid])."""
    full = [
        (
            2026,
            8,
            org,
            scope,
            item,
            grade,
            Decimal(spent),
            Decimal([spent, *paid][-1]),
            Decimal(spent),
            None,
            len(paid),
            1,
        )
        for org, scope, item, grade, spent, *paid in rows
    ]
    return pl.DataFrame(full, schema=SPENDING, orient="row")


def workloads(*rows):
    """Rows of (who, item, measure, grade, unit, quantity[, provenance])."""
    full = [
        (2026, who, item, measure, grade, unit, quantity, None, (more or ["contract"])[0])
        for who, item, measure, grade, unit, quantity, *more in rows
    ]
    return pl.DataFrame(full, schema=WORKLOADS, orient="row")


def joined(lines, told, totals=None, **options):
    """Members by code."""
    found = members(lines, lines if totals is None else totals, told, SIZES, **options)
    return {row["org_code"]: row for row in found.iter_rows(named=True)}


def test_the_workload_of_all_grades_is_added_and_that_of_one_grade_stands_alone():
    lines = spending(("A", "A", "I1", "一级", 60), ("A", "A", "I1", "二级", 40))
    told = workloads(("A", "I1", None, "一级", "km", 2.0), ("A", "I1", None, "二级", "km", 3.0))
    assert joined(lines, told)["A"]["quantity"] == 5.0
    one = joined(lines, told, totals=lines, grade="一级")["A"]
    assert (one["quantity"], one["spent_yuan"], one["org_total_yuan"]) == (2.0, Decimal(60), Decimal(100))


def test_sizes_and_the_whole_spending_stand_beside_it():
    lines = spending(("A", "A", "I1", None, 60))
    all_lines = spending(("A", "A", "I1", None, 60), ("A", "A", None, None, 40), ("B", "B", None, None, 7))
    found = joined(lines, workloads(), totals=all_lines)
    sizes = (found["A"]["population"], found["A"]["area_km2"], found["A"]["staff_count"])
    assert (*sizes, found["A"]["org_total_yuan"]) == (1000, 2.0, 9, Decimal(100))
    assert (found["B"]["spent_yuan"], found["B"]["n_lines"], found["B"]["population"]) == (None, 0, None)


@pytest.mark.parametrize(
    "told",
    [
        workloads(("A", "I1", None, None, "km", 2.0)),
        workloads(("A", "I1", None, None, "km", 2.0), ("A", "I2", None, None, "m²", 2.0)),
        workloads(("A", "I1", None, None, "km", 2.0), ("A", "I2", None, None, "km", 0.0)),
        workloads(
            ("A", "I1", None, "一级", "km", 2.0),
            ("A", "I1", None, "二级", "m²", 2.0),
            ("A", "I2", None, None, "km", 1.0),
        ),
    ],
    ids=["one item untold", "two units", "none done", "two units in an item"],
)
def test_a_part_of_the_workload_under_the_whole_of_the_spending_gives_none(told):
    lines = spending(("A", "A", "I1", None, 60), ("A", "A", "I2", None, 60))
    assert joined(lines, told)["A"]["quantity"] is None


def test_of_merged_organisations_all_that_spent_must_tell():
    lines = spending(("A", "X", "I1", None, 60), ("A", "Y", "I1", None, 40))
    both = workloads(("X", "I1", None, None, "km", 2.0), ("Y", "I1", None, None, "km", 4.0, "inventory"))
    found = joined(lines, both)["A"]
    assert (found["quantity"], found["provenance"]) == (6.0, "contract, inventory")
    assert joined(lines, both.head(1))["A"]["quantity"] is None


def test_another_measure_is_taken_only_in_its_unit():
    lines = spending(("A", "A", "I1", None, 60), ("B", "B", "I1", None, 60))
    told = workloads(("A", "I1", "inspections", None, "n", 3.0), ("B", "I1", "inspections", None, "ratio", 3.0))
    found = joined(lines, told, workload=Workload("inspections", "n"))
    assert (found["A"]["quantity"], found["B"]["quantity"]) == (3.0, None)
    assert joined(lines, told)["A"]["quantity"] is None


def test_measures_are_offered_that_enough_organisations_tell_in_one_year():
    told = workloads(
        ("A", "I1", "halls", None, "n", 3.0),
        ("B", "I1", "halls", None, "n", 1.0),
        ("C", "I1", "halls", None, "n", 0.0),
        ("A", "I1", "pools", None, "n", 3.0),
        ("A", "I1", None, None, "km", 3.0),
    )
    assert counted_by(told, 2) == (Workload("halls", "n"),)
    assert counted_by(told, 3) == ()


def test_work_done_in_a_part_of_the_year_is_raised_with_its_cost_but_an_inventory_stands_all_year():
    lines = spending(("A", "A", "I1", None, 120, 90), ("B", "B", "I1", None, 120, 90))
    told = workloads(("A", "I1", None, None, "km", 3.0, "contract"), ("B", "I1", None, None, "km", 3.0, "inventory"))
    found = joined(lines, told)
    assert (found["A"]["quantity"], found["B"]["quantity"]) == (4.0, 3.0)


def test_grades_stand_in_the_order_that_people_count_them():
    lines = spending(*[("A", "A", "I1", grade, 1) for grade in ("二级", None, "特级", "一级", "B类")])
    assert grades(lines) == ("特级", "一级", "二级", "B类")


def test_unit_costs_are_of_every_item_and_grade_by_itself():
    lines = spending(
        ("A", "A", "I1", "一级", 60),
        ("A", "A", "I1", "二级", 40),
        ("A", "A", "I2", None, 7),
        ("B", "B", "I1", "一级", -5),
    )
    told = workloads(
        ("A", "I1", None, "一级", "km", 2.0), ("A", "I1", None, "二级", "km", 5.0), ("B", "I1", None, "一级", "km", 1.0)
    )
    found = unit_costs(lines, told).select("org_code", "item_code", "grade", "quantity", "value")
    assert list(found.iter_rows()) == [
        ("A", "I1", "一级", 2.0, 30.0),
        ("A", "I1", "二级", 5.0, 8.0),
        ("B", "I1", "一级", 1.0, None),
    ]


def test_nothing_is_divided_by_a_score_or_a_ratio():
    told = workloads(
        ("A", "I1", "score", None, "分", 88.0),
        ("A", "I1", "halls", None, "n", 3.0),
        ("A", "I1", "r", None, "RATIO", 3.0),
    )
    assert divisors(told, 1) == (Workload("halls", "n"),)
