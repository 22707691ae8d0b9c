"""The page about projects that grew from one list to the next."""

from datetime import date
from decimal import Decimal

import pytest
from open_pages import page, shown, texts
from small import batch

from duibiao.warehouse import Warehouse

PATH = "pages/cost/growth.py"
WAN = 10_000


def told(year, code, wan, name="平台", end=None):
    return {
        "year": year, "org_code": "1", "org_name": "甲局", "project_code": code, "project_name": f"{name}{code}",
        "total_budget_yuan": None if wan is None else Decimal(wan * WAN), "end_date": end,
        "told_on": date(year, 6, 30),
    }  # fmt: skip


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """100 → 160, 50 → 40, 30 unchanged, 20 gone, 70 new, 10 told only before: 210 → 300."""
    before = [told(2024, "A", 100, end=date(2025, 1, 1)), told(2024, "B", 50), told(2024, "C", 30),
              told(2024, "D", 20), told(2024, "F", 10)]  # fmt: skip
    after = [told(2025, "A", 160, end=date(2025, 1, 31)), told(2025, "B", 40), told(2025, "C", 30),
             told(2025, "E", 70), told(2025, "F", None)]  # fmt: skip
    file = tmp_path_factory.mktemp("lists") / "lists.duckdb"
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("project_list", before))
        warehouse.accept(batch("project_list", after))
    return file


def named(table):
    return [{name[-1]: value for name, value in row.items()} for row in table.to_dict("records")]


def test_the_sentence_tells_totals_common_growth_and_the_largest(serve, lists):
    serve(lists)
    app = page(PATH, lang="en")
    assert not app.exception
    # 230 / 180 − 1 of A, B and C together
    assert texts(app)[0] == (
        "List of 2024 → List of 2025: the total budgets went from 210.00 × 10,000 yuan to 300.00 × 10,000 yuan. "
        "The 3 projects told in both are +27.8% together; 1 grew. The largest growth, to be checked: 甲局, 平台A, "
        "60.00 × 10,000 yuan (+60.0%)."
    )


def test_the_table_ties_and_says_what_became_of_each_project(serve, lists):
    serve(lists)
    total, *rows = named(shown(page(PATH, lang="en"), "growth"))
    assert total["difference_yuan"] == 90 == sum(row["difference_yuan"] for row in rows)
    assert [(row["project_code"], row["change"], row["difference_yuan"]) for row in rows] == [
        ("A", "Grew", 60), ("E", "New in the list", 70), ("D", "No longer in the list", -20),
        ("B", "Shrank", -10), ("F", "Not told in one list", -10), ("C", "Unchanged", 0),
    ]  # fmt: skip
    assert rows[0]["growth"] == pytest.approx(60)
    assert rows[0]["later_days"] == 30


def test_a_link_restores_a_kind_of_change_and_a_project(serve, lists):
    serve(lists)
    app = page(PATH, lang="en", step="grew", case="1|A")
    assert [row["project_code"] for row in named(shown(app, "growth"))[1:]] == ["A"]
    (told_by,) = [frame.value for frame in app.dataframe if "row_number" in frame.value.columns]
    assert told_by["total_budget_yuan"].to_list() == [100, 160]


def test_a_single_list_has_nothing_to_be_compared_with(serve, tmp_path):
    with Warehouse.open(tmp_path / "one.duckdb") as warehouse:
        warehouse.accept(batch("project_list", [told(2024, "A", 100)]))
    serve(tmp_path / "one.duckdb")
    app = page(PATH, lang="en")
    assert not app.exception
    assert any("at least two years" in info.value for info in app.info)


def test_the_planted_growth_is_the_largest_and_nothing_else_comes_near(serve, demo_warehouse, demo_manifest):
    serve(demo_warehouse)
    (story,) = [story for story in demo_manifest.stories if story.id == "S16"]
    rows = named(shown(page(PATH, list="2026", earlier_list="2025", step="grew"), "growth"))[1:]
    by_growth = sorted(rows, key=lambda row: -row["growth"])
    assert (by_growth[0]["org_code"], by_growth[0]["project_name"]) == (
        story.org_code,
        "区人大办绩效管理系统开发（2025年）",
    )
    assert by_growth[0]["growth"] == pytest.approx(60, abs=8)
    assert by_growth[1]["growth"] < 10
