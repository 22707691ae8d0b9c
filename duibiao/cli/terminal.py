"""What the commands print, and how they exit.

Exit status: 0 all rows loaded, 3 loaded with rows set aside, 1 nothing of a file loaded, 2 usage.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum

import polars as pl
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from duibiao.errors import DuibiaoError
from duibiao.ingest.findings import Severity
from duibiao.ingest.load import LoadReport
from duibiao.ingest.report import account_lines, finding_lines, outcome_sentence
from duibiao.language import _

LOADED, REFUSED, USAGE, PARTLY = 0, 1, 2, 3
MOST_NOTES_LENGTH = 2_000
UNLIMITED_WIDTH = 10_000

_said = Console(stderr=True, highlight=False)


class Shape(StrEnum):
    """How the answer of a read is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def say(text: str, style: str = "") -> None:
    """A line for the person at the terminal, who may copy a path out of it: it is not cut into several."""
    _said.print(text, style=style, markup=False, soft_wrap=True)


def tell(error: DuibiaoError, status: int) -> int:
    """The error in a sentence and what to do; returns the exit status."""
    say(error.message, "bold red")
    if error.hint:
        say(error.hint)
    return status


def status(reports: Iterable[LoadReport]) -> int:
    """The exit status of several files: the worst. One that waits is not loaded, as one that is refused."""
    found = {report.status for report in reports}
    if found & {"refused", "waiting"}:
        return REFUSED
    return PARTLY if found & {"partly", "would_load_partly"} else LOADED


def print_report(report: LoadReport, as_json: bool) -> None:
    """What became of a file, for people on standard error or as a line of JSON."""
    if as_json:
        sys.stdout.write(report.as_json() + "\n")
        sys.stdout.flush()
        return
    failed = report.status in ("refused", "waiting")
    say(outcome_sentence(report), "red" if failed else "")
    if failed:
        say(report.hint or "")
    if report.status == "waiting":
        say(_what_it_waits_for(report))
    for finding in report.findings:
        for line in finding_lines(finding):
            say(f"  {line}"[:MOST_NOTES_LENGTH])
    for line in account_lines(report.account, report.extract):
        say(f"  {line}"[:MOST_NOTES_LENGTH], "dim" if report.account.ties else "red")
    for note in report.notes:
        say(f"  {note.message}"[:MOST_NOTES_LENGTH], "dim")
    if report.rejections:
        say(_("  Rows set aside, with reasons: {path}").format(path=report.rejections))


def _what_it_waits_for(report: LoadReport) -> str:
    if any(finding.severity is Severity.ASK for finding in report.findings):
        return _("Nothing of it is loaded. Answer its questions with --answer CODE=VALUE, or on the upload page.")
    return _("Nothing of it is loaded. Look at it, then load it with --acknowledge, or accept it on the upload page.")


def print_frame(frame: pl.DataFrame, shape: Shape) -> None:
    """A frame on standard output."""
    if shape is Shape.CSV:
        sys.stdout.write(frame.write_csv())
    elif shape is Shape.JSON:
        sys.stdout.write(json.dumps(frame.to_dicts(), ensure_ascii=False, default=_plain) + "\n")
    else:
        _print_table(frame)


def _print_table(frame: pl.DataFrame) -> None:
    """On a terminal long cells are folded; in a pipe or a file a row is a line, and nothing is cut off anywhere."""
    table = Table()
    for name, dtype in frame.schema.items():
        table.add_column(name, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        table.add_row(
            *("" if value is None else f"{value:,}" if isinstance(value, Decimal) else str(value) for value in row)
        )
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = UNLIMITED_WIDTH
    console.print(table)


def _plain(value: object) -> object:
    """Amounts as numbers: JSON has no decimals, and every amount in cents below 90 trillion is exact as a double."""
    return float(value) if isinstance(value, Decimal) else str(value)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    with Progress(console=_said, disable=not _said.is_terminal, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def step(name: str, done: int, of: int) -> None:
            progress.update(task, description=f"{title} {name}", completed=done, total=of)

        yield step
