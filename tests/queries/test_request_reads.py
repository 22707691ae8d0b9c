"""The reads of the budget review, on a few rows whose answers were worked out by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from small import batch

from duibiao.warehouse import Warehouse

D = Decimal
REQUESTS = [
    {"request_no": "SQ2", "line_no": "10", "year": 2027, "org_code": "2", "amount_yuan": D("5.50")},
    {"request_no": "SQ2", "line_no": "9", "year": 2027, "org_code": "2", "amount_yuan": D(4), "org_name": "乙局自称"},
    {"request_no": "SQ1", "line_no": "1", "year": 2027, "org_code": "OLD", "amount_yuan": D(100), "item_code": "CY0101",
     "grade": "一级", "quantity": D("2.5"), "measure_unit": "km", "unit_price_yuan": D(40), "months": D(9),
     "service_from": date(2027, 4, 1), "service_to": date(2027, 12, 31), "base_yuan": D(7), "person_months": D(3),
     "area": "新城", "reason_text": "续签", "project_code": "P1", "project_name": "甲路"},
    {"request_no": "SQ0", "line_no": "1", "year": 2026, "org_code": "1", "amount_yuan": D(3)},
]  # fmt: skip
STANDARD = {
    "standard_code": "B1", "standard_name": "保洁", "standard_kind": "cost_standard", "version": "1", "status": "draft",
    "valid_from": date(2026, 1, 1), "item_code": "CY0101", "amount_yuan": D(10), "measure_unit": "km",
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("requests") / "small.duckdb") as opened:
        orgs = [
            {"org_code": code, "org_name": name, "org_type": "town"} for code, name in (("1", "甲镇"), ("2", "乙局"))
        ]
        opened.accept(batch("org", orgs))
        opened.accept(batch("org_alias", [{"org_code": "1", "alias": "OLD"}]))
        opened.accept(batch("service_item", [{"item_code": "CY0101", "item_name": "道路", "measure_unit": "km"}]))
        opened.accept(batch("standard", [STANDARD, STANDARD | {"item_code": "SZ0201", "status": "issued"}]))
        opened.accept(batch("request", REQUESTS[:3], file_name="2027.xlsx", synthetic=True))
        opened.accept(batch("request", REQUESTS[3:], file_name="2026.xlsx"))
        yield opened


def test_requests_are_the_lines_of_a_year_by_organisation_in_the_order_of_their_numbers(warehouse: Warehouse) -> None:
    rows = warehouse.read("requests", year=2027).to_dicts()
    assert [(row["org_code"], row["request_no"], row["line_no"], row["amount_yuan"]) for row in rows] == [
        ("1", "SQ1", "1", D(100)), ("2", "SQ2", "9", D(4)), ("2", "SQ2", "10", D("5.50")),
    ]  # fmt: skip
    assert rows[0] == REQUESTS[2] | {
        "org_code": "1", "scope_org": "OLD", "org_name": "甲镇", "item_name": "道路",
    }  # fmt: skip
    assert [row["org_name"] for row in rows[1:]] == ["乙局自称", "乙局"]


def test_request_years_tell_how_many_requests_and_how_much(warehouse: Warehouse) -> None:
    assert warehouse.read("request_years").rows() == [
        (2027, 2, 2, D("109.50"), True, "2027.xlsx"),
        (2026, 1, 1, D("3.00"), False, "2026.xlsx"),
    ]


def test_standard_cells_are_all_rows_whatever_their_status(warehouse: Warehouse) -> None:
    both = warehouse.read("standard_cells")
    assert both.select("item_code", "status").rows() == [("CY0101", "draft"), ("SZ0201", "issued")]
    (one,) = warehouse.read("standard_cells", item="CY").to_dicts()
    assert {name: value for name, value in one.items() if value is not None} == STANDARD | {"batch_id": 4}
