"""Settlements and money carried over as they are read; Japan's settlement against a second reading."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import real
from small import batch

from duibiao.analysis import settlement
from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

D = Decimal


def test_rows_come_under_the_code_of_today_with_their_batch(tmp_path: Path) -> None:
    settled = {"year": 2025, "org_code": "OLD", "settled_item": "甲路", "appropriation_yuan": D(10), "spent_yuan": D(7),
               "unused_yuan": D(3)}  # fmt: skip
    carried = {"year": 2026, "org_code": "OLD", "project_name": "甲路", "origin_year": 2024, "carried_in_yuan": D(5)}
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        warehouse.accept(batch("org", [{"org_code": "1", "org_name": "甲局", "org_type": "department"}]))
        warehouse.accept(batch("org_alias", [{"org_code": "1", "alias": "OLD"}]))
        warehouse.accept(batch("settlement", [settled, settled | {"year": 2024}], synthetic=True))
        warehouse.accept(batch("carryover", [carried]))
        (row,) = warehouse.read("settlements", year=2025).to_dicts()
        (money,) = warehouse.read("carryovers", year=None).to_dicts()
        assert warehouse.read("settlements", year=None)["year"].to_list() == [2024, 2025]
    assert (row["org_code"], row["org_name"], row["appropriation_yuan"], row["carried_yuan"]) == (
        "1",
        "甲局",
        D(10),
        None,
    )
    assert (row["synthetic"], row["currency"], row["row_number"]) == (True, "CNY", 2)
    assert (money["org_name"], money["origin_year"], money["used_yuan"]) == ("甲局", 2024, None)


@pytest.mark.real
def test_every_row_of_japan_ties_and_the_sums_are_those_of_a_second_reading(tmp_path: Path) -> None:
    file = real.folder("japan") / "settlement_2017_2021.csv"
    sums: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    with file.open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            told = [Decimal(row[name]) for name in ("currentAmount", "spent", "carriedOver", "unused")]
            assert told[0] == sum(told[1:])
            key = int(row["fiscalYear"]), row["ministry"]
            sums[key] = [before + more for before, more in zip(sums[key], told, strict=True)]
    with Warehouse.open(tmp_path / "japan.duckdb") as warehouse:
        job = Job(extract_named("settlement"), load_mapping("japan_settlement"))
        (report,) = load_files(warehouse, job, [file])
        assert (report.status, report.rejected, report.accepted) == ("loaded", 0, 6_571)
        rows = settlement.tied(warehouse.read("settlements", year=None))
    assert rows["tie"].unique().to_list() == ["ties"]
    assert set(rows["currency"]) == {"JPY"}
    for year in range(2017, 2022):
        for org in settlement.by_org(rows.filter(pl.col("year") == year)).iter_rows(named=True):
            names = ("appropriation_yuan", "spent_yuan", "carried_yuan", "unused_yuan")
            assert [org[name] for name in names] == sums[year, org["org_name"]]
