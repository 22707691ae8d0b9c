"""Loading real extracts against what DuckDB needs to read the same files as text and write them to a table."""

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.report import Section, milliseconds
from bench.timing import Times, repeated, timed
from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.settings import house
from duibiao.warehouse import Warehouse

LIMIT = 6.0
"""The whole ingest may take so many times what DuckDB needs."""

PAIRS = 5
_OPTIONS = "delim = ';', all_varchar = true, header = true, quote = '\"', strict_mode = false"


def files() -> list[Path]:
    """The 57 states of budget execution, where the real extracts lie beside the checkout."""
    return sorted((house().parent / "shared" / "data" / "madrid" / "execution").glob("*/*.csv"))


def measure() -> tuple[list[Section], bool]:
    """The sections, and whether the limit holds against reading as text file by file, as the ingest does."""
    states = files()
    if not states:
        return [Section("Loading real extracts", "Not measured: the real extracts are not beside this checkout.")], True
    rounds = [_round(states) for _ in range(PAIRS)]
    n_rows = rounds[0][3]
    one_by_one, at_once, ingest = (Times(tuple(each[i] for each in rounds)) for i in range(3))
    to_one = statistics.median(each[2] / each[0] for each in rounds)
    to_all = statistics.median(each[2] / each[1] for each in rounds)
    holds = to_one <= LIMIT
    section = Section(
        "Loading real extracts",
        f"{len(states)} files of budget execution, {n_rows:,} rows of 16 columns; medians of {PAIRS} rounds in which "
        f"the three take turns, each into a new file. The limit is {LIMIT:.0f} times what it takes file by file; it "
        f"{'holds' if holds else 'DOES NOT HOLD'}. The ingest finds encoding, separator and header, reads six amounts "
        "to the cent, judges every row and the whole file against the month before, tells the period, appends a batch "
        "for each file in a transaction of its own, "
        "and refreshes the marts.",
        ("", "seconds", "rows/s", "ingest ÷ this"),
        [
            _row("DuckDB, text to a table, file by file", one_by_one, n_rows, to_one),
            _row("DuckDB, text to a table, one statement for each encoding", at_once, n_rows, to_all),
            _row("whole ingest", ingest, n_rows, None),
        ],
    )
    return [section, _refresh(states)], holds


def _row(name: str, times: Times, rows: int, ratio: float | None) -> tuple[str, ...]:
    return name, f"{times.median:.2f}", f"{rows / times.median:,.0f}", f"{ratio:.1f}" if ratio else ""


def _round(states: list[Path]) -> tuple[float, float, float, int]:
    with TemporaryDirectory() as folder:
        one = timed(lambda: _as_text(Path(folder) / "one.duckdb", [[state] for state in states]))
        groups = [[state for state in states if _is_utf8(state) == utf8] for utf8 in (False, True)]
        everything = timed(lambda: _as_text(Path(folder) / "all.duckdb", [group for group in groups if group]))
        loaded: list[int] = []
        ingest = timed(lambda: loaded.append(_ingest(Path(folder) / "ingest.duckdb", states)))
    return one, everything, ingest, loaded[0]


def _as_text(file: Path, groups: list[list[Path]]) -> None:
    with duckdb.connect(str(file)) as connection:
        for i, group in enumerate(groups):
            names = [str(state) for state in group]
            encoding = "utf-8" if _is_utf8(group[0]) else "latin-1"
            select = f"select * from read_csv({names}, encoding = '{encoding}', {_OPTIONS})"
            connection.execute(f"create table lines as {select}" if i == 0 else f"insert into lines {select}")


def _is_utf8(file: Path) -> bool:
    try:
        file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _ingest(file: Path, states: list[Path]) -> int:
    job = Job(extract_named("execution"), load_mapping("madrid_execution"))
    with Warehouse.open(file) as warehouse:
        return sum(report.accepted for report in load_files(warehouse, job, states))


def _refresh(states: list[Path]) -> Section:
    """Undoing and redoing a month moves no rows: what it costs is the marts and the ledger."""
    with TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "w.duckdb") as warehouse:
        job = Job(extract_named("execution"), load_mapping("madrid_execution"))
        last = [report.batch for report in load_files(warehouse, job, states[-12:])][-1] or 0

        def undo_and_redo() -> None:
            warehouse.undo(last)
            warehouse.redo(last)

        times = repeated(undo_and_redo, 20)
    return Section(
        "Refreshing the marts",
        "One month of a city (about 9 000 lines) undone and redone: the marts of its scopes are made anew twice, in "
        "two transactions.",
        ("", "p50", "p95"),
        [("undo and redo", milliseconds(times.percentile(50)), milliseconds(times.percentile(95)))],
    )
