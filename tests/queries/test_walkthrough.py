"""docs/walkthroughs/madrid.md: every figure of its tables, worked out again from the published files.

The second reading uses the standard library alone and reads nothing that Duibiao wrote.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import median

import polars as pl
import pytest
import real

from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.settings import house
from duibiao.warehouse import Warehouse

pytestmark = pytest.mark.real

FINAL = {
    2019: "2020-05-09_87085971", 2020: "2021-03-16_29b8f4ac", 2021: "2022-03-08_e405f44d",
    2022: "2023-03-23_b7626e11", 2023: "2024-04-19_8779d315",
}  # fmt: skip
"""The final state of every year, published in the spring after it."""

DISTRICTS = [str(code) for code in range(201, 222)]
ENOUGH = 15
COMPARED = re.compile(r"^## .*?`(?P<item>\d{5})` .*?`(?P<measure>[^`]+)` \((?P<unit>[^)]+)\), (?P<year>\d{4})$", re.M)


def table_below(text: str, position: int) -> dict[str, str]:
    """The first table of two columns below a position."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text[position:].split("\n## ", maxsplit=1)[0], re.M)
    return {name.strip(): value.strip() for name, value in rows if name not in ("what", "---")}


def lines(year: int) -> Iterator[dict[str, str]]:
    """The lines of the districts in the final state of a year."""
    states = real.csv_rows(real.folder("madrid") / "execution" / str(year) / f"{FINAL[year]}.csv")
    return (row for row in states if row["Seccion"].zfill(3) in DISTRICTS)


@cache
def paid(year: int) -> dict[tuple[str, str], Decimal]:
    """Recognised spending by programme and district."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in lines(year):
        sums[row["Programa"].zfill(5), row["Seccion"].zfill(3)] += real.euros(row["OBL_RECONOC"])
    return dict(sums)


@cache
def done(year: int, item: str, measure: str, unit: str) -> dict[str, Decimal]:
    """What was done by district, of one indicator of one programme."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in real.csv_rows(real.folder("madrid") / "indicators" / f"{year}.csv"):
        district = row["CeGe"].zfill(6)[3:]
        told = (row["Prog. Finan."].zfill(5), row["Descripción Indicador"], row["Unidad de medida"])
        if district in DISTRICTS and told == (item, measure, unit):
            sums[district] += real.euros(row["Realizado"])
    return {district: quantity for district, quantity in sums.items() if quantity > 0}


def two(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def walkthrough() -> str:
    return (house() / "docs" / "walkthroughs" / "madrid.md").read_text(encoding="utf-8")


def test_three_comparisons_are_worked_through() -> None:
    assert len(COMPARED.findall(walkthrough())) == 3


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_figure_equals_a_second_reading_of_the_published_files(which: int) -> None:
    text = walkthrough()
    found = list(COMPARED.finditer(text))[which]
    item, year = found["item"], int(found["year"])
    quantities = done(year, item, found["measure"], found["unit"])
    spent = {org: paid(year)[item, org] for org in quantities if (item, org) in paid(year)}
    unit_costs = {org: spent[org] / quantities[org] for org in spent}
    highest, lowest = (pick(unit_costs, key=unit_costs.__getitem__) for pick in (max, min))
    work = sum((quantities[org] for org in spent), Decimal(0))
    assert table_below(text, found.end()) == {
        "n": str(len(spent)),
        "paid, EUR": two(sum(spent.values(), Decimal(0))),
        "workload": f"{work.normalize():f}",
        "taken together, EUR each": two(sum(spent.values(), Decimal(0)) / work),
        "median, EUR each": two(median(unit_costs.values())),
        "highest, EUR each": f"{highest}: {two(unit_costs[highest])}",
        "lowest, EUR each": f"{lowest}: {two(unit_costs[lowest])}",
    }


def test_home_help_is_most_of_the_care_for_the_elderly() -> None:
    of_item = [row for row in lines(2022) if row["Programa"].zfill(5) == "23103"]
    help_at_home = sum((real.euros(row["OBL_RECONOC"]) for row in of_item if row["Economico"] == "22710"), Decimal(0))
    whole = sum((real.euros(row["OBL_RECONOC"]) for row in of_item), Decimal(0))
    assert f"{two(help_at_home)} EUR of it, {100 * help_at_home / whole:.1f} %, is home help" in walkthrough()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    job = Job(extract_named("execution"), load_mapping("madrid_execution"))
    files = [real.folder("madrid") / "execution" / str(year) / f"{name}.csv" for year, name in FINAL.items()]
    with Warehouse.open(tmp_path_factory.mktemp("madrid") / "final.duckdb") as opened:
        assert all(report.status == "loaded" for report in load_files(opened, job, files))
        yield opened


@pytest.mark.parametrize("year", FINAL)
def test_every_programme_of_at_least_fifteen_districts_is_compared_to_the_cent(warehouse: Warehouse, year: int) -> None:
    by_programme: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (programme, district), spent in paid(year).items():
        by_programme[programme][district] = spent
    shared = {programme: spent for programme, spent in by_programme.items() if len(spent) >= ENOUGH}
    assert len(shared) >= ENOUGH
    for programme, spent in shared.items():
        answer = warehouse.read("spending", kind="item", code=programme, year=year)
        told = answer.filter(pl.col("org_code").is_in(DISTRICTS)).group_by("org_code").agg(pl.col("spent_yuan").sum())
        assert {str(org): Decimal(amount_) for org, amount_ in told.iter_rows()} == spent, programme
