"""What the generator writes, read without our ingest: it is the right size, it ties to the cent, it is reproducible."""

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from duibiao.demo import SEED, DemoFile, DemoManifest
from duibiao.demo.files import write_lists, write_year
from duibiao.demo.ledger import ledger_of
from duibiao.demo.projects import build
from duibiao.demo.vouchers import vouchers_of

Rows = list[dict[str, str]]

SHARED_TOWNS = Path(__file__).parents[3] / "shared" / "data" / "china" / "qingpu_towns.csv"
CENT = Decimal("0.01")


def files_of(manifest: DemoManifest, extract: str) -> list[DemoFile]:
    return [file for file in manifest.files if file.extract == extract]


def named(manifest: DemoManifest, part: str) -> DemoFile:
    return next(file for file in manifest.files if part in file.path.name)


def csv_rows(path: Path) -> Rows:
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(path: Path, last: int | None = None) -> list[tuple[object, ...]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=last)]


def yuan(cell: object) -> Decimal:
    """A cell in 万元 in yuan, to the cent: a number in a workbook carries 15 digits."""
    return (Decimal(repr(cell)) * 10_000).quantize(CENT)


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_same_seed_writes_the_same_bytes(demo_manifest: DemoManifest, tmp_path: Path) -> None:
    library = build(SEED, 1)
    list(write_lists(tmp_path, library))
    list(write_year(tmp_path, library, ledger_of(library, 2026, SEED), SEED))
    first, again = hashes(demo_manifest.folder), hashes(tmp_path)
    assert len(again) == 7 + 18
    assert again == {name: first[name] for name in again}


def test_another_seed_writes_other_amounts() -> None:
    ours, other = (ledger_of(build(seed, 1), 2025, seed).amounts.paid.sum() for seed in (SEED, SEED + 1))
    assert ours != other


def test_the_district_has_the_promised_size(demo_manifest: DemoManifest) -> None:
    assert sum(file.rows for file in files_of(demo_manifest, "payment")) == pytest.approx(300_000, rel=0.06)
    assert files_of(demo_manifest, "project")[0].rows == pytest.approx(3_000, rel=0.1)
    months = [file.path.name for file in files_of(demo_manifest, "execution")]
    assert len(months) == len(set(months)) == 4 * 12 + 8
    assert [len(files_of(demo_manifest, name)) for name in ("appropriation", "payment", "workload")] == [5, 5, 5]


def test_towns_are_the_real_ones(demo_manifest: DemoManifest) -> None:
    if not SHARED_TOWNS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SHARED_TOWNS} is missing")
        pytest.skip("the list of real towns is not beside the checkout")
    with SHARED_TOWNS.open(encoding="utf-8-sig", newline="") as file:
        real = {(row["code_9"], row["name"], row["type"], row["code_12"]) for row in csv.DictReader(file)}
    rows = sheet_rows(named(demo_manifest, "预算单位目录").path)
    written = {(str(row[0]), str(row[2]), str(row[3]), str(row[5])) for row in rows if str(row[0]).startswith("310118")}
    assert written == real
    departments = [row for row in rows if row[3] == "部门"]
    assert 55 <= len(departments) <= 65


def test_scale_multiplies_projects_and_payments() -> None:
    once, thrice = build(SEED, 1), build(SEED, 3)
    planted = len(once.codes_of_stories())
    assert thrice.projects.height - planted == 3 * (once.projects.height - planted)
    one, three = (vouchers_of(ledger_of(library, 2024, SEED), 6, SEED).height for library in (once, thrice))
    assert three == pytest.approx(3 * one, rel=0.03)


def months_of_execution(manifest: DemoManifest, year: int) -> Iterator[tuple[int, Rows, str]]:
    for month in range(1, 12):
        yield month, csv_rows(named(manifest, f"_{year}{month:02d}.csv").path), "累计支付数"


def test_payments_add_up_to_execution_for_every_line_and_month(demo_manifest: DemoManifest) -> None:
    paid: dict[int, dict[tuple[str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in csv_rows(named(demo_manifest, "2025年支付明细").path):
        line = (row["项目代码"], row["部门预算支出经济分类"])
        paid[int(row["支付日期"][5:7])][line] += Decimal(row["支付金额"])
    running: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for month, rows, header in months_of_execution(demo_manifest, 2025):
        for line, amount in paid[month].items():
            running[line] += amount
        stated = {(row["项目代码"], row["部门预算支出经济分类"]): Decimal(row[header]) for row in rows}
        assert {line: amount for line, amount in stated.items() if amount} == {
            line: amount for line, amount in running.items() if amount
        }, month


@pytest.mark.parametrize(
    "year_and_columns", [("2026年1-8月预算执行", 10, 5), ("2025年1-12月预算执行", 10, 5), ("2025年度部门预算", 9, 5)]
)
def test_subtotals_and_totals_tie_to_the_cent(
    demo_manifest: DemoManifest, year_and_columns: tuple[str, int, int]
) -> None:
    part, first, width = year_and_columns
    file = named(demo_manifest, part)
    block = whole = stated = [Decimal(0)] * width
    subtotals = 0
    for row in sheet_rows(file.path)[4:]:
        label, amounts = str(row[1] or ""), [yuan(cell) for cell in row[first : first + width]]
        if label == "合计":
            stated = amounts
        elif label.endswith("小计"):
            assert amounts == block, label
            block, subtotals = [Decimal(0)] * width, subtotals + 1
        else:
            block = [a + b for a, b in zip(block, amounts, strict=True)]
            whole = [a + b for a, b in zip(whole, amounts, strict=True)]
    assert stated == whole
    assert subtotals == 74
    if file.extract == "execution":
        assert whole == list(file.totals.values())
    else:
        assert sum(whole) == file.totals["amount_yuan"]


@pytest.mark.parametrize(("part", "factor"), [("_202506.csv", 1), ("_202306.csv", 10_000)])
def test_exports_hold_every_cent_in_either_unit(demo_manifest: DemoManifest, part: str, factor: int) -> None:
    file = named(demo_manifest, part)
    rows = csv_rows(file.path)
    columns = list(rows[0])[-5:]
    sums = [sum((Decimal(row[name]) * factor for row in rows), Decimal(0)) for name in columns]
    assert sums == list(file.totals.values())
    assert all(amount == amount.quantize(CENT) for amount in sums)
    assert all(name.endswith("(万元)") == (factor > 1) for name in columns)


def test_every_file_says_that_it_is_synthetic(demo_manifest: DemoManifest) -> None:
    for file in demo_manifest.files:
        title = file.path.name if file.path.suffix == ".csv" else str(sheet_rows(file.path, last=1)[0][0])
        assert "模拟数据" in title, file.path.name


def test_payees_are_there_for_the_door_to_drop_and_plainly_invented(demo_manifest: DemoManifest) -> None:
    rows = csv_rows(named(demo_manifest, "2026年支付明细").path)
    assert all(row["收款人"].startswith("模拟收款人") for row in rows)
    assert all(row["收款账号"].startswith("00000000000000") for row in rows)


def test_older_files_use_the_names_of_their_time(demo_manifest: DemoManifest) -> None:
    before = {row["单位名称"] for row in csv_rows(named(demo_manifest, "_202206.csv").path)}
    after = {row["单位名称"] for row in csv_rows(named(demo_manifest, "_202306.csv").path)}
    assert "青浦区文化广播影视管理局" in before - after
    assert "青浦区文化和旅游局" in after - before
