"""While one batch after the other is accepted and undone, everybody reads whole ones."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Event

from months import LINES, ORGS, write_month

from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

READERS = 8
CHANGES = 8


def test_readers_see_the_old_or_the_new_batch_and_no_error(tmp_path: Path) -> None:
    three, seven = write_month(tmp_path / "three.csv", 3), write_month(tmp_path / "seven.csv", 7)
    whole = {Decimal(paid * LINES * len(ORGS)) for paid in (3, 7)}
    done = Event()
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        load_file(warehouse, "execution", three)

        def look() -> set[Decimal]:
            seen = set()
            while not done.is_set():
                seen.add(warehouse.read("headline", year=2024)["paid_yuan"][0])
                seen.add(warehouse.read("execution_by_org", year=2024)["paid_yuan"].sum())
            return seen

        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(look) for _ in range(READERS)]
            try:
                for _ in range(CHANGES):
                    report = load_file(warehouse, "execution", seven)
                    assert report.batch is not None
                    warehouse.undo(report.batch)
            finally:
                done.set()
            seen = set().union(*(reader.result() for reader in readers))
    assert seen == whole
