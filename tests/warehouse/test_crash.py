"""A load that is killed leaves the old or the new batch whole."""

import multiprocessing
import random
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from load_forever import load_forever, load_in_bulk
from months import LINES, ORGS, sums, write_month

from duibiao.errors import WarehouseError
from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["load_forever"])
"""One process imports everything, and those to be killed are copies of it."""

KILLS = 30
SEED = 20240831


def test_a_warehouse_survives_being_killed_at_any_moment_of_a_load(tmp_path: Path) -> None:
    months = {3: write_month(tmp_path / "three.csv", 3), 7: write_month(tmp_path / "seven.csv", 7)}
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as warehouse:
        began = time.monotonic()
        assert load_file(warehouse, "execution", months[3]).accepted == LINES * len(ORGS)
        one_load = time.monotonic() - began
    moments = random.Random(SEED)
    found = [
        _killed(path, list(months.values()), loads=kill % 3, after=moments.uniform(0, one_load))
        for kill in range(KILLS)
    ]
    assert {state for state, _batches in found} == {3, 7}, "the kills never met one of the two months"
    assert found[-1][1] > KILLS / 3, "hardly any load was finished, so hardly any was cut short in its commit"
    with Warehouse.open(path) as warehouse:
        assert load_file(warehouse, "execution", months[7]).status == "loaded"
        assert _paid(warehouse) == sums(7)


def test_a_load_of_many_files_that_was_killed_is_made_whole_when_next_opened(tmp_path: Path) -> None:
    files = [write_month(tmp_path / "three.csv", 3), write_month(tmp_path / "seven.csv", 7)]
    path = tmp_path / "w.duckdb"
    heard, told = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=load_in_bulk, args=(path, files, told))
    process.start()
    assert [heard.recv(), heard.recv()] == ["three.csv", "seven.csv"]
    process.kill()
    process.join()
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(path, read_only=True)
    assert "duibiao batches" in wrong.value.hint
    with Warehouse.open(path) as warehouse:
        assert _paid(warehouse) == sums(7)
    _assert_ledger_and_rows_agree(path)


def test_after_a_load_of_many_files_pages_show_them_all(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as warehouse:
        with warehouse.in_bulk():
            for paid in (3, 7):
                load_file(warehouse, "execution", write_month(tmp_path / f"{paid}.csv", paid))
        assert _paid(warehouse) == sums(7)
    with Warehouse.open(path, read_only=True) as warehouse:
        assert _paid(warehouse) == sums(7)
    _assert_ledger_and_rows_agree(path)


def _killed(path: Path, files: list[Path], loads: int, after: float) -> tuple[int, int]:
    """Kill a process some seconds into a load, when so many are done: the month shown then, and how many batches.

    The done loads are counted and not timed, for a busy machine would end before the first of them every time.
    """
    heard, told = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=load_forever, args=(path, files, told))
    process.start()
    told.close()
    for _ in range(loads + 1):
        assert heard.recv() in {file.name for file in files}
    time.sleep(after)
    process.kill()
    process.join()
    heard.close()
    with Warehouse.open(path) as warehouse:
        paid = _paid(warehouse)
        batches = warehouse.read("batches")
        live = warehouse.read("data_state").row(0, named=True)
    state = next((amount for amount in (3, 7) if paid == sums(amount)), None)
    assert state is not None, f"neither the old nor the new batch is whole: {paid}"
    assert live["n_rows"] == LINES * len(ORGS)
    _assert_ledger_and_rows_agree(path)
    return state, batches.height


def _paid(warehouse: Warehouse) -> dict[str, Decimal]:
    frame = warehouse.read("execution_by_org", year=2024, month=8)
    return dict(zip(frame["org_code"], frame["paid_yuan"], strict=True))


def _assert_ledger_and_rows_agree(path: Path) -> None:
    """No rows without a batch, no batch without its rows, and the mart is the sum of the live rows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.sql("select batch_id, count(*) from row_execution group by all order by all").fetchall()
        ledger = connection.sql("select batch_id, n_accepted from batch order by all").fetchall()
        live = connection.sql("select sum(paid_yuan) from execution").fetchall()
        mart = connection.sql("select sum(paid_yuan) from mart_execution_month").fetchall()
    assert rows == ledger
    assert live == mart
