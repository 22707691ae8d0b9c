"""Every story of data/demo/STORIES.md is found by a read on the demo warehouse, and stands out from the rest."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from duibiao.demo import DemoManifest, Story
from duibiao.warehouse import Warehouse

WAN = 10_000
Stories = dict[str, Story]


@pytest.fixture(scope="module")
def warehouse(demo_warehouse: Path) -> Iterator[Warehouse]:
    with Warehouse.open(demo_warehouse, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def stories(demo_manifest: DemoManifest) -> Stories:
    return {story.id: story for story in demo_manifest.stories}


def unit_costs(warehouse: Warehouse, year: int, item: str, grade: str | None = None) -> pl.DataFrame:
    """Unit costs of one item and grade, with each organisation's ratio to the median."""
    rows = warehouse.read("unit_costs", year=year).filter(
        (pl.col("item_code") == item) & pl.col("grade").eq_missing(pl.lit(grade))
    )
    return rows.with_columns(ratio=pl.col("unit_cost_yuan") / pl.col("unit_cost_yuan").median())


def beyond(rows: pl.DataFrame, low: float, high: float) -> list[tuple[str, float]]:
    """Organisations whose ratio lies outside the two bounds."""
    outside = rows.filter((pl.col("ratio") < low) | (pl.col("ratio") > high))
    return list(outside.select("org_code", "ratio").iter_rows())


def amounts(warehouse: Warehouse, story: Story, year: int, project: str, column: str) -> list[Decimal]:
    """One amount of a project of the story's organisation, month by month."""
    months = range(1, 9 if year == 2026 else 13)
    lines = [
        warehouse.read("lines_of_org", year=year, kind="all", code="", org=story.org_code, month=month)
        for month in months
    ]
    return [Decimal(line.filter(pl.col("project_code") == project)[column].sum()) for line in lines]


def changes(warehouse: Warehouse, story: Story, project: str) -> dict[int, Decimal]:
    """Changes of a project's budget by month."""
    current = amounts(warehouse, story, story.year, project, "current_yuan")
    steps = zip(range(2, 13), current, current[1:], strict=False)
    return {month: after - before for month, before, after in steps if after != before}


def test_there_are_at_least_ten_stories(stories: Stories) -> None:
    assert len(stories) >= 10


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_one_town_pays_60_percent_more_for_street_cleaning_of_the_same_grade(
    warehouse: Warehouse, stories: Stories, year: int
) -> None:
    [(org, ratio)] = beyond(unit_costs(warehouse, year, "CY0101", "二级"), 0.87, 1.15)
    assert org == stories["S01"].org_code
    assert ratio == pytest.approx(1.6, rel=0.1)


def test_that_town_paid_the_same_as_others_before(warehouse: Warehouse) -> None:
    assert beyond(unit_costs(warehouse, 2023, "CY0101", "二级"), 0.87, 1.15) == []


