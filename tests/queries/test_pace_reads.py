"""The reads behind money that is stuck, on a few lines whose answers were worked out by hand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from small import batch, line

from duibiao.analysis import project_forecast, project_months
from duibiao.warehouse import Delay, Reduction, Warehouse

D = Decimal
FUNDS = ("一般公共预算", "政府性基金预算")
LINES = [
    line("1", 30, month=6, project_code="P1", contracted_yuan=D(70)),
    line("1", 40, month=7, project_code="P1", contracted_yuan=D(80)),
    line("1", 50, month=8, project_code="P1", contracted_yuan=D(80), fund_type=FUNDS[0], economic_code="30213"),
    line("1", 5, month=8, project_code="P1", fund_type=FUNDS[1], economic_code="31005"),
    line("1", 9, month=7, project_code="GONE"),
    line("1", 4, month=8, function_code="2120501", function_name="城乡社区环境卫生", economic_code="30201"),
    line("old", 7, month=1, project_name="无代码"),
    line("2", 8, month=8, project_name="无代码"),
    line("1", 20, year=2025, month=7, project_code="P1"),
    line("1", 45, year=2025, month=8, project_code="P1"),
    line("1", 90, year=2025, month=12, project_code="P1"),
    line("1", 3, year=2025, month=12, project_code="LATE"),
    line("1", 1, year=2024, month=8, project_code="P1"),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path_factory.mktemp("pace") / "small.duckdb") as opened:
        opened.accept(batch("org", [{"org_code": "1", "org_name": "甲镇", "org_type": "town"}, {"org_code": "2"}]))
        opened.accept(batch("org_alias", [{"org_code": "2", "alias": "old", "valid_to": date(2026, 1, 31)}]))
        listed = {"org_code": "1", "project_code": "P1", "project_name": "甲路", "item_code": "CY0101"}
        opened.accept(batch("project", [listed | {"nature": "build", "end_date": date(2026, 9, 30)}]))
        opened.accept(batch("execution", LINES))
        yield opened


def test_every_project_comes_once_with_its_months(warehouse: Warehouse) -> None:
    rows = {row["project"]: row for row in warehouse.read("pace_of_projects", year=2026, month=8).to_dicts()}
    assert set(rows) == {"P1", "2120501/3", "无代码"}, "what has no line in August is not there"
    first = rows["P1"]
    assert (first["project_name"], first["item_code"], first["nature"]) == ("甲路", "CY0101", "build")
    assert (first["end_date"], first["is_project"]) == (date(2026, 9, 30), True)
    assert (first["paid_yuan"], first["current_yuan"], first["approved_yuan"]) == (D(55), D(220), D(110))
    assert first["contracted_yuan"] == D(80)
    assert (first["fund_type"], first["chapter"]) == (None, "3")
    bare = rows["2120501/3"]
    assert (bare["is_project"], bare["project_name"], bare["paid_yuan"]) == (False, "城乡社区环境卫生", D(4))
    assert (rows["无代码"]["org_code"], rows["无代码"]["paid_yuan"]) == ("2", D(8))


def test_a_month_without_a_line_has_no_project(warehouse: Warehouse) -> None:
    assert warehouse.read("pace_of_projects", year=2026, month=9).is_empty()


def test_every_month_of_every_project_of_a_year(warehouse: Warehouse) -> None:
    rows = warehouse.read("amounts_of_projects", year=2026)
    told = {(row["org_code"], row["project"], row["month"]): row["paid_yuan"] for row in rows.to_dicts()}
    assert told == {
        ("1", "P1", 6): D(30), ("1", "P1", 7): D(40), ("1", "P1", 8): D(55), ("1", "GONE", 7): D(9),
        ("1", "2120501/3", 8): D(4), ("2", "无代码", 1): D(7), ("2", "无代码", 8): D(8),
    }  # fmt: skip
    months = project_months.by_month(rows)
    wide = {row["project"]: row for row in months.to_dicts()}["P1"]
    assert [wide[f"paid_{month}"] for month in range(1, 13)] == [None] * 5 + [30, 40, 55] + [None] * 4
    assert [wide[f"contracted_{month}"] for month in (5, 6, 7, 8)] == [None, 70, 80, 80]
    known = {row["project"]: row for row in project_months.until(months, 7).to_dicts()}["P1"]
    assert [known[f"paid_{month}"] for month in (5, 6, 7, 8)] == [None, 30, 40, None]
    assert len([name for name in known if name.startswith("paid_")]) == 12


def test_contracts_three_months_earlier_come_with_the_month(warehouse: Warehouse) -> None:
    months = project_months.by_month(warehouse.read("amounts_of_projects", year=2026))
    before = {
        month: project_months.until(months, month).filter(project="P1")["before_yuan"].item() for month in (3, 8, 9, 10)
    }
    assert before == {3: None, 8: None, 9: D(70), 10: D(80)}, "what was contracted at the end of May nobody told"


def past_years(warehouse: Warehouse) -> dict[int, pl.DataFrame]:
    return {year: warehouse.read("amounts_of_projects", year=year) for year in (2025, 2024)}


def ended_years(warehouse: Warehouse) -> list[tuple[int, pl.DataFrame]]:
    return list(past_years(warehouse).items())


def test_past_years_tell_what_the_month_and_the_end_were(warehouse: Warehouse) -> None:
    """2024 has no December and is left out, and so is what had no line in August."""
    (row,) = project_forecast.outcomes(ended_years(warehouse), 8).to_dicts()
    assert (row["year"], row["project"], row["item_code"]) == (2025, "P1", "CY0101")
    assert (row["current_yuan"], row["paid_yuan"], row["final_yuan"]) == (D(180), D(45), D(90))
    assert project_forecast.outcomes(ended_years(warehouse), 6).is_empty(), "nobody told of June"


def test_the_best_month_is_between_neighbours_only(warehouse: Warehouse) -> None:
    """Of 2025: 45 − 20 in August; December has no November before it, and the first month of 2024 is no January."""
    best = project_months.best_months([project_months.by_month(year) for year in past_years(warehouse).values()])
    assert dict(best.select("project", "best_before_yuan").iter_rows()) == {"P1": D(25), "LATE": None}


def test_the_months_of_one_project(warehouse: Warehouse) -> None:
    rows = warehouse.read("months_of_project", year=2026, month=7, org="1", project="P1")
    assert rows.rows() == [(6, D(120), D(70), D(30)), (7, D(160), D(80), D(40))]
    assert warehouse.read("months_of_project", year=2026, org="1", project="P1")["month"].to_list() == [6, 7, 8]
    assert warehouse.read("months_of_project", year=2026, org="2", project="无代码")["paid_yuan"].to_list() == [7, 8]


def test_the_newest_note_of_a_project_and_year_holds_and_can_be_taken_back(warehouse: Warehouse) -> None:
    warehouse.note_delay(Delay(2026, "1", "P1", "staff", "缺人"), "王")
    warehouse.note_delay(Delay(2026, "1", "P1", "funds", "到位晚", "李", "催", date(2026, 10, 31)), "王")
    warehouse.note_delay(Delay(2025, "1", "P1", "other"), "王")
    warehouse.note_delay(Delay(2026, "2", "无代码", "rules"), "王")
    warehouse.note_delay(Delay(2026, "2", "无代码", None), "王")
    rows = warehouse.read("delays", year=2026).select("project", "reason", "owner", "due_on", "noted_by").rows()
    assert rows == [("P1", "funds", "李", date(2026, 10, 31), "王")]


def test_a_note_outlives_uploads_that_replace_its_project_and_their_undoing(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "kept.duckdb") as opened:
        opened.accept(batch("execution", [line("1", 30, month=6, project_code="P1")]))
        opened.note_delay(Delay(2026, "1", "P1", "staff", "缺人", "李"), "王")
        newest = opened.accept(batch("execution", [line("1", 31, month=6, project_code="P1")]))
        opened.accept(batch("execution", [line("1", 40, month=7, project_code="P1")]))
        kept = [("P1", "staff", "李")]
        assert opened.read("delays", year=2026).select("project", "reason", "owner").rows() == kept
        opened.undo(newest.batch_id)
        assert opened.read("delays", year=2026).select("project", "reason", "owner").rows() == kept


def test_an_organisation_without_one_above_it_is_its_own_department(warehouse: Warehouse) -> None:
    rows = warehouse.read("departments").select("org_code", "org_name", "department_code", "department_name").rows()
    assert rows[:2] == [("1", "甲镇", "1", "甲镇"), ("2", "2", "2", "2")]


def test_a_unit_belongs_to_its_department(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "units.duckdb") as opened:
        unit = {"org_code": "101001", "org_name": "甲中心", "org_type": "unit", "parent_code": "101"}
        opened.accept(batch("org", [{"org_code": "101", "org_name": "甲局", "org_type": "department"}, unit]))
        rows = opened.read("departments").select("org_code", "org_type", "department_code", "department_name").rows()
        assert rows == [("101", "department", "101", "甲局"), ("101001", "unit", "101", "甲局")]


def test_reductions_are_kept_together(warehouse: Warehouse) -> None:
    both = [Reduction(2026, "1", "P1", D("12.50"), "完工结余"), Reduction(2026, "2", "无代码", D(3))]
    warehouse.note_reductions(both, "王")
    warehouse.note_reductions([Reduction(2026, "2", "无代码", None)], "李")
    rows = warehouse.read("reductions", year=2026).select("org_code", "project", "reduction_yuan", "reason").rows()
    assert rows == [("1", "P1", D("12.50"), "完工结余")]


def renamed(tmp_path: Path) -> Warehouse:
    """Unit U1 of department D1 became U2 with the year 2026, D1 became D2; only the former codes are listed."""
    opened = Warehouse.open(tmp_path / "renamed.duckdb")
    opened.accept(
        batch(
            "org",
            [
                {"org_code": "U1", "org_name": "旧中心", "org_type": "unit", "parent_code": "D1"},
                {"org_code": "D2", "org_name": "新局", "org_type": "department"},
            ],
        )
    )
    last = date(2025, 12, 31)
    opened.accept(batch("org_alias", [{"org_code": "U2", "alias": "U1", "valid_to": last}]))
    opened.accept(batch("org_alias", [{"org_code": "D2", "alias": "D1", "valid_to": last}]))
    listed = {"org_code": "U1", "project_code": "P", "project_name": "甲路", "item_code": "CY0101", "nature": "build"}
    opened.accept(batch("project", [listed | {"end_date": date(2026, 6, 30)}]))
    past = [line("U1", paid, year=2025, month=month, project_code="P") for month, paid in ((7, 5), (8, 20), (12, 60))]
    opened.accept(batch("execution", [*past, line("U2", 30, month=8, project_code="P")]))
    return opened


def test_a_renamed_unit_keeps_what_the_lists_tell_of_its_projects(tmp_path: Path) -> None:
    with renamed(tmp_path) as opened:
        (row,) = opened.read("pace_of_projects", year=2026, month=8).to_dicts()
        departments = opened.read("departments").filter(org_code="U2").to_dicts()
    assert (row["org_code"], row["project_name"], row["item_code"]) == ("U2", "甲路", "CY0101")
    assert (row["nature"], row["end_date"]) == ("build", date(2026, 6, 30))
    assert [(each["department_code"], each["department_name"]) for each in departments] == [("D2", "新局")]


def test_the_past_of_a_renamed_unit_is_read_under_its_code_of_today(tmp_path: Path) -> None:
    """August 2025: 20 − 5 = 15 is the best month; 60 by December."""
    with renamed(tmp_path) as opened:
        amounts = opened.read("amounts_of_projects", year=2025)
    (past,) = project_forecast.outcomes([(2025, amounts)], 8).to_dicts()
    assert project_months.best_months([project_months.by_month(amounts)]).rows() == [("U2", "P", D(15))]
    assert (past["org_code"], past["item_code"], past["final_yuan"]) == ("U2", "CY0101", D(60))
