"""The district behind the files: real codes, every field, and nothing odd that was not planted."""

import csv
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from duibiao.demo import SEED
from duibiao.demo.ledger import Ledger, ledger_of
from duibiao.demo.manifest import Story
from duibiao.demo.projects import Library, build
from duibiao.demo.stories import plots
from duibiao.demo.tables import YEARS
from duibiao.settings import house

REFERENCE = house() / "data" / "reference"
FIELDS = {
    "城市运维", "数字化", "教育", "卫生健康", "社会保障和养老", "文化旅游体育", "公共安全", "农业农村", "生态环境",
    "政府运转", "政府投资", "补贴扶持",
}  # fmt: skip


@cache
def library() -> Library:
    return build(SEED, 1)


@cache
def ledger(year: int) -> Ledger:
    return ledger_of(library(), year, SEED)


def codes_in(name: str, column: str = "code") -> set[str]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def story(story_id: str) -> Story:
    return next(plot for plot in plots() if plot.id == story_id).told(library().codes_of_stories())


def lines_where(year: int, flag: npt.ArrayLike) -> set[str]:
    return set(ledger(year).lines.filter(pl.Series(np.asarray(flag)))["project_code"])


def test_codes_come_from_the_published_classifications() -> None:
    lines = pl.concat([ledger(year).lines for year in YEARS])
    functions, economics = set(lines["function_code"]), set(lines["economic_code"])
    assert functions <= codes_in("function_class.csv")
    assert all(len(code) == 7 for code in functions)
    assert economics <= codes_in("economic_class.csv")
    assert all(len(code) == 5 for code in economics)
    assert set(lines["item_code"]) <= codes_in("service_items.csv", "item_code")


def test_project_codes_are_unique_and_have_21_characters() -> None:
    codes = library().projects["project_code"]
    assert codes.is_unique().all()
    assert set(codes.str.len_chars()) == {21}


def test_no_two_projects_of_an_organisation_share_a_name() -> None:
    assert library().projects.select("org_code", "project_name").is_unique().all()


def test_projects_cover_every_field() -> None:
    with (REFERENCE / "service_items.csv").open(encoding="utf-8", newline="") as file:
        field_of = {row["item_code"]: row["field"] for row in csv.DictReader(file)}
    assert {field_of[code] for code in library().projects["item_code"]} == FIELDS


def test_every_group_of_service_items_is_named() -> None:
    codes = codes_in("service_items.csv", "item_code")
    assert all(code[:2] in codes and code[:4] in codes for code in codes)


@pytest.mark.parametrize("year", YEARS)
def test_budget_versions_follow_from_one_another(year: int) -> None:
    amounts = ledger(year).amounts
    assert (amounts.current == amounts.approved + amounts.adjustments.sum(axis=1)).all()
    assert (amounts.requested >= amounts.reviewed).all()
    assert (amounts.approved % 10_000 == 0).all()
    planted = lines_where(year, amounts.paid.sum(axis=1) > amounts.current)
    assert planted == ({story("S11").project_code} if year == 2026 else set())


def test_only_the_planted_cut_came_back() -> None:
    both_ways = {
        code
        for year in YEARS
        for changes in [ledger(year).amounts.adjustments]
        for code in lines_where(year, (changes < 0).any(axis=1) & (changes > 0).any(axis=1))
    }
    assert both_ways == {story("S04").project_code}


def test_only_the_planted_refund_lowers_a_cumulative_amount() -> None:
    falling = {code for year in YEARS for code in lines_where(year, (ledger(year).amounts.paid < 0).any(axis=1))}
    assert falling == {story("S10").project_code}


def test_changes_of_other_organisations_go_one_way_in_a_year() -> None:
    for year in YEARS:
        lines, changes = ledger(year).lines, ledger(year).amounts.adjustments.sum(axis=1)
        ways = lines.with_columns(way=pl.Series(np.sign(changes))).filter(pl.col("way") != 0)
        mixed = set(ways.group_by("org_code").agg(pl.col("way").n_unique()).filter(pl.col("way") > 1)["org_code"])
        assert mixed <= ({"228", "310118105"} if year == 2025 else set())


def test_only_the_planted_system_is_dear_to_maintain() -> None:
    projects = library().projects
    builds = projects.select(related_project_code="project_code", build="total_cents")
    both = projects.join(builds, on="related_project_code").filter(pl.col("story").is_null())
    shares = both["base_cents"] / both["build"]
    assert both.height > 50
    assert 0.04 <= float(str(shares.min())) <= float(str(shares.max())) <= 0.08


def test_every_story_is_told_to_readers_in_two_languages() -> None:
    text = (house() / "data" / "demo" / "STORIES.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0].lstrip("| "): line for line in text.splitlines() if line.startswith("| S")}
    assert rows.keys() == {plot.id for plot in plots()}
    assert len(rows) >= 10
    for plot in plots():
        assert plot.zh in rows[plot.id]
        assert plot.en in rows[plot.id]
        assert all(org in rows[plot.id] for org in plot.orgs)