def test_a_digital_system_costs_18_percent_of_its_build_to_maintain(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S02"]
    build, maintenance = story.project_codes
    built = amounts(warehouse, story, 2022, build, "paid_yuan")[-1]
    yearly = amounts(warehouse, story, 2025, maintenance, "paid_yuan")[-1]
    assert [built, yearly] == [2000 * WAN, 360 * WAN]
    assert yearly / built == Decimal("0.18")


def test_four_projects_stand_still_with_large_balances(warehouse: Warehouse, stories: Stories) -> None:
    orgs = warehouse.read("comparison_by_item", year=2026, item="TZ")["org_code"]
    march, august = (
        pl.concat(
            warehouse.read("lines_of_org", year=2026, kind="item", code="TZ", org=org, month=month)
            .group_by("project_code")
            .agg(pl.col("current_yuan", "paid_yuan").sum())
            for org in orgs
        )
        for month in (3, 8)
    )  # fmt: skip
    both = august.join(march, on="project_code", suffix="_march")
    still = both.filter(
        (pl.col("paid_yuan") == pl.col("paid_yuan_march")) & (pl.col("current_yuan") - pl.col("paid_yuan") >= 500 * WAN)
    )
    assert sorted(still["project_code"]) == sorted(stories["S03"].project_codes)
    assert still["current_yuan"].sum() == 7800 * WAN
    assert still["paid_yuan"].sum() == 270 * WAN


def test_a_budget_cut_in_may_came_back_in_october(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S04"]
    assert changes(warehouse, story, story.project_code) == {5: -150 * WAN, 10: 140 * WAN}


def test_what_one_greening_project_lost_another_won_in_the_same_month(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S05"]
    loser, winner = story.project_codes
    assert changes(warehouse, story, loser) == {7: -200 * WAN}
    assert changes(warehouse, story, winner) == {7: 195 * WAN}
    lines = warehouse.read("lines_of_org", year=2025, kind="item", code=story.item_code, org=story.org_code)
    assert set(story.project_codes) <= set(lines["project_code"])


def test_a_cut_budget_is_still_above_what_was_spent_the_year_before(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S06"]
    approved = [amounts(warehouse, story, year, story.project_code, "approved_yuan")[-1] for year in (2024, 2025)]
    spent = [amounts(warehouse, story, year, story.project_code, "paid_yuan")[-1] for year in (2024, 2025)]
    assert approved == [480 * WAN, 400 * WAN]
    assert spent == [310 * WAN, 315 * WAN]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_two_departments_spend_half_of_the_year_in_december(warehouse: Warehouse, stories: Stories, year: int) -> None:
    november, december = (warehouse.read("execution_by_org", year=year, month=month) for month in (11, 12))
    both = december.join(november, on="org_code", suffix="_november").with_columns(
        share=1 - pl.col("paid_yuan_november").cast(pl.Float64) / pl.col("paid_yuan").cast(pl.Float64)
    )
    surging = both.filter(pl.col("share") > 0.42)
    assert sorted(surging["org_code"]) == sorted(stories["S07"].orgs)
    others = both.filter(pl.col("share") <= 0.42)["share"]
    assert float(str(others.median())) < 0.22


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("story_id", ["S08", "S09"])
def test_a_department_pays_twice_the_price(warehouse: Warehouse, stories: Stories, story_id: str, year: int) -> None:
    story = stories[story_id]
    [(org, ratio)] = beyond(unit_costs(warehouse, year, story.item_code), 0.86, 1.16)
    assert org == story.org_code
    assert ratio == pytest.approx(2.0, rel=0.12)


def test_a_refund_lowers_the_cumulative_amount(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S10"]
    paid = amounts(warehouse, story, 2025, story.project_code, "paid_yuan")
    assert paid[8] - paid[7] == -180 * WAN
    payments = warehouse.read("payments_of_project", year=2025, org=story.org_code, project=story.project_code)
    negative = payments.filter((pl.col("amount_yuan") < 0) & (pl.col("pay_date").dt.month() == 9))
    assert negative["amount_yuan"].sum() == -180 * WAN
    assert payments["amount_yuan"].sum() == paid[-1] == 1000 * WAN


def test_a_project_without_a_budget_has_spent(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S11"]
    lines = warehouse.read("lines_of_org", year=2026, kind="all", code="", org=story.org_code)
    unbudgeted = lines.filter((pl.col("current_yuan") == 0) & (pl.col("paid_yuan") > 0))
    assert unbudgeted.select("project_code", "paid_yuan", "execution_rate").rows() == [
        (story.project_code, Decimal(45 * WAN), None)
    ]


def test_a_town_reports_six_times_the_greening_of_the_year_before(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S12"]
    before, now = (unit_costs(warehouse, year, "CY0201", "三级") for year in (2024, 2025))
    [(org, ratio)] = beyond(now, 0.87, 1.15)
    assert org == story.org_code
    assert ratio == pytest.approx(1 / 6, rel=0.1)
    told, told_before = (rows.row(by_predicate=pl.col("org_code") == org, named=True) for rows in (now, before))
    assert told["provenance"] == "self_reported"
    assert told["quantity"] / told_before["quantity"] == pytest.approx(6.0, rel=0.05)


def test_a_finished_purchase_keeps_what_the_tender_saved(warehouse: Warehouse, stories: Stories) -> None:
    story = stories["S13"]
    paid = amounts(warehouse, story, 2026, story.project_code, "paid_yuan")
    current = amounts(warehouse, story, 2026, story.project_code, "current_yuan")
    assert paid[5] == paid[7] == 700 * WAN
    assert current[7] - paid[7] == 300 * WAN


@pytest.mark.parametrize("month", ["2022-12", "2023-05", "2026-08"])
def test_the_warehouse_ties_to_the_totals_of_the_generator(
    warehouse: Warehouse, demo_manifest: DemoManifest, month: str
) -> None:
    year, number = map(int, month.split("-"))
    names = (f"{year}年1-{number}月预算执行", f"_{year}{number:02d}.csv")
    file = next(file for file in demo_manifest.files if any(name in file.path.name for name in names))
    sums = warehouse.read("execution_by_org", year=year, month=number).select(
        pl.col("approved_yuan", "current_yuan", "paid_yuan").sum()
    )
    assert sums.row(0, named=True) == {name: file.totals[name] for name in sums.columns}


def test_every_row_of_every_file_was_accepted(warehouse: Warehouse, demo_manifest: DemoManifest) -> None:
    batches = warehouse.read("batches")
    accepted = dict(batches.select("file_name", "n_accepted").iter_rows())
    assert accepted == {file.path.name: file.rows for file in demo_manifest.files}
    assert batches["n_rejected"].sum() == 0
    assert batches["synthetic"].all()


def test_one_department_pays_twice_for_hardware_of_the_same_specification(
    warehouse: Warehouse, stories: Stories
) -> None:
    rows = warehouse.read("components", year=2025, item="SZ0102").filter(pl.col("specification").is_not_null())
    prices = rows.with_columns(price=(pl.col("amount_yuan") / pl.col("quantity")).cast(pl.Float64))
    own = prices.with_columns(ratio=pl.col("price") / pl.col("price").median().over("specification"))
    assert {org for org, _ratio in beyond(own, 0.8, 1.25)} == {stories["S14"].org_code}


def test_one_platform_is_maintained_in_two_projects_at_once(warehouse: Warehouse, stories: Stories) -> None:
    rows = warehouse.read("components", year=2025, item="SZ0201").filter(pl.col("system_name").is_not_null())
    pairs = rows.group_by("org_code", "system_name").agg(n=pl.col("project_code").n_unique()).filter(pl.col("n") > 1)
    assert pairs["org_code"].to_list() == [stories["S15"].org_code]
