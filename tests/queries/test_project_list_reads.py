"""Lists of projects as they are read for the comparison of two of them."""

from datetime import date
from decimal import Decimal

from small import batch

from duibiao.warehouse import Warehouse


def test_lists_come_by_year_under_the_name_and_code_that_the_organisation_has_today(tmp_path):
    first = {
        "year": 2024, "org_code": "OLD", "org_name": "甲局自称", "project_code": "P1", "project_name": "平台",
        "total_budget_yuan": Decimal("100.50"), "end_date": date(2025, 6, 30), "told_on": date(2024, 6, 30),
    }  # fmt: skip
    with Warehouse.open(tmp_path / "lists.duckdb") as warehouse:
        warehouse.accept(batch("org", [{"org_code": "1", "org_name": "甲局", "org_type": "department"}]))
        warehouse.accept(batch("org_alias", [{"org_code": "1", "alias": "OLD"}]))
        warehouse.accept(batch("project_list", [first], synthetic=True))
        warehouse.accept(batch("project_list", [first | {"year": 2025, "org_code": "1", "total_budget_yuan": None}]))
        warehouse.accept(batch("project_list", [first | {"year": 2025, "org_code": "9", "project_code": "P2"}]))
        every = warehouse.read("project_lists", year=None).rows(named=True)
        later = warehouse.read("project_lists", year=2025)
    assert [(row["year"], row["org_code"], row["org_name"], row["project_code"]) for row in every] == [
        (2024, "1", "甲局", "P1"), (2025, "1", "甲局", "P1"), (2025, "9", "甲局自称", "P2"),
    ]  # fmt: skip
    assert [row["total_budget_yuan"] for row in every] == [Decimal("100.50"), None, Decimal("100.50")]
    assert (every[0]["end_date"], every[0]["told_on"]) == (date(2025, 6, 30), date(2024, 6, 30))
    assert [(row["currency"], row["synthetic"]) for row in every] == [("CNY", True), ("CNY", False), ("CNY", False)]
    assert later["project_code"].to_list() == ["P1", "P2"]
