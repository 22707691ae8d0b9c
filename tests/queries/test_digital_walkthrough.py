"""docs/walkthroughs/digital.md: every figure of its tables, worked out again from the published files.

The second reading uses the standard library alone and reads nothing that Duibiao wrote.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import real

from duibiao.analysis import growth, market
from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.reading import Wish
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


@cache
def shenzhen() -> list[tuple[str, str, str]]:
    """Number, name and price of every row."""
    file = real.folder("shenzhen") / "catalogue_gbk_no_header.csv"
    with file.open(encoding="gb18030", newline="") as source:
        return [(row[0], row[2], row[3]) for row in csv.reader(source)]


def prices_by_name() -> dict[str, set[Decimal]]:
    """Prices above zero by name, written as it may be."""
    prices: dict[str, set[Decimal]] = {}
    for _number, name, price in shenzhen():
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).lower())
        if price:
            prices.setdefault(plain, set()).update({Decimal(price)} - {Decimal(0)})
    return prices


def test_prices_in_shenzhen_are_those_of_a_second_reading() -> None:
    prices = prices_by_name()
    several = {name: told for name, told in prices.items() if len(told) > 1}
    cut = {name for name in several if name.endswith("...")}
    widest = max((told for name, told in several.items() if name not in cut), key=lambda told: max(told) / min(told))
    assert table_below("## Shenzhen") == {
        "rows of the file": str(len(shenzhen())),
        "goods": str(len(prices)),
        "without a price": str(sum(not told for told in prices.values())),
        "with several prices": str(len(several) - len(cut)),
        "with several prices, name cut off": str(len(cut)),
        "furthest apart": f"{min(widest)} to {max(widest)} ({max(widest) / min(widest) - 1:+.1%})",
    }
    blank, zero = (sum(price == told for *_rest, price in shenzhen()) for told in ("", "0.00"))
    assert (blank, zero) == (24, 24)


def test_goods_in_shenzhen_are_compared_to_the_cent(tmp_path: Path) -> None:
    job = Job(extract_named("catalogue_price"), load_mapping("shenzhen_catalogue"), Wish(parse_period("2018")))
    with Warehouse.open(tmp_path / "prices.duckdb") as warehouse:
        (report,) = load_files(warehouse, job, [real.folder("shenzhen") / "catalogue_gbk_no_header.csv"])
        assert report.status == "partly", "rows without a price are set aside"
        goods = market.offers(warehouse.read("catalogue_prices", year=None))
    prices = prices_by_name()
    assert goods.height == len(prices)
    for row in goods.iter_rows(named=True):
        told = prices[row["plain"]]
        assert row["n_prices"] == len(told)
        assert (row["lowest_yuan"], row["highest_yuan"]) == ((min(told), max(told)) if told else (None, None))
