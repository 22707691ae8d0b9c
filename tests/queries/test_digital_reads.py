"""The reads of digital projects, on a few rows whose answers were worked out by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from small import batch

from duibiao.warehouse import Warehouse

D = Decimal
SERVER = {
    "year": 2026, "org_code": "OLD", "org_name": "甲局自称", "project_code": "P9", "project_name": "机房",
    "item_code": "SZ0102", "component_name": "服务器", "specification": "2路", "quantity": D("2"), "measure_unit": "台",
    "amount_yuan": D("90000.50"), "purchased_on": date(2026, 3, 1),
}  # fmt: skip
CARE = {
    "year": 2025, "org_code": "2", "project_code": "P2", "item_code": "SZ0201", "system_name": "平台",
    "component_name": "运维", "quantity": D("1"), "measure_unit": "项", "amount_yuan": D(5),
    "service_from": date(2025, 1, 1), "service_to": date(2025, 12, 31),
}  # fmt: skip
PROJECTS = [
    {"org_code": "1", "project_code": "B1", "project_name": "平台一", "total_budget_yuan": D(1000)},
    {"org_code": "OLD", "project_code": "B2", "project_name": "平台二"},
    {"org_code": "1", "project_code": "M1", "related_project_code": "B1", "item_code": "SZ0201"},
    {"org_code": "1", "project_code": "M2", "related_project_code": "B2"},
    {"org_code": "1", "project_code": "M3", "related_project_code": "gone"},
]


def line(
    project: str, year: int, month: int, current: int, paid: int, class_code: str = "2130101"
) -> dict[str, object]:
    return {
        "year": year, "month": month, "org_code": "1", "project_code": project, "project_name": f"{project}名",
        "function_code": class_code, "current_yuan": D(current), "paid_yuan": D(paid),
    }  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("digital") / "small.duckdb") as opened:
        opened.accept(
            batch("org", [{"org_code": code, "org_name": f"{code}局", "org_type": "department"} for code in "12"])
        )
        opened.accept(batch("org_alias", [{"org_code": "1", "alias": "OLD"}]))
        opened.accept(batch("service_item", [{"item_code": "SZ0102", "item_name": "硬件", "measure_unit": "台"}]))
        opened.accept(batch("digital_component", [SERVER]))
        opened.accept(batch("digital_component", [CARE]))
        opened.accept(batch("project", PROJECTS))
        for month, rows in {
            # B1 has a total budget; of B2 600 were paid in 2024 (its later month) and 50 more in 2025.
            (2024, 6): [line("B2", 2024, 6, 900, 500)],
            (2024, 12): [line("B2", 2024, 12, 900, 600)],
            (2025, 12): [line("B2", 2025, 12, 60, 50), line("B1", 2025, 12, 2000, 1990)],
            (2026, 8): [
                line("M1", 2026, 8, 100, 40), line("M1", 2026, 8, 20, 5, "2130102"), line("M2", 2026, 8, 65, 65),
                line("M3", 2026, 8, 7, 7),
            ],
        }.items():  # fmt: skip
            opened.accept(batch("execution", rows, file_name=f"{month}.csv"))
        prices = [("甲", 2024, "台", 10), ("甲", 2025, "台", 12), ("甲", 2025, "台", 11), ("甲", 2027, "台", 1),
                  ("甲", 2025, "套", 99), ("乙", 2023, "台", 5)]  # fmt: skip
        for year in (2023, 2024, 2025, 2027):
            rows = [
                {"product_code": str(i), "product_name": name, "year": each, "price_unit": unit, "price_yuan": D(price)}
                for i, (name, each, unit, price) in enumerate(prices) if each == year
            ]  # fmt: skip
            opened.accept(batch("catalogue_price", rows, file_name=f"{year}.csv"))
        yield opened


def test_components_carry_todays_organisation_and_the_name_of_their_item(warehouse: Warehouse) -> None:
    (row,) = warehouse.read("components", year=2026).to_dicts()
    told = {name: value for name, value in row.items() if value is not None and name != "batch_id"}
    assert told == SERVER | {"org_code": "1", "org_name": "1局", "org_type": "department", "item_name": "硬件"}
    assert [row["year"] for row in warehouse.read("components").to_dicts()] == [2025, 2026]
    assert warehouse.read("components", item="SZ02")["component_name"].to_list() == ["运维"]


def test_maintenance_stands_beside_the_build_by_total_budget_or_by_what_was_paid(warehouse: Warehouse) -> None:
    rows = warehouse.read("maintenance", year=2026, month=8)
    shown = rows.select("project_code", "current_yuan", "paid_yuan", "build_code", "build_yuan").rows()
    # M1: 100 + 20 and 40 + 5 in two lines, build by its total budget; M2: build by the 600 + 50 paid; M3 has no build.
    assert shown == [("M1", D(120), D(45), "B1", D(1000)), ("M2", D(65), D(65), "B2", D(650))]


def test_catalogue_prices_are_those_of_the_newest_year_of_each_product(warehouse: Warehouse) -> None:
    rows = warehouse.read("product_prices", year=2026)
    columns = ("product_name", "price_unit", "price_yuan", "highest_yuan", "year", "n_prices")
    assert rows.select(columns).rows() == [
        ("乙", "台", D(5), D(5), 2023, 1), ("甲", "台", D(11), D(12), 2025, 2), ("甲", "套", D(99), D(99), 2025, 1),
    ]  # fmt: skip
