"""The reads of the comparison workbench, on a few lines whose answers were worked out by hand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from small import batch, line

from duibiao.errors import WarehouseError
from duibiao.warehouse import Remark, Warehouse

D = Decimal
PROJECTS = [
    {"org_code": "1", "project_code": "P1", "project_name": "甲路", "item_code": "CY0101", "grade": "一级",
     "start_date": date(2025, 3, 1), "end_date": date(2026, 9, 30)},
    {"org_code": "1", "project_code": "P2", "project_name": "甲急修", "item_code": "CY0101", "nature": "one_off",
     "start_date": date(2026, 7, 1), "end_date": date(2026, 7, 31)},
    {"org_code": "2", "project_code": "P3", "project_name": "乙路", "item_code": "CY0101", "cost_kind": "arrears"},
]  # fmt: skip
EXECUTION = [
    line("1", 90, project_code="P1", function_code="2120501", economic_code="30213"),
    line("1", 10, project_code="P2", function_code="2120501", economic_code="30227"),
    line("1", 6, item_code="CY0101", economic_code="30213", cost_kind="central"),
    line("2", 60, project_code="P3", function_code="2120501"),
    line("2", 5, item_code="CY0201", function_code="2130305"),
    line("1", 70, month=7, project_code="P1"),
    line("1", 50, year=2025, month=12, project_code="P1"),
    line("1", 30, year=2025, month=8, project_code="P1"),
]
WORKLOADS = [
    {"year": 2026, "org_code": "1", "item_code": "CY0101", "grade": "一级", "quantity": D(30), "measure_unit": "km",
     "planned_quantity": D(40), "provenance": "contract"},
    {"year": 2026, "org_code": "1", "item_code": "CY0101", "measure_code": "Z1", "measure_name": "得分",
     "quantity": D(91), "measure_unit": "分", "provenance": "inventory"},
    {"year": 2026, "org_code": "2", "item_code": "CY0201", "measure_code": "Z2", "quantity": D(3)},
]  # fmt: skip
PROFILES = [{"year": 2026, "org_code": "1", "population": 1000, "area_km2": D("12.5"), "staff_count": 40}]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("comparison") / "small.duckdb") as opened:
        opened.accept(batch("project", PROJECTS))
        opened.accept(batch("workload", WORKLOADS))
        opened.accept(batch("org_profile", PROFILES))
        opened.accept(
            batch(
                "service_item",
                [
                    {
                        "item_code": "CY0101",
                        "item_name": "道路",
                        "measure_unit": "km",
                        "definition": "清扫",
                        "includes": "冲洗",
                        "grades": "一级、二级",
                        "drivers": "里程",
                        "excludes": "绿化",
                    }
                ],
            )
        )
        opened.accept(batch("execution", EXECUTION))
        yield opened


def spent(answer: pl.DataFrame, year: int = 2026) -> dict[str, Decimal]:
    """What each organisation spent in a year, all items and grades together."""
    of_year = answer.filter(pl.col("year") == year)
    return dict(of_year.group_by("org_code").agg(pl.col("spent_yuan").sum()).sort("org_code").iter_rows())


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("item", "CY0101", {"1": D(106), "2": D(60)}),
        ("item", "CY", {"1": D(106), "2": D(65)}),
        ("function", "212", {"1": D(100), "2": D(60)}),
        ("economic", "302", {"1": D(106)}),
        ("economic", "30227", {"1": D(10)}),
        ("all", "", {"1": D(106), "2": D(65)}),
        ("nonsense", "CY", {}),
    ],
)
def test_spending_is_of_an_item_a_class_or_everything(
    warehouse: Warehouse, kind: str, code: str, expected: dict[str, Decimal]
) -> None:
    assert spent(warehouse.read("spending", kind=kind, code=code)) == expected


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ("without_one_offs", {"1": D(96), "2": D(60)}),
        ("without_arrears", {"1": D(106)}),
        ("without_central", {"1": D(100), "2": D(60)}),
    ],
)
def test_one_offs_arrears_and_central_charges_can_be_left_out(
    warehouse: Warehouse, left_out: str, expected: dict[str, Decimal]
) -> None:
    assert spent(warehouse.read("spending", kind="item", code="CY0101", **{left_out: True})) == expected


def test_a_contract_that_ran_in_a_part_of_the_months_counts_as_if_in_all(warehouse: Warehouse) -> None:
    # P1 runs from March 2025: by December ten months, 50 × 12 ÷ 10 = 60; by August six, 30 × 8 ÷ 6 = 40. It ends with
    # September 2026: by August it ran in every month, 90. The one-off (10) and what has no dates (6, 60) stay.
    found = warehouse.read("spending", kind="item", code="CY0101", full_year=True)
    assert spent(found) == {"1": D(106), "2": D(60)}
    assert spent(found, 2025) == {"1": D(60)}
    assert found.filter(pl.col("year") == 2026)["paid_yuan"].sum() == D(166)
    august = warehouse.read("spending", kind="item", code="CY0101", full_year=True, month=8)
    assert spent(august, 2025) == {"1": D(40)}


@pytest.mark.parametrize(
    ("first", "last", "month", "expected"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), 6, (D(60), 0)),
        (date(2026, 1, 1), date(2026, 6, 30), 8, (D(80), 1)),
        (date(2026, 1, 1), date(2026, 6, 30), 12, (D(120), 1)),
        (date(2026, 7, 1), date(2027, 6, 30), 8, (D(240), 1)),
        (date(2025, 7, 1), date(2026, 6, 30), 12, (D(120), 1)),
        (date(2026, 9, 1), date(2026, 12, 31), 8, (D(60), 1)),
        (date(2025, 1, 1), date(2025, 12, 31), 8, (D(60), 0)),
    ],
    ids=["not over yet", "over", "half a year", "begun late", "from last year", "paid in advance", "of another year"],
)
def test_what_was_paid_is_held_against_the_months_in_which_the_contract_ran(
    tmp_path: Path, first: date, last: date, month: int, expected: tuple[Decimal, int]
) -> None:
    """60 were paid; × the months so far ÷ those of the contract up to then."""
    with Warehouse.open(tmp_path / "terms.duckdb") as opened:
        terms = {"org_code": "1", "project_code": "P", "item_code": "CY0101", "start_date": first, "end_date": last}
        opened.accept(batch("project", [terms]))
        opened.accept(batch("execution", [line("1", 60, month=month, project_code="P")]))
        for asked in (
            opened.read("spending", kind="item", code="CY0101", full_year=True),
            opened.read("spending_of_projects", projects="P", full_year=True),
        ):
            assert asked.select("spent_yuan", "n_part_year").row(0) == expected


def test_every_year_stands_at_its_last_month_or_at_the_month_asked_for(warehouse: Warehouse) -> None:
    last = warehouse.read("spending", kind="item", code="CY0101")
    assert (spent(last)["1"], spent(last, 2025)["1"]) == (D(106), D(50))
    august = warehouse.read("spending", kind="item", code="CY0101", month=8)
    assert spent(august, 2025)["1"] == D(30)
    july = warehouse.read("spending", kind="item", code="CY0101", month=7, year=2026)
    assert spent(july) == {"1": D(70)}


def test_spending_tells_grade_one_offs_and_part_years(warehouse: Warehouse) -> None:
    found = warehouse.read("spending", kind="item", code="CY0101", year=2026).filter(pl.col("org_code") == "1")
    columns = ("grade", "spent_yuan", "current_yuan", "one_off_yuan", "n_part_year", "n_lines")
    assert list(found.select(columns).sort("grade", nulls_last=True).iter_rows()) == [
        ("一级", D(90), D(360), None, 0, 1),
        (None, D(16), D(64), D(10), 0, 2),
    ]


def test_one_offs_arrears_and_central_charges_are_on_the_list_of_no_standard(warehouse: Warehouse) -> None:
    # Of organisation 1 a one-off of 10 and a central charge of 6; all 60 of organisation 2 are arrears.
    found = warehouse.read("spending", kind="item", code="CY0101", year=2026)
    off_list = found.group_by("org_code", "grade").agg(pl.col("off_list_yuan").sum())
    assert {(org, grade): amount for org, grade, amount in off_list.iter_rows() if amount} == {
        ("1", None): D(16), ("2", None): D(60)
    }  # fmt: skip


def test_chosen_projects_are_compared_like_any_item(warehouse: Warehouse) -> None:
    assert spent(warehouse.read("spending_of_projects", projects="P1,P3")) == {"1": D(90), "2": D(60)}
    left = warehouse.read("spending_of_projects", projects="P1,P2,P3", without_arrears=True, without_one_offs=True)
    assert spent(left) == {"1": D(90)}
    assert spent(warehouse.read("spending_of_projects", projects="P1", full_year=True), 2025) == {"1": D(60)}


def test_the_lines_behind_a_figure_are_those_that_count(warehouse: Warehouse) -> None:
    lines = warehouse.read("lines_of_org", year=2026, kind="economic", code="302", org="1", without_central=True)
    assert lines["paid_yuan"].to_list() == [D(90), D(10)]
    lines = warehouse.read("lines_of_org", year=2026, kind="projects", code="P2,P3", org="1")
    assert lines["project_code"].to_list() == ["P2"]
    lines = warehouse.read("lines_of_org", year=2026, kind="all", code="", org="2", without_arrears=True)
    assert lines["paid_yuan"].to_list() == [D(5)]


def test_workloads_are_the_items_own_and_what_else_is_counted(warehouse: Warehouse) -> None:
    assert list(warehouse.read("workloads", item="CY01").iter_rows()) == [
        (2026, "1", "CY0101", "得分", None, "分", 91.0, None, "inventory"),
        (2026, "1", "CY0101", None, "一级", "km", 30.0, 40.0, "contract"),
    ]
    assert warehouse.read("workloads", item="CY02")["measure"].to_list() == ["Z2"]


def test_sizes_are_population_area_and_staff_of_those_who_spent(warehouse: Warehouse) -> None:
    assert list(warehouse.read("sizes").iter_rows()) == [
        (2025, "1", None, None, None),
        (2026, "1", 1000, 12.5, 40),
        (2026, "2", None, None, None),
    ]


def test_months_tell_how_many_report(warehouse: Warehouse) -> None:
    assert list(warehouse.read("months", year=2026).iter_rows()) == [(8, 2), (7, 1)]


def test_projects_of_a_year_have_names_and_payments(warehouse: Warehouse) -> None:
    assert list(warehouse.read("projects_of_year", year=2026).iter_rows()) == [
        ("1", "1", "P1", "甲路", D(90)),
        ("1", "1", "P2", "甲急修", D(10)),
        ("2", "2", "P3", "乙路", D(60)),
    ]


def test_items_tell_what_they_are(warehouse: Warehouse) -> None:
    rows = list(warehouse.read("item_definitions").filter(pl.col("item_code") == "CY0101").iter_rows())
    assert rows == [("CY0101", "道路", None, "km", "清扫", "冲洗", "绿化", "一级、二级", "里程")]


STANDARD = {"standard_code": "B1", "standard_kind": "cost_standard", "status": "issued", "item_code": "CY0101"}
OTHER = STANDARD | {"valid_from": date(2026, 1, 1)}


def test_the_standard_is_the_one_issued_and_in_force_on_the_last_day_of_the_month(tmp_path: Path) -> None:
    versions = [
        STANDARD
        | {"version": "1", "amount_yuan": D(10), "valid_from": date(2025, 1, 1), "valid_to": date(2026, 6, 29)},
        STANDARD | {"version": "2", "amount_yuan": D(12), "valid_from": date(2026, 6, 30)},
        OTHER | {"version": "3", "amount_yuan": D(99), "status": "draft"},
        OTHER | {"version": "4", "amount_yuan": D(98), "status": "repealed"},
        OTHER | {"version": "5", "amount_yuan": D(97), "standard_kind": "service_standard"},
    ]
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("standard", versions))
        found = {
            (year, month): warehouse.read("standards_applying", year=year, month=month)["amount_yuan"].to_list()
            for year, month in ((2024, 12), (2025, 1), (2026, 5), (2026, 6), (2027, 1))
        }
    assert found == {(2024, 12): [], (2025, 1): [D(10)], (2026, 5): [D(10)], (2026, 6): [D(12)], (2027, 1): [D(12)]}


def test_a_price_index_that_was_loaded_goes_before_the_published_one(tmp_path: Path) -> None:
    mine = {"year": 2022, "currency": "CNY", "change_percent": D("7.5"), "source_document": "上海市统计局"}
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("price_index", [mine, mine | {"year": 2031}]))
        found = warehouse.read("price_index").filter(pl.col("currency") == "CNY")
    changes = dict(found.select("year", "change_percent").iter_rows())
    assert (changes[2021], changes[2022], changes[2023], changes[2031]) == (0.9, 7.5, 0.2, 7.5)
    assert found.filter(pl.col("year") == 2022)["source"].to_list() == ["上海市统计局"]


def test_remarks_are_kept_with_who_and_when_expire_and_can_be_taken_back(tmp_path: Path) -> None:
    exception = Remark("exception", "CY0101", "特大桥面", "二级", "1", 2026, "per_unit", date(2126, 12, 31))
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        before = warehouse.data_version()
        first = warehouse.remark(exception, "李华")
        second = warehouse.remark(Remark("comment", "CY0101", "见会议纪要"), "王芳")
        assert warehouse.data_version() > before
        warehouse.withdraw_remark(second, "李华")
        warehouse.accept(batch("execution", EXECUTION))
        columns = ("remark_id", "text", "said_by", "withdrawn_by", "state")
        found = warehouse.read("remarks", today="2126-12-31").select(columns).rows()
        assert found == [
            (second, "见会议纪要", "王芳", "李华", "withdrawn"),
            (first, "特大桥面", "李华", None, "active"),
        ]
        assert warehouse.read("remarks", today="2127-01-01")["state"].to_list() == ["withdrawn", "expired"]
        long_ago = datetime(2020, 1, 1)
        assert warehouse.read("remarks", as_of=long_ago).is_empty()


def test_an_exception_that_ended_before_today_is_refused_and_not_kept(tmp_path: Path) -> None:
    yesterday = date.today() - timedelta(days=1)
    past = Remark("exception", "CY0101", "特大桥面", "二级", "1", 2026, "per_unit", yesterday)
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        with pytest.raises(WarehouseError, match="that day is past"):
            warehouse.remark(past, "李华")
        assert warehouse.read("remarks").is_empty()


def test_an_exception_needs_an_expiry_date_and_an_organisation(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse, pytest.raises(Exception, match="CHECK"):
        warehouse.remark(Remark("exception", "CY0101", "无期限", org_code="1"), "李华")


def test_cells_are_everything_that_can_be_looked_at_by(warehouse: Warehouse) -> None:
    found = warehouse.read("cells", year=2026)
    columns = (
        "org_code",
        "item_code",
        "function_group",
        "economic_group",
        "one_off",
        "cost_kind",
        "paid_yuan",
        "n_lines",
    )
    assert list(found.select(columns).sort("org_code", "paid_yuan").iter_rows()) == [
        ("1", "CY0101", None, "302", False, "central", D(6), 1),
        ("1", "CY0101", "212", "302", True, "current", D(10), 1),
        ("1", "CY0101", "212", "302", False, "current", D(90), 1),
        ("2", "CY0201", "213", None, False, "current", D(5), 1),
        ("2", "CY0101", "212", None, False, "arrears", D(60), 1),
    ]
    assert found["field"].unique().to_list() == ["CY"]
    both = warehouse.read("cells", year=2026, years=2, month=7)
    assert dict(both.group_by("year").agg(pl.col("paid_yuan").sum()).iter_rows()) == {2025: D(50), 2026: D(70)}


def test_spending_by_class_is_of_what_counts(warehouse: Warehouse) -> None:
    asked = {"kind": "item", "code": "CY0101", "year": 2026}
    found = warehouse.read("spending_by_class", **asked, without_central=True)
    columns = ("org_code", "grade", "economic_code", "economic_name", "spent_yuan")
    assert list(found.select(columns).iter_rows()) == [
        ("1", "一级", "30213", "维修（护）费", D(90)),
        ("1", None, "30227", "委托业务费", D(10)),
        ("2", None, None, None, D(60)),
    ]
    july = warehouse.read("spending_by_class", **asked, month=7)
    assert july["spent_yuan"].to_list() == [D(70)]


def test_cost_elements_are_those_of_the_item_and_what_is_below_it(tmp_path: Path) -> None:
    cost = {"year": 2026, "org_code": "1", "item_code": "CY0101", "grade": "一级"}
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        rows = [
            cost | {"cost_element": "labour", "cost_yuan": D(60)},
            cost | {"cost_element": "tax", "cost_yuan": D(5)},
            cost | {"cost_element": "labour", "item_code": "CY0201", "cost_yuan": D(7)},
        ]
        warehouse.accept(batch("cost", rows))
        assert list(warehouse.read("cost_elements", item="CY01").iter_rows()) == [
            (2026, "1", "CY0101", "一级", "labour", D(60)),
            (2026, "1", "CY0101", "一级", "tax", D(5)),
        ]
        assert warehouse.read("cost_elements", item="CY").height == 3


def test_the_newest_view_of_a_name_holds_until_it_is_taken_back(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.save_view("道路", "compare", "item=CY0101", "李华")
        warehouse.save_view("道路", "compare", "item=CY0102", "王芳")
        warehouse.save_view("绿地", "compare", "item=CY0201", "李华")
        warehouse.save_view("绿地", "compare", None, "王芳")
        columns = ("page", "name", "address", "saved_by")
        assert list(warehouse.read("saved_views").select(columns).iter_rows()) == [
            ("compare", "道路", "item=CY0102", "王芳")
        ]
