"""Renamed and merged organisations: their figures stand under the successor; nothing that was loaded is changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from small import batch, line

from duibiao.warehouse import Warehouse

ROADS = {"item_code": "CY0101"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "small.duckdb") as opened:
        yield opened


def merged(*rows: tuple[str, str, date | None, date | None]) -> object:
    """Former code, code now, from, to."""
    return batch("org_alias", [
        {"org_code": now, "alias": former, "valid_from": since, "valid_to": until} for former, now, since, until in rows
    ])  # fmt: skip


def paid(warehouse: Warehouse, year: int) -> dict[str, Decimal]:
    return dict(warehouse.read("execution_by_org", year=year).select("org_code", "paid_yuan").iter_rows())


def test_the_past_of_merged_organisations_is_read_as_that_of_the_successor(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023), line("B", 5, year=2023), line("C", 1, year=2023)]))
    warehouse.accept(merged(("A", "D", None, date(2024, 6, 30)), ("B", "D", None, date(2024, 6, 30))))
    assert paid(warehouse, 2023) == {"C": Decimal("1.00"), "D": Decimal("15.00")}
    assert warehouse.read("comparison_by_item", year=2023, item="").is_empty()
    lines = warehouse.read("lines_of_org", year=2023, kind="all", code="", org="D")
    assert lines["paid_yuan"].to_list() == [Decimal("10.00"), Decimal("5.00")]


def test_a_former_code_that_reports_after_its_end_stays_itself(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023, month=6), line("A", 20, year=2023, month=7)]))
    warehouse.accept(merged(("A", "D", None, date(2023, 6, 30))))
    assert paid(warehouse, 2023) == {"A": Decimal("20.00")}
    june = warehouse.read("execution_by_org", year=2023, month=6)
    assert june["org_code"].to_list() == ["D"]


def test_chains_are_followed_to_their_end(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2020)]))
    warehouse.accept(merged(("A", "B", None, date(2021, 12, 31)), ("B", "C", None, date(2023, 12, 31))))
    assert paid(warehouse, 2020) == {"C": Decimal("10.00")}


def test_codes_that_name_each_other_end(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2020), line("B", 5, year=2020)]))
    warehouse.accept(merged(("A", "B", None, None), ("B", "A", None, None)))
    assert sum(paid(warehouse, 2020).values()) == Decimal("15.00")


def test_a_code_that_was_split_keeps_its_figures(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2020)]))
    warehouse.accept(merged(("A", "B", None, None), ("A", "C", None, None)))
    assert paid(warehouse, 2020) == {"A": Decimal("10.00")}


def test_population_is_added_up_where_all_of_the_merged_tell_it(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023, **ROADS), line("B", 5, year=2023, **ROADS)]))
    warehouse.accept(merged(("A", "D", None, None), ("B", "D", None, None)))
    warehouse.accept(batch("org_profile", [{"year": 2023, "org_code": "A", "population": 100}]))
    (half,) = warehouse.read("comparison_measures", year=2023, item="CY").rows(named=True)
    assert (half["spent_yuan"], half["population"]) == (Decimal("15.00"), None)
    warehouse.accept(batch("org_profile", [{"year": 2023, "org_code": "B", "population": 50}]))
    (whole,) = warehouse.read("comparison_measures", year=2023, item="CY").rows(named=True)
    assert whole["population"] == 150


def test_a_unit_cost_of_merged_organisations_needs_the_workload_of_all(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023, **ROADS), line("B", 5, year=2023, **ROADS)]))
    warehouse.accept(merged(("A", "D", None, None), ("B", "D", None, None)))
    work = {"year": 2023, "item_code": "CY0101", "measure_unit": "km", "provenance": "inventory"}
    warehouse.accept(batch("workload", [{"org_code": "A", "quantity": Decimal(2), **work}]))
    assert warehouse.read("unit_costs", year=2023).is_empty()
    (unknown,) = warehouse.read("comparison_measures", year=2023, item="CY").rows(named=True)
    assert unknown["quantity"] is None
    warehouse.accept(batch("workload", [{"org_code": "B", "quantity": Decimal(1), **work}]))
    (known,) = warehouse.read("unit_costs", year=2023).rows(named=True)
    assert (known["org_code"], known["quantity"], known["unit_cost_yuan"]) == ("D", 3.0, 5.0)


def test_payments_of_the_merged_are_found_under_the_successor(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023, project_code="P1")]))
    vouchers = [{"pay_date": date(2023, 3, 1), "voucher_no": "V1", "org_code": "A", "project_code": "P1",
                 "amount_yuan": Decimal(10)}]  # fmt: skip
    warehouse.accept(batch("payment", vouchers))
    warehouse.accept(merged(("A", "D", None, None)))
    found = warehouse.read("payments_of_project", year=2023, org="D", project="P1")
    assert found["voucher_no"].to_list() == ["V1"]


def test_before_the_merger_was_known_it_was_not_read_so(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("A", 10, year=2023)]))
    before = datetime.now(UTC)
    warehouse.accept(merged(("A", "D", None, None)))
    past = warehouse.read("execution_by_org", year=2023, as_of=before)
    assert past["org_code"].to_list() == ["A"]
    assert list(paid(warehouse, 2023)) == ["D"]
