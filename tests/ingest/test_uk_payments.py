"""What ministries paid, line by line: of 180 published files nearly every row is accepted, and no sum goes astray.

`uk_spend_key.csv` has for each file its rows and their total, added up without our reading.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import real
from test_guesser_uk import KEY, Row

from duibiao.errors import RefusedFileError
from duibiao.ingest.document import Document
from duibiao.ingest.fitting import fitting
from duibiao.ingest.load import Job, LoadReport, load_files
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.warehouse import Warehouse

pytestmark = pytest.mark.real

WISH = Wish(org="UK", currency="GBP", answers=(("replaces", "yes"),))
"""All are of one organisation here, so that lists of the same month take each other's place."""

PARTS_OF_A_PENNY = Decimal("0.02")
"""One file has three amounts of half a penny; each is rounded, the key rounds their sum."""


@pytest.fixture(scope="module")
def key() -> dict[str, Row]:
    with KEY.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LoadReport]]:
    """What became of each file, loaded one after the other as `load auto` does."""
    job = Job(None, wish=WISH, acknowledged=True)
    with Warehouse.open(tmp_path_factory.mktemp("uk") / "uk.duckdb") as warehouse:
        yield {each.file: each for each in load_files(warehouse, job, sorted(real.folder("uk_spend").iterdir()))}


def test_at_least_95_percent_of_the_rows_of_payment_files_are_accepted(
    reports: dict[str, LoadReport], key: dict[str, Row]
) -> None:
    rows = {name: int(row["rows"]) for name, row in key.items() if row["kind"] == "payments"}
    accepted = {name: min(n, reports[name].accepted) for name, n in rows.items()}
    missing = {name: n - accepted[name] for name, n in rows.items() if accepted[name] < n}
    assert sum(accepted.values()) >= 0.95 * sum(rows.values()), missing


def test_files_that_are_no_payments_load_nothing(reports: dict[str, LoadReport], key: dict[str, Row]) -> None:
    others = [name for name, row in key.items() if row["kind"] != "payments"]
    assert len(others) > 5
    assert [name for name in others if reports[name].accepted or reports[name].status != "refused"] == []


def test_what_is_accepted_and_set_aside_is_the_total_of_the_file(key: dict[str, Row]) -> None:
    wrong = {row["file"]: sums for row in key.values() if row["kind"] == "payments" and (sums := astray(row))}
    assert wrong == {"ne-over-25k-1006.csv": "refused"}, "its dates are months without days"


def astray(row: Row) -> str:
    """By how much the sums of a file differ from its total; nothing where they do not."""
    file = real.folder("uk_spend") / row["file"]
    reading = reading_of(file)
    if reading is None:
        return "refused"
    accepted, aside = reading.sums()["amount_yuan"]
    difference = abs(accepted + aside - Decimal(row["total"]))
    return "" if difference <= PARTS_OF_A_PENNY else f"{accepted} + {aside} ≠ {row['total']}"


def reading_of(file: Path) -> Reading | None:
    data = file.read_bytes()
    try:
        found = fitting(Document(data, file.name), currency=WISH.currency)
        return read_file(data, file.name, found.extract, found.mapping, WISH)
    except RefusedFileError:
        return None
