"""The reads behind cuts and the year end, on a few lines whose answers were worked out by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from small import batch, line

from duibiao.warehouse import Warehouse

D = Decimal
CHANGES = [
    {"adjusted_on": date(2026, 7, 2), "adjustment_no": "调2", "org_code": "1", "project_code": "P1",
     "change_yuan": D("30.50"), "adjustment_kind": "addition", "adjustment_reason": "新增"},
    {"adjusted_on": date(2026, 3, 5), "adjustment_no": "调1", "org_code": "1", "project_code": "P1",
     "change_yuan": D("-40"), "adjustment_kind": "cut"},
    {"adjusted_on": date(2026, 7, 2), "adjustment_no": "调2", "org_code": "2", "project_name": "无代码",
     "item_code": "SZ01", "item_name": "系统", "change_yuan": D("5")},
    {"adjusted_on": date(2025, 12, 31), "adjustment_no": "调0", "org_code": "1", "project_code": "P1",
     "change_yuan": D("1")},
    {"adjusted_on": date(2026, 1, 1), "adjustment_no": "调3", "org_code": "old", "project_code": "P9",
     "change_yuan": D("-2")},
]  # fmt: skip
PROJECTS = [
    {"org_code": "1", "project_code": "P1", "project_name": "甲路", "item_code": "CY0101", "nature": "routine",
     "start_date": date(2024, 1, 1), "end_date": date(2026, 12, 31)},
    {"org_code": "3", "project_code": "P3", "project_name": "丙路", "nature": "build",
     "start_date": date(2025, 4, 1), "end_date": date(2026, 12, 31)},
]  # fmt: skip
EXECUTION = [
    line("1", 90, project_code="P1", economic_code="30213"),
    line("1", 10, project_code="P1", economic_code="30227"),
    line("1", 7, month=7, project_code="P1"),
    line("2", 4, project_name="无代码"),
    line("2", 6),
    line("1", 80, year=2025, month=12, project_code="P1"),
    line("1", 60, year=2025, month=11, project_code="P1"),
    line("old", 33, year=2025, month=12, project_code="P9"),
    line("2", 34, project_code="P9"),
    line("3", 12, project_code="P3"),
    line("3", 11, year=2025, month=12, project_code="P3"),
]
VERSIONS = [("requested", "P1", 500), ("reviewed", "P1", 450), ("reviewed", "P9", 70), ("approved", "P1", 200)]
ANALYSES = [
    {"year": 2026, "org_code": "1", "project_code": "P1", "project_name": "甲路", "item_code": "CY0101",
     "stage": "applied", "requested_yuan": D(500), "justified_yuan": D(400), "applied_yuan": D(400),
     "report_no": "R1", "stage_on": date(2025, 11, 1)},
    {"year": 2026, "org_code": "2", "project_code": "P9", "stage": "planned"},
    {"year": 2027, "org_code": "1", "project_code": "P1", "stage": "analysed"},
]  # fmt: skip
NAMES = [{"org_code": "2", "alias": "old", "valid_to": date(2026, 1, 31)}]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("cuts") / "small.duckdb") as opened:
        opened.accept(batch("org", [{"org_code": "1", "org_name": "甲镇"}, {"org_code": "2", "org_name": "乙局"}]))
        opened.accept(batch("org_alias", NAMES))
        opened.accept(batch("project", PROJECTS))
        opened.accept(batch("service_item", [{"item_code": "CY0101", "item_name": "道路"}]))
        opened.accept(batch("adjustment", CHANGES))
        opened.accept(batch("analysis", ANALYSES))
        opened.accept(batch("execution", EXECUTION))
        rows = [
            {"year": 2026, "org_code": "2" if project == "P9" else "1", "project_code": project, "version": version,
             "amount_yuan": D(amount)}
            for version, project, amount in VERSIONS
        ]  # fmt: skip
        opened.accept(batch("appropriation", rows))
        yield opened


def test_dated_changes_of_a_year_come_in_the_order_of_their_days(warehouse: Warehouse) -> None:
    found = warehouse.read("adjustments", year=2026)
    columns = ("org_code", "org_name", "project", "project_name", "item_code", "item_name", "adjusted_on",
               "change_yuan")  # fmt: skip
    assert found.select(columns).rows() == [
        ("2", "乙局", "P9", None, None, None, date(2026, 1, 1), D("-2.00")),
        ("1", "甲镇", "P1", "甲路", "CY0101", "道路", date(2026, 3, 5), D("-40.00")),
        ("1", "甲镇", "P1", "甲路", "CY0101", "道路", date(2026, 7, 2), D("30.50")),
        ("2", "乙局", "无代码", "无代码", "SZ01", "系统", date(2026, 7, 2), D("5.00")),
    ]


def test_every_change_tells_its_document_reason_and_row(warehouse: Warehouse) -> None:
    [row] = warehouse.read("adjustments", year=2026, org="1", project="P1").tail(1).iter_rows(named=True)
    told = ("adjustment_no", "adjustment_kind", "adjustment_reason", "file_name", "row_number")
    assert tuple(row[name] for name in told) == ("调2", "addition", "新增", "adjustment.csv", 2)


def test_changes_can_be_asked_of_one_organisation_or_project(warehouse: Warehouse) -> None:
    assert warehouse.read("adjustments", year=2026, org="2")["change_yuan"].to_list() == [D(-2), D(5)]
    assert warehouse.read("adjustments", year=2026, project="P1")["change_yuan"].sum() == D("-9.5")
    assert warehouse.read("adjustments", year=2024).is_empty()
    assert warehouse.read("adjustments", year=2025, to_year=2026, project="P1")["change_yuan"].sum() == D("-8.5")


def test_a_project_has_its_request_budgets_and_last_years_spending(warehouse: Warehouse) -> None:
    # P1: two lines, 100 paid, 200 approved, 400 current; December 2025: 80. The third has no code, and no last year;
    # P3 began in April of the last year.
    found = warehouse.read("budgets_of_projects", year=2026).sort("org_code", "project")
    columns = ("org_code", "project", "requested_yuan", "approved_yuan", "current_yuan", "paid_yuan", "past_yuan")
    assert found.select(columns).rows() == [
        ("1", "P1", D(500), D(200), D(400), D(100), D(80)),
        ("2", "P9", D(70), D(68), D(136), D(34), D(33)),
        ("2", "无代码", D(8), D(8), D(16), D(4), None),
        ("3", "P3", D(24), D(24), D(48), D(12), None),
    ]
    assert found["nature"].to_list() == ["routine", None, None, "build"]


def test_budgets_stand_at_the_month_asked_for(warehouse: Warehouse) -> None:
    [row] = warehouse.read("budgets_of_projects", year=2026, month=7).iter_rows(named=True)
    assert (row["paid_yuan"], row["past_yuan"], row["requested_yuan"]) == (D(7), D(80), D(500))
    assert warehouse.read("budgets_of_projects", year=2025)["past_yuan"].to_list() == [None, None, None]


def test_payments_are_told_at_each_month_end_under_the_code_of_today(warehouse: Warehouse) -> None:
    found = warehouse.read("paid_by_month").select("org_code", "org_name", "year", "month", "paid_yuan").rows()
    assert found == [
        ("1", "甲镇", 2025, 11, D(60)),
        ("1", "甲镇", 2025, 12, D(80)),
        ("1", "甲镇", 2026, 7, D(7)),
        ("1", "甲镇", 2026, 8, D(100)),
        ("2", "乙局", 2025, 12, D(33)),
        ("2", "乙局", 2026, 8, D(44)),
        ("3", "3", 2025, 12, D(11)),
        ("3", "3", 2026, 8, D(12)),
    ]
    assert warehouse.read("paid_by_month", year=2025).height == 4


def test_analyses_tell_their_stage_and_what_they_saved(warehouse: Warehouse) -> None:
    found = warehouse.read("analyses", year=2026)
    columns = ("org_name", "project", "item_name", "stage", "requested_yuan", "saved_yuan", "applied_yuan", "report_no")
    assert found.select(columns).rows() == [
        ("甲镇", "P1", "道路", "applied", D(500), D(100), D(400), "R1"),
        ("乙局", "P9", None, "planned", None, None, None, None),
    ]
    assert warehouse.read("analyses", year=2027)["stage"].to_list() == ["analysed"]
