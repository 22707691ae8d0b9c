"""The reads behind dual monitoring, on a few rows whose answers were worked out by hand."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from small import batch, line

from duibiao.warehouse import Warehouse

D = Decimal
TOLD = {"year": 2026, "month": 8, "org_code": "OLD", "project_code": "P1", "level1": "产出指标", "level3": "面积",
        "target": "100", "actual": "40", "expected_yuan": D(90)}  # fmt: skip
PLANNED = {"year": 2026, "org_code": "1", "project_code": "P1", "version": "approved", "amount_yuan": D(100)}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("monitoring") / "small.duckdb") as opened:
        opened.accept(batch("org", [{"org_code": "1", "org_name": "甲局", "org_type": "department"}]))
        opened.accept(batch("org_alias", [{"org_code": "1", "alias": "OLD"}]))
        opened.accept(batch("monitoring", [TOLD, TOLD | {"level3": "长度", "expected_yuan": None}]))
        opened.accept(batch("monitoring", [TOLD | {"month": 6}]))
        opened.accept(
            batch(
                "appropriation",
                [
                    PLANNED | {"economic_code": "30213"},
                    PLANNED | {"economic_code": "30214", "version": "current"},
                    PLANNED | {"economic_code": "30227", "amount_yuan": D(0)},
                    PLANNED | {"economic_code": "30227", "version": "requested"},
                    PLANNED | {"economic_code": "30227", "version": "reviewed"},
                    PLANNED | {"project_code": "P4", "economic_code": "30213", "version": "requested"},
                    PLANNED | {"project_code": "P2"},
                    PLANNED | {"project_code": "P3", "item_code": "CY0101"},
                ],
            )
        )
        lines = [
            ("P4", "30299", 7),
            ("P1", "30213", 10),
            ("P1", "30214", 20),
            ("P1", "30227", 5),
            ("P1", "30299", 0),
            ("P2", "30227", 7),
        ]
        rows = [
            line("1", paid, project_code=code, economic_code=economic, fund_type="一般公共预算" if paid > 6 else "其他")
            for code, economic, paid in lines
        ]
        rows += [line("1", paid, project_code="P3", item_code=item) for item, paid in (("CY010102", 8), ("CY0201", 3))]
        opened.accept(batch("execution", rows))
        yield opened


def test_a_month_comes_under_the_code_of_today(warehouse: Warehouse) -> None:
    rows = warehouse.read("monitoring", year=2026, month=8).to_dicts()
    assert [(row["month"], row["org_code"], row["org_name"], row["level3"]) for row in rows] == [
        (8, "1", "甲局", "面积"), (8, "1", "甲局", "长度"),
    ]  # fmt: skip
    assert [row["expected_yuan"] for row in rows] == [D(90), None]
    assert warehouse.read("monitoring", year=2026, month=6).height == 1
    assert warehouse.read("monitored_months").rows() == [(2026, 8, 1), (2026, 6, 1)]


def test_payments_under_a_class_that_no_budget_names_are_beyond_the_scope(warehouse: Warehouse) -> None:
    """30227 is asked for, and approved with nothing only; of P4 nothing is approved, and P2 does not tell classes."""
    row = warehouse.read("out_of_scope", year=2026).filter(project_code="P1").row(0, named=True)
    assert (row["beyond"], row["project_code"], row["economic_code"], row["paid_yuan"]) == (
        "economic",
        "P1",
        "30227",
        D(5),
    )
    assert row["approved_codes"] == "30213、30214"
    assert set(warehouse.read("out_of_scope", year=2026)["project_code"]) == {"P1", "P3"}


def test_payments_for_an_item_that_no_budget_names_are_beyond_the_scope(warehouse: Warehouse) -> None:
    row = warehouse.read("out_of_scope", year=2026).filter(project_code="P3").row(0, named=True)
    assert (row["beyond"], row["item_code"], row["approved_items"], row["paid_yuan"]) == (
        "item",
        "CY0201",
        "CY0101",
        D(3),
    )


def test_the_money_of_a_project_comes_by_fund(warehouse: Warehouse) -> None:
    """P1 paid 10 and 20 from one fund, 5 and 0 from the other."""
    funds = warehouse.read("funds_of_project", year=2026, month=8, org="1", project="P1")
    assert funds.select("fund_type", "paid_yuan").rows() == [("一般公共预算", D(30)), ("其他", D(5))]
