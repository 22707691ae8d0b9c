"""Every read answers a small warehouse whose answers were worked out by hand."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from small import batch, line

from duibiao.errors import UnknownReadError
from duibiao.warehouse import Warehouse, read_named, read_names

D = Decimal
ROADS, LAWNS = {"item_code": "CY0101", "item_name": "道路"}, {"item_code": "CY0201", "item_name": "绿地"}

EXECUTION = [
    # Two towns and a department in August 2026; 甲 has roads twice, 丙 no item but a function.
    line("1", "100.10", project_code="P1", project_name="甲路", function_code="2120501", **ROADS),
    line("1", "50", project_code="P1", economic_code="30213", fund_type="一般", **ROADS),
    line("1", "30", project_code="P2", **LAWNS),
    line("2", "60", project_code="P3", function_code="2120501", **ROADS),
    line("3", "9", current_yuan=D(0), function_code="2130305"),
    # July, and the year before.
    line("1", "70", month=7, project_code="P1", **ROADS),
    line("1", "500", year=2025, month=12, project_code="P1", **ROADS),
]
ORGS = [
    {"org_code": "1", "org_name": "甲镇", "org_type": "town", "short_name": "甲"},
    {"org_code": "2", "org_name": "乙街道", "org_type": "subdistrict"},
    {"org_code": "3", "org_name": "丙局", "org_type": "department"},
]
ITEMS = [
    {"item_code": "CY01", "item_name": "道路养护"},
    {"item_code": "CY0101", "item_name": "道路保洁", "measure_unit": "平方米"},
]
PROJECTS = [{"org_code": "1", "project_code": "P1", "project_name": "甲镇道路", "item_code": "CY0101", "grade": "一级"}]
WORKLOADS = [
    {"year": 2026, "org_code": "1", "item_code": "CY0101", "grade": "一级", "quantity": D(30), "measure_unit": "平方米",
     "provenance": "contract"},
    {"year": 2026, "org_code": "2", "item_code": "CY0101", "grade": None, "quantity": D(20), "measure_unit": "平方米",
     "provenance": "inventory"},
    {"year": 2026, "org_code": "2", "item_code": "CY0101", "measure_code": "M1", "quantity": D(999)},
    {"year": 2026, "org_code": "1", "item_code": "CY0201", "quantity": D(0), "measure_unit": "亩"},
]  # fmt: skip
PROFILES = [
    {"year": 2026, "org_code": "1", "population": 1000, "area_km2": D("12.5")},
    {"year": 2025, "org_code": "2", "population": 7},
]
PAYMENTS = [
    {"pay_date": date(2026, 7, 2), "voucher_no": "V1", "org_code": "1", "project_code": "P1", "amount_yuan": D("70")},
    {"pay_date": date(2026, 8, 3), "voucher_no": "V3", "org_code": "1", "project_code": "P1", "amount_yuan": D("-1")},
    {"pay_date": date(2026, 8, 3), "voucher_no": "V2", "org_code": "1", "project_code": "P1", "amount_yuan": D("9")},
    {"pay_date": date(2026, 8, 3), "voucher_no": "V4", "org_code": "1", "project_code": "P2", "amount_yuan": D("5")},
    {"pay_date": date(2025, 8, 3), "voucher_no": "V5", "org_code": "1", "project_code": "P1", "amount_yuan": D("5")},
    {"pay_date": date(2026, 8, 3), "voucher_no": "V6", "org_code": "2", "project_code": "P1", "amount_yuan": D("5")},
]
SHIPPED = ("price_index",)
"""Reads that answer from what comes with the product."""

REJECTED = pl.DataFrame({"row_number": [9, 8], "reason": ["b", "a"], "original": ['{"c0":"2"}', '{"c0":"1"}']})


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("reads") / "small.duckdb") as opened:
        opened.accept(batch("org", ORGS))
        opened.accept(batch("service_item", ITEMS))
        opened.accept(batch("project", PROJECTS))
        opened.accept(batch("workload", WORKLOADS))
        opened.accept(batch("org_profile", PROFILES))
        opened.accept(batch("payment", PAYMENTS, currency="CNY"))
        opened.accept(
            batch("execution", EXECUTION, synthetic=True, rejections=REJECTED, notes=("说明",), control_totals="[1]")
        )
        opened.confirm_name("org", "甲办", "1", "李华")
        opened.confirm_name("org", "乙办", "2", "李华")
        opened.confirm_name("org", "乙办", None, "王芳")
        opened.save_profile("月报", "execution", "f1", "old", "李华")
        opened.save_profile("月报", "execution", "f2", "extract = 'execution'", "王芳")
        opened.save_profile("旧表", "payment", "f3", "old", "李华")
        opened.save_profile("旧表", "payment", "f3", None, "李华")
        yield opened


def ask(warehouse: Warehouse, name: str, *columns: str, **params: object) -> list[tuple[object, ...]]:
    """The answer of a read, those columns of it, in its order."""
    answer = warehouse.read(name, **params)
    return answer.select(columns or answer.columns).rows()


def test_class_states_are_summed_by_what_is_asked_and_by_the_kind_above(warehouse: Warehouse) -> None:
    # Current is four times what is paid; the 9 of 丙 have no budget and no item.
    columns = ("year", "month", "class_code", "kind_code", "current_yuan", "contracted_yuan", "paid_yuan")
    assert ask(warehouse, "class_states", *columns, class_of="organisation", kind_of="field") == [
        (2025, 12, "1", "CY", D(2000), None, D(500)),
        (2026, 7, "1", "CY", D(280), None, D(70)),
        (2026, 8, "1", "CY", D("720.40"), None, D("180.10")),
        (2026, 8, "2", "CY", D(240), None, D(60)),
        (2026, 8, "3", None, D(0), None, D(9)),
    ]
    of_items = ask(warehouse, "class_states", *columns, class_of="item", kind_of="heading")
    assert [row[2:4] + row[6:] for row in of_items if row[1] == 8] == [
        ("CY0101", "302", D(50)), ("CY0101", None, D("160.10")), ("CY0201", None, D(30)), (None, None, D(9)),
    ]  # fmt: skip
    of_functions = ask(warehouse, "class_states", *columns, class_of="function", kind_of="fund")
    assert [row[2:4] + row[6:] for row in of_functions if row[1] == 8] == [
        ("2120501", None, D("160.10")), ("2130305", None, D(9)), (None, "一般", D(50)), (None, None, D(30)),
    ]  # fmt: skip
    chapters = warehouse.read("class_states", class_of="item", kind_of="chapter")["kind_code"].unique().to_list()
    assert sorted(chapters, key=str) == ["3", None]


def test_years_are_newest_first_with_their_last_month(warehouse: Warehouse) -> None:
    assert ask(warehouse, "years", "year", "last_month", "n_orgs") == [(2026, 8, 3), (2025, 12, 1)]


def test_data_state_tells_rows_and_periods_of_each_extract(warehouse: Warehouse) -> None:
    columns = ("extract", "n_rows", "n_batches", "first_period", "last_period", "currency", "synthetic")
    assert ask(warehouse, "data_state", *columns) == [
        ("execution", 7, 1, "2025-12", "2026-08", "CNY", True),
        ("org", 3, 1, None, None, "CNY", False),
        ("org_profile", 2, 1, "2025", "2026", "CNY", False),
        ("payment", 6, 1, "2025-08", "2026-08", "CNY", False),
        ("project", 1, 1, None, None, "CNY", False),
        ("service_item", 2, 1, None, None, "CNY", False),
        ("workload", 4, 1, "2026", "2026", "CNY", False),
    ]


def test_headline_sums_the_last_month(warehouse: Warehouse) -> None:
    # paid 100.10 + 50 + 30 + 60 + 9; approved is twice that; current four times that of all but the 9.
    row = warehouse.read("headline", year=2026).to_dicts()[0]
    assert (row["year"], row["month"]) == (2026, 8)
    assert (row["approved_yuan"], row["current_yuan"], row["paid_yuan"]) == (D("498.20"), D("960.40"), D("249.10"))
    assert row["execution_rate"] == pytest.approx(249.10 / 960.40)
    assert (row["n_orgs"], row["n_projects"], row["n_lines"]) == (3, 3, 5)
    assert (row["currency"], row["synthetic"]) == ("CNY", True)


def test_a_month_without_approved_budget_takes_it_from_the_approved_appropriation_and_says_so(tmp_path: Path) -> None:
    told = {"year": 2026, "org_code": "1", "project_code": "P1", "version": "approved"}
    with Warehouse.open(tmp_path / "untold.duckdb") as warehouse:
        lines = [line("1", 10, approved_yuan=None), line("2", 20, approved_yuan=D(50))]
        warehouse.accept(batch("execution", lines))
        rows = [told | {"amount_yuan": D(30)}, told | {"project_code": "P2", "amount_yuan": D(12)}]
        warehouse.accept(batch("appropriation", [*rows, told | {"version": "requested", "amount_yuan": D(99)}]))
        row = warehouse.read("headline", year=2026).to_dicts()[0]
        by_org = ask(warehouse, "execution_by_org", "org_code", "approved_yuan", "approved_from", year=2026)
    assert (row["approved_yuan"], row["n_from_appropriation"]) == (D(92), 1)
    assert by_org == [("1", D(42), "appropriation"), ("2", D(50), "execution")]


def test_every_month_has_its_currency(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "currencies.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 1, month=6), line("1", 1, month=7)], currency="EUR"))
        warehouse.accept(batch("execution", [line("2", 1, year=2025, month=7)], currency="EUR"))
        assert warehouse.read("currencies").rows() == [(2025, 7, "EUR"), (2026, 6, "EUR"), (2026, 7, "EUR")]


def test_headline_of_a_year_without_data_is_empty_and_not_zero(warehouse: Warehouse) -> None:
    row = warehouse.read("headline", year=2030).to_dicts()[0]
    assert (row["paid_yuan"], row["execution_rate"], row["n_lines"]) == (None, None, 0)


def test_execution_by_org_is_of_the_last_month_or_of_the_one_asked(warehouse: Warehouse) -> None:
    assert ask(warehouse, "execution_by_org", year=2026) == [
        ("1", "甲镇", "town", D("360.20"), D("720.40"), D("180.10"), 0.25, "execution"),
        ("2", "乙街道", "subdistrict", D(120), D(240), D(60), 0.25, "execution"),
        ("3", "丙局", "department", D(18), D(0), D(9), None, "execution"),
    ]
    assert ask(warehouse, "execution_by_org", "org_code", "paid_yuan", year=2026, month=7) == [("1", D(70))]
    assert ask(warehouse, "execution_by_org", year=2026, month=3) == []


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("CY0101", [("1", D("150.10"), 2), ("2", D(60), 1)]),
        ("CY", [("1", D("180.10"), 3), ("2", D(60), 1)]),
        ("212", [("1", D("100.10"), 1), ("2", D(60), 1)]),
        ("2130305", [("3", D(9), 1)]),
        ("XX", []),
    ],
)
def test_comparison_by_item_takes_items_functions_and_beginnings_of_them(
    warehouse: Warehouse, item: str, answer: list[tuple[object, ...]]
) -> None:
    assert ask(warehouse, "comparison_by_item", "org_code", "spent_yuan", "n_lines", year=2026, item=item) == answer


def test_comparison_measures_has_everything_to_divide_by(warehouse: Warehouse) -> None:
    assert ask(warehouse, "comparison_measures", year=2026, item="CY0101") == [
        ("1", "甲镇", "town", D("150.10"), D("600.40"), D("180.10"), 1000, 12.5, 30.0, "平方米", 2, 8),
        ("2", "乙街道", "subdistrict", D(60), D(240), D(60), None, None, 20.0, "平方米", 1, 8),
        ("3", "丙局", "department", None, None, D(9), None, None, None, None, 0, 8),
    ]


def test_a_quantity_in_two_units_is_no_quantity(warehouse: Warehouse) -> None:
    # 甲 counts roads in 平方米 and lawns in 亩.
    found = ask(warehouse, "comparison_measures", "org_code", "quantity", "measure_unit", year=2026, item="CY")
    assert found == [("1", None, None), ("2", 20.0, "平方米"), ("3", None, None)]


def test_choices_offer_items_with_their_parents_and_every_level_of_classifications(warehouse: Warehouse) -> None:
    found = ask(warehouse, "choices", "kind", "code", "name", "level", "parent_code", "n_orgs", "spent_yuan", year=2026)
    assert found == [
        ("item", "CY01", "道路养护", 1, None, 2, D("210.10")),
        ("item", "CY0101", "道路保洁", 2, "CY01", 2, D("210.10")),
        ("item", "CY0201", "绿地", 1, None, 1, D(30)),
        ("function", "212", "城乡社区支出", 1, None, 2, D("160.10")),
        ("function", "21205", "城乡社区环境卫生", 2, "212", 2, D("160.10")),
        ("function", "2120501", "城乡社区环境卫生", 3, "21205", 2, D("160.10")),
        ("function", "213", "农林水支出", 1, None, 1, D(9)),
        ("function", "21303", "水利", 2, "213", 1, D(9)),
        ("function", "2130305", "水利工程建设", 3, "21303", 1, D(9)),
        ("economic", "302", "商品和服务支出", 1, None, 1, D(50)),
        ("economic", "30213", "维修（护）费", 2, "302", 1, D(50)),
    ]


def test_orgs_are_those_that_report_in_the_last_month(warehouse: Warehouse) -> None:
    assert ask(warehouse, "orgs", year=2026) == [
        ("1", "甲镇", "town", D("180.10")),
        ("2", "乙街道", "subdistrict", D(60)),
        ("3", "丙局", "department", D(9)),
    ]
    assert ask(warehouse, "orgs", "org_code", year=2025) == [("1",)]


def test_lines_of_an_organisation_are_the_rows_behind_its_figure(warehouse: Warehouse) -> None:
    found = ask(
        warehouse, "lines_of_org", "project_code", "project_name", "item_name", "function_name", "economic_name",
        "fund_type", "approved_yuan", "current_yuan", "paid_yuan", "execution_rate", "file_name", "row_number",
        year=2026, kind="item", code="CY0101", org="1",
    )  # fmt: skip
    assert found == [
        ("P1", "甲路", "道路", "城乡社区环境卫生", None, None, D("200.20"), D("400.40"), D("100.10"), 0.25,
         "execution.csv", 2),
        ("P1", "甲镇道路", "道路", None, "维修（护）费", "一般", D(100), D(200), D(50), 0.25, "execution.csv", 3),
    ]  # fmt: skip


def test_all_lines_of_an_organisation_are_those_of_no_item_and_no_function_too(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 5, **ROADS), line("1", 3, project_code="P9")]))
        assert ask(warehouse, "lines_of_org", "paid_yuan", year=2026, kind="all", code="", org="1") == [
            (D(5),),
            (D(3),),
        ]
        assert ask(warehouse, "lines_of_org", "paid_yuan", year=2026, kind="item", code="CY", org="1") == [(D(5),)]


def test_payments_whose_budget_is_not_told_raise_no_rate(tmp_path: Path) -> None:
    told, untold = line("1", 5), line("2", 9) | {"current_yuan": None}
    nothing_paid = line("1", 0) | {"current_yuan": None}
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("execution", [told, nothing_paid]))
        assert ask(warehouse, "headline", "execution_rate", year=2026) == [(0.25,)]
        warehouse.accept(batch("execution", [line("2", 3), untold]))
        found = ask(warehouse, "execution_by_org", "org_code", "current_yuan", "execution_rate", year=2026)
        assert found == [("1", D(20), 0.25), ("2", D(12), None)]
        assert ask(warehouse, "headline", "execution_rate", year=2026) == [(None,)]


def test_a_code_that_two_organisations_use_is_two_projects(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line(org, 5, project_code="P1") for org in "121"]))
        assert ask(warehouse, "headline", "n_projects", "n_lines", year=2026) == [(2, 3)]


def test_lines_take_the_grade_of_their_project(warehouse: Warehouse) -> None:
    assert ask(warehouse, "lines_of_org", "item_code", "grade", year=2026, kind="item", code="CY", org="1") == [
        ("CY0101", "一级"),
        ("CY0101", "一级"),
        ("CY0201", None),
    ]


def test_payments_of_a_project_are_those_of_the_year_up_to_the_month(warehouse: Warehouse) -> None:
    columns = ("pay_date", "voucher_no", "amount_yuan", "file_name", "row_number")
    to_july = [(date(2026, 7, 2), "V1", D(70), "payment.csv", 2)]
    august = [(date(2026, 8, 3), "V2", D(9), "payment.csv", 4), (date(2026, 8, 3), "V3", D(-1), "payment.csv", 3)]
    asked = {"year": 2026, "org": "1", "project": "P1"}
    assert ask(warehouse, "payments_of_project", *columns, **asked) == to_july + august
    assert ask(warehouse, "payments_of_project", *columns, **asked, month=7) == to_july


def test_all_payments_of_an_organisation_are_those_of_its_projects_and_all_others(warehouse: Warehouse) -> None:
    columns = ("voucher_no", "project_code", "org_name", "amount_yuan", "row_number")
    july = ("V1", "P1", "甲镇", D(70), 2)
    august = [("V2", "P1", "甲镇", D(9), 4), ("V3", "P1", "甲镇", D(-1), 3), ("V4", "P2", "甲镇", D(5), 5)]
    assert ask(warehouse, "payments_of_org", *columns, year=2026, org="1") == [july, *august]
    assert ask(warehouse, "payments_of_org", *columns, year=2026, org="1", month=7) == [july]
    assert ask(warehouse, "n_payments_of_org", year=2026, org="1") == [(4,)]
    assert ask(warehouse, "n_payments_of_org", year=2026, org="9") == [(0,)]


def test_rows_go_into_a_file_as_they_are_read(warehouse: Warehouse, tmp_path: Path) -> None:
    asked = {"year": 2026, "org": "1"}
    n_rows = warehouse.write_rows(tmp_path / "rows.arrow", "payments_of_org", **asked)
    found = pl.read_ipc(tmp_path / "rows.arrow")
    assert found.equals(warehouse.read("payments_of_org", **asked))
    assert (n_rows, found.schema["amount_yuan"]) == (found.height, pl.Decimal(18, 2))


def test_unit_costs_are_spending_over_workload_of_the_same_grade(warehouse: Warehouse) -> None:
    # 甲: (100.10 + 50) / 30; 乙: 60 / 20; lawns have no workload above zero, and M1 is not the item's own workload.
    found = ask(warehouse, "unit_costs", year=2026)
    assert found == [
        ("1", "甲镇", "town", "CY0101", "道路保洁", "一级", "平方米", "contract", D("150.10"), 30.0,
         pytest.approx(150.10 / 30), 1, 2, 8),
        ("2", "乙街道", "subdistrict", "CY0101", "道路保洁", None, "平方米", "inventory", D(60), 20.0, 3.0, 1, 1, 8),
    ]  # fmt: skip


def test_item_totals_have_every_organisation_by_item(warehouse: Warehouse) -> None:
    assert ask(warehouse, "item_totals", year=2026) == [
        ("1", "甲镇", "town", "CY0101", "道路保洁", D("150.10"), D("180.10"), 1000, 8),
        ("2", "乙街道", "subdistrict", "CY0101", "道路保洁", D(60), D(60), None, 8),
        ("1", "甲镇", "town", "CY0201", "绿地", D(30), D("180.10"), 1000, 8),
    ]


def test_rejections_come_in_the_order_of_the_file(warehouse: Warehouse) -> None:
    assert ask(warehouse, "rejections", batch=7) == [(8, "a", '{"c0":"1"}'), (9, "b", '{"c0":"2"}')]
    assert ask(warehouse, "rejections", batch=1) == []


def test_the_report_of_a_batch_is_kept(warehouse: Warehouse) -> None:
    assert ask(warehouse, "batch_report", "batch_id", "control_totals", "notes", batch=7) == [(7, "[1]", '["说明"]')]


def test_batches_are_a_ledger_newest_first(warehouse: Warehouse) -> None:
    columns = ("batch_id", "extract", "state", "n_accepted", "n_rejected", "n_orgs", "first_period", "last_period")
    found = ask(warehouse, "batches", *columns)
    assert found[0] == (7, "execution", "live", 7, 2, 3, "2025-12", "2026-08")
    assert found[-1] == (1, "org", "live", 3, 0, 3, None, None)
    assert [row[0] for row in found] == [7, 6, 5, 4, 3, 2, 1]


def test_batches_tell_what_became_of_each(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        for orgs in ("12", "3", "13", "2", "4"):
            warehouse.accept(batch("execution", [line(org, 1) for org in orgs], accepted_by=f"by {orgs}"))
        warehouse.undo(5, by="somebody else")
        columns = ("batch_id", "state", "accepted_by")
        assert ask(warehouse, "batches", *columns) == [
            (5, "undone", "by 4"),
            (4, "live", "by 2"),
            (3, "live", "by 13"),
            (2, "replaced", "by 3"),
            (1, "replaced", "by 12"),
        ]
        warehouse.undo(4)
        assert ask(warehouse, "batches", *columns)[-1] == (1, "partly_replaced", "by 12")


FOUND = pl.DataFrame(
    {
        "position": [1, 2, 3],
        "severity": ["set_aside", "warn", "warn"],
        "code": ["rows_set_aside", "jumped", "restated"],
        "message": ["一行", "二", "三"],
        "n_cases": [1, 2, 3],
        "examples": ['[{"row_number":3,"cell":"C3","value":"x"}]', "[]", "[]"],
        "mend": ["改", "", ""],
    }
)


def test_findings_of_a_batch_are_kept_in_their_order_and_counted_in_the_ledger(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 1), line("2", 1)]))
        warehouse.accept(batch("execution", [line("2", 2)]))
        told = batch("execution", [line("1", 3), line("2", 3)], findings=FOUND, acknowledged_by="甲", typed_total=D(6))
        assert warehouse.accept(replace(told, header='["单位"]', profile="{}")).replaced == (1, 2)
        assert ask(warehouse, "batch_findings", "severity", "code", "n_cases", "mend", batch=3) == [
            ("set_aside", "rows_set_aside", 1, "改"),
            ("warn", "jumped", 2, ""),
            ("warn", "restated", 3, ""),
        ]
        report = warehouse.read("batch_report", batch=3).to_dicts()[0]
        assert [each["message"] for each in json.loads(report["findings"])] == ["一行", "二", "三"]
        assert json.loads(report["findings"])[0]["examples"] == [{"row_number": 3, "cell": "C3", "value": "x"}]
        assert (report["header"], report["profile"], report["acknowledged_by"]) == ('["单位"]', "{}", "甲")
        columns = ("batch_id", "n_set_aside", "n_warnings", "replaced", "typed_total_yuan", "acknowledged_by")
        assert ask(warehouse, "batches", *columns) == [
            (3, 1, 2, "1, 2", D(6), "甲"),
            (2, 0, 0, "1", None, None),
            (1, 0, 0, None, None, None),
        ]


def test_the_history_tells_who_accepted_undid_and_redid_newest_first(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 1)], accepted_by="甲"))
        warehouse.accept(batch("execution", [line("2", 1)], accepted_by="乙"))
        warehouse.undo(1, by="丙")
        warehouse.redo(1, by="丁")
        columns = ("batch_id", "event", "happened_by")
        assert ask(warehouse, "batch_history", *columns) == [
            (1, "redone", "丁"),
            (1, "undone", "丙"),
            (2, "accepted", "乙"),
            (1, "accepted", "甲"),
        ]
        assert ask(warehouse, "batch_history", "event", batch=2) == [("accepted",)]
        assert ask(warehouse, "batches", "batch_id", "accepted_by", "changed_by") == [(2, "乙", "乙"), (1, "甲", "丁")]


def test_the_batches_of_the_same_file_are_found_by_its_hash(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        for digest in ("a", "b", "a"):
            warehouse.accept(batch("execution", [line("1", 1)], file_sha256=digest, accepted_by=digest))
        warehouse.undo(1)
        columns = ("batch_id", "extract", "undone", "accepted_by")
        assert ask(warehouse, "batches_of_file", *columns, sha256="a") == [
            (3, "execution", False, "a"),
            (1, "execution", True, "a"),
        ]
        assert ask(warehouse, "batches_of_file", sha256="c") == []


def test_scopes_left_standing_are_those_of_the_same_periods_in_other_batches(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 1), line("2", 1), line("3", 1, month=7)]))
        warehouse.accept(batch("execution", [line("1", 2)]))
        assert ask(warehouse, "scopes_left_standing", batch=2) == [("2", "2026-08", 1)]
        assert ask(warehouse, "scopes_left_standing", batch=1) == []


def test_accepted_at_is_the_moment_of_acceptance_in_utc(tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("execution", [line("1", 1)]))
        (moment,) = ask(warehouse, "batches", "accepted_at")[0]
    assert isinstance(moment, datetime)
    assert timedelta(0) <= moment - before < timedelta(minutes=1)


@pytest.mark.parametrize("name", read_names())
def test_a_read_refuses_parameters_that_it_does_not_take(warehouse: Warehouse, name: str) -> None:
    with pytest.raises(UnknownReadError) as wrong:
        warehouse.read(name, colour="red")
    assert "colour" in wrong.value.message


@pytest.mark.parametrize("name", [name for name in read_names() if read_named(name).required])
def test_a_read_says_which_parameters_it_needs(warehouse: Warehouse, name: str) -> None:
    with pytest.raises(UnknownReadError) as wrong:
        warehouse.read(name)
    assert all(parameter in wrong.value.message for parameter in read_named(name).required)


@pytest.mark.parametrize("name", read_names())
def test_a_read_answers_an_empty_warehouse_with_the_same_columns(
    warehouse: Warehouse, empty: Warehouse, name: str
) -> None:
    asked = {parameter: {"year": 2026, "batch": 1}.get(parameter, "1") for parameter in read_named(name).required}
    full, none = warehouse.read(name, **asked), empty.read(name, **asked)
    assert none.schema == full.schema
    assert none.height <= 1 or name in SHIPPED


def test_known_names_are_those_of_lists_of_people_and_of_earlier_extracts(warehouse: Warehouse) -> None:
    assert ask(warehouse, "known_names", "name", "code", "origin", kind="org") == [
        ("丙局", "3", "listed"), ("乙街道", "2", "listed"), ("甲", "1", "listed"), ("甲办", "1", "confirmed"),
        ("甲镇", "1", "listed"),
    ]  # fmt: skip
    assert ask(warehouse, "known_names", "org_code", "name", "code", "origin", kind="project") == [
        ("1", "甲路", "P1", "seen"),
        ("1", "甲镇道路", "P1", "listed"),
    ]


def test_listed_codes_are_those_of_the_list(warehouse: Warehouse) -> None:
    assert ask(warehouse, "listed_codes", "code") == [("1",), ("2",), ("3",)]


def test_every_organisation_is_known_by_its_list(warehouse: Warehouse) -> None:
    assert ask(warehouse, "organisations", "org_code", "org_name", "short_name", "org_type") == [
        ("1", "甲镇", "甲", "town"),
        ("2", "乙街道", "乙街道", "subdistrict"),
        ("3", "丙局", "丙局", "department"),
    ]


def test_confirmed_names_are_kept_with_who_said_so_and_when_taken_back(warehouse: Warehouse) -> None:
    assert ask(warehouse, "confirmed_names", "kind", "name", "code", "confirmed_by") == [
        ("org", "乙办", None, "王芳"),
        ("org", "乙办", "2", "李华"),
        ("org", "甲办", "1", "李华"),
    ]


def test_the_newest_profile_of_a_name_holds_unless_it_was_taken_back(warehouse: Warehouse) -> None:
    assert ask(warehouse, "profiles", "name", "extract", "fingerprint", "mapping", "saved_by") == [
        ("月报", "execution", "f2", "extract = 'execution'", "王芳")
    ]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("reads") / "empty.duckdb") as opened:
        yield opened


def test_a_read_says_which_value_is_of_another_kind(warehouse: Warehouse) -> None:
    with pytest.raises(UnknownReadError, match="headline"):
        warehouse.read("headline", year="last")


def test_a_read_that_does_not_exist_is_an_error_that_lists_those_that_do(warehouse: Warehouse) -> None:
    with pytest.raises(UnknownReadError) as wrong:
        warehouse.read("execution_by_planet")
    assert "execution_by_org" in wrong.value.hint


def test_every_amount_is_a_decimal_with_cents(warehouse: Warehouse) -> None:
    for name in read_names():
        asked = {parameter: {"year": 2026, "batch": 1}.get(parameter, "1") for parameter in read_named(name).required}
        schema = warehouse.read(name, **asked).schema
        amounts = {column: dtype for column, dtype in schema.items() if column.endswith("_yuan")}
        amounts.pop("unit_cost_yuan", None)
        assert all(dtype == pl.Decimal(18, 2) for dtype in amounts.values()), name


def test_no_read_is_left_without_an_answer_worked_out_by_hand() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*reads.py"))
    asked = re.findall(r'(?:ask\(\s*warehouse,\s*|warehouse\.read\()"(\w+)"', tests)
    assert set(read_names()) <= set(asked)
