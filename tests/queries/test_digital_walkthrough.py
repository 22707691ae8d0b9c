"""docs/walkthroughs/digital.md: every figure of its tables, worked out again from the published files.

The second reading uses the standard library alone and reads nothing that Duibiao wrote.
"""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
import real

from duibiao.analysis import growth
from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.settings import house
from duibiao.warehouse import Warehouse

pytestmark = pytest.mark.real


def table_below(heading: str) -> dict[str, str]:
    """The first table of two columns of a section of the walkthrough."""
    text = (house() / "docs" / "walkthroughs" / "digital.md").read_text(encoding="utf-8")
    section = text[text.index(heading) :].split("\n## ", maxsplit=2)[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section, re.M)
    return {name.strip(): value.strip() for name, value in rows if name not in ("what", "---")}


@cache
def canada(year: int) -> dict[str, Decimal | None]:
    """Total budget by project, as the return of a year tells it."""
    with (real.folder("canada_it") / f"data_{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    budgets = {row["uniqueId"]: Decimal(row["totalBudget"]) if row["totalBudget"] else None for row in rows}
    assert len(budgets) == len(rows)
    return budgets


def test_growth_in_canada_is_that_of_a_second_reading() -> None:
    before, after = canada(2016), canada(2019)
    told = {code: (first, after[code]) for code, first in before.items() if first and after.get(code)}
    pairs = [(first, second) for first, second in told.values() if second is not None]
    old, new = (sum(amounts, Decimal(0)) for amounts in zip(*pairs, strict=True))
    totals = [sum((amount or Decimal(0) for amount in each.values()), Decimal(0)) for each in (before, after)]
    assert table_below("## Canada") == {
        "projects in the list of 2016": str(len(before)),
        "projects in the list of 2019": str(len(after)),
        "total of 2016, CAD": f"{totals[0]:,.2f}",
        "total of 2019, CAD": f"{totals[1]:,.2f}",
        "told in both": str(len(pairs)),
        "these in 2016, CAD": f"{old:,.2f}",
        "these in 2019, CAD": f"{new:,.2f}",
        "growth together": f"{new / old - 1:+.1%}",
        "of them grew": str(sum(second > first for first, second in pairs)),
        "highest growth, times": f"{max(second / first for first, second in pairs):.2f}",
    }


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pl.DataFrame]:
    job = Job(extract_named("project_list"), load_mapping("canada_it"))
    files = [real.folder("canada_it") / f"data_{year}.csv" for year in (2016, 2019)]
    with Warehouse.open(tmp_path_factory.mktemp("canada") / "lists.duckdb") as warehouse:
        assert all(report.status == "loaded" for report in load_files(warehouse, job, files))
        yield warehouse.read("project_lists", year=None)


def test_every_project_of_canada_is_compared_to_the_dollar(lists: pl.DataFrame) -> None:
    first, second = (lists.filter(pl.col("year") == year) for year in (2016, 2019))
    rows = growth.compared(first, second)
    before, after = canada(2016), canada(2019)
    told = {row["project_code"]: row for row in rows.iter_rows(named=True)}
    by_name = {row["code_before"] for row in told.values() if row["matched_by"] == "name"}
    assert set(told) == (before.keys() | after.keys()) - by_name
    for code, row in told.items():
        assert row["before_yuan"] == before.get(row["code_before"] or code)
        assert row["after_yuan"] == after.get(code)
    assert rows["difference_yuan"].sum() == sum(each or 0 for each in after.values()) - sum(
        each or 0 for each in before.values()
    )
    assert set(lists["currency"]) == {"CAD"}
