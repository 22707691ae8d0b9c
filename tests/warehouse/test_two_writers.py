"""Two people accept at the same time while ten others read: nobody sees an error, or half of anything."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from months import LINES, ORGS, write_month

from duibiao.errors import ChangedMeanwhileError
from duibiao.ingest.examine import accept, examine
from duibiao.ingest.load import load_file
from duibiao.ingest.reading import Wish
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

READERS = 10
ROUNDS = 4
EXECUTION = extract_named("execution")


def test_two_accept_while_ten_read_and_everybody_sees_whole_batches(tmp_path: Path) -> None:
    """Each writer has amounts of its own for all organisations, so every whole state is a sum of one of them."""
    files = {who: write_month(tmp_path / f"{who}.csv", paid) for who, paid in (("甲", 3), ("乙", 7))}
    whole = {Decimal(paid * LINES * len(ORGS)) for paid in (3, 7)}
    done = Event()
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        assert load_file(warehouse, "execution", files["甲"]).batch == 1

        def look() -> set[Decimal]:
            seen: set[Decimal] = set()
            while not done.is_set():
                seen.add(warehouse.read("headline", year=2024)["paid_yuan"][0])
                seen.add(warehouse.read("execution_by_org", year=2024)["paid_yuan"].sum())
                ledger = warehouse.read("batches")
                assert ledger["state"].to_list().count("live") == 1
            seen.add(warehouse.read("headline", as_of=datetime.now(UTC), year=2024)["paid_yuan"][0])
            return seen

        def write(who: str) -> tuple[int, int]:
            """Accepted batches, and how often the other one was quicker."""
            data, accepted, late = files[who].read_bytes(), 0, 0
            while accepted < ROUNDS:
                examined = examine(warehouse, data, files[who].name, EXECUTION, None, Wish())
                try:
                    accepted += len(accept(warehouse, examined, accepted_by=who, acknowledged=True))
                except ChangedMeanwhileError:
                    late += 1
            return accepted, late

        with ThreadPoolExecutor(READERS + 2) as pool:
            readers = [pool.submit(look) for _ in range(READERS)]
            writers = [pool.submit(write, who) for who in files]
            try:
                assert [writer.result()[0] for writer in writers] == [ROUNDS, ROUNDS]
            finally:
                done.set()
            seen = set().union(*(reader.result() for reader in readers))
        history = warehouse.read("batch_history")
        ledger = warehouse.read("batches")
    assert seen <= whole
    assert history["batch_id"].to_list() == list(range(2 * ROUNDS + 1, 0, -1))
    assert sorted(history["happened_by"].to_list()) == sorted(["", *["甲", "乙"] * ROUNDS])
    assert [ledger.row(i, named=True)["replaced"] for i in range(2 * ROUNDS)] == [
        str(batch - 1) for batch in range(2 * ROUNDS + 1, 1, -1)
    ]


def test_organisations_of_their_own_are_accepted_side_by_side(tmp_path: Path) -> None:
    """Two towns load their own months at once: neither has to wait for the other, nothing is to be examined again."""
    header = "年度,月份,预算单位代码,项目代码,变动后预算数,累计支付数\n"
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:

        def load_all(town: str) -> list[str]:
            statuses = []
            for month in range(1, 7):
                file = tmp_path / f"{town}{month}.csv"
                file.write_text(f"{header}2026,{month},{town},P{town},1000,{month * 10}\n", encoding="utf-8")
                data = file.read_bytes()
                examined = examine(warehouse, data, file.name, EXECUTION, None, Wish())
                accept(warehouse, examined, accepted_by=town, acknowledged=True)
                statuses.append("accepted")
            return statuses

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(load_all, "12")) == [["accepted"] * 6] * 2
        assert warehouse.read("execution_by_org", year=2026)["paid_yuan"].to_list() == [60, 60]


def test_what_changed_since_it_was_examined_is_not_accepted(tmp_path: Path) -> None:
    three, seven = write_month(tmp_path / "three.csv", 3), write_month(tmp_path / "seven.csv", 7)
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        examined = examine(warehouse, three.read_bytes(), three.name, EXECUTION, None, Wish())
        load_file(warehouse, "execution", seven)
        with pytest.raises(ChangedMeanwhileError):
            accept(warehouse, examined, accepted_by="甲", acknowledged=True)
        assert warehouse.read("batches").height == 1
        warehouse.undo(1)
        assert accept(warehouse, examined, accepted_by="甲", acknowledged=True) == (2,)
