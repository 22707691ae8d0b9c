"""The same work without a browser: serve, demo, load, read, batches, undo.

Exit status: 0 all rows loaded, 3 loaded with rows set aside, 1 refused (nothing of that file loaded), 2 usage.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from duibiao.demo.generate import load_demo
from duibiao.errors import DuibiaoError, MappingError, UnknownReadError
from duibiao.ingest.load import Job, LoadReport, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.reading import Wish
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.settings import house, settings
from duibiao.warehouse import Warehouse

LOADED, REFUSED, USAGE, PARTLY = 0, 1, 2, 3
MOST_NOTES_LENGTH = 2_000
UNLIMITED_WIDTH = 10_000

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
_said = Console(stderr=True, highlight=False)


class Shape(StrEnum):
    """How the answer of a read is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _extract(name: str) -> str:
    if name not in EXTRACTS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(EXTRACTS)}")
    return name


def main() -> None:
    """Run the command line; failures are told in a sentence, with what to do."""
    try:
        app()
    except (UnknownReadError, MappingError) as error:
        raise SystemExit(_tell(error, USAGE)) from None
    except DuibiaoError as error:
        raise SystemExit(_tell(error, REFUSED)) from None


@app.callback()
def choose_warehouse(
    context: typer.Context,
    warehouse: Annotated[
        Path | None, typer.Option(help="The warehouse file.", envvar="DUIBIAO_WAREHOUSE", show_default=False)
    ] = None,
) -> None:
    """Who pays more for the same public service, why, and which money is stuck."""
    context.obj = warehouse or settings().warehouse


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Where to listen, on this machine only.")] = 8501,
) -> None:
    """Show the dashboard in a browser."""
    warehouse = Path(context.obj).resolve()
    Warehouse.open(warehouse).close()  # brings an older warehouse up to date before pages read it
    _say(f"http://localhost:{port}")
    command = [sys.executable, "-m", "duibiao.ui.server", f"--server.port={port}"]
    environment = os.environ | {"DUIBIAO_WAREHOUSE": str(warehouse)}
    try:
        raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@app.command()
def demo(
    context: typer.Context,
    scale: Annotated[int, typer.Option(min=1, help="How many times the rows.")] = 1,
    folder: Annotated[Path | None, typer.Option(help="Where the files are written.", show_default=False)] = None,
) -> None:
    """Generate the synthetic district as files and load them."""
    files = folder or house() / "data" / "demo" / "files"
    with Warehouse.open(context.obj) as warehouse, _progress(_("Demo data")) as step:
        manifest = load_demo(warehouse, files, scale, step)
    _say(_("{n} files of synthetic data loaded into {path}").format(n=len(manifest.files), path=context.obj))


@app.command()
def load(
    context: typer.Context,
    extract: Annotated[str, typer.Argument(help=f"What the files are: {', '.join(EXTRACTS)}.", callback=_extract)],
    files: Annotated[list[Path], typer.Argument(help="The files, each one batch.", exists=True, dir_okay=False)],
    mapping: Annotated[str | None, typer.Option(help="A shipped mapping, or a TOML file.")] = None,
    period: Annotated[str | None, typer.Option(help="YYYY or YYYY-MM; wins over what the file says.")] = None,
    org: Annotated[str | None, typer.Option(help="Code of the organisation the file is of.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet, where several fit.")] = None,
    despite_totals: Annotated[bool, typer.Option(help="Load although totals in the file do not tie.")] = False,
    mends: Annotated[int | None, typer.Option(help="The batch whose rejected rows these are, mended.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each file.")] = False,
) -> None:
    """Load files as one extract."""
    job = Job(
        extract=extract_named(extract),
        mapping=load_mapping(mapping) if mapping else None,
        wish=Wish(_period(period), org, sheet, despite_totals, mends),
        accepted_by=getuser(),
    )
    reports = []
    with Warehouse.open(context.obj) as warehouse, _progress(job.extract.label) as step:
        for report in load_files(warehouse, job, files):
            reports.append(report)
            step(report.file, len(reports), len(files))
            _print_report(report, as_json)
    raise typer.Exit(_status(reports))


@app.command()
def read(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name of a file in queries/reads.")],
    param: Annotated[list[str] | None, typer.Option(help="A parameter as key=value; may be repeated.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="How the answer is printed.")] = Shape.TABLE,
    as_of: Annotated[datetime | None, typer.Option(help="Answer from what stood at this moment (local time).")] = None,
) -> None:
    """Answer one of the named questions."""
    params = dict(_key_value(each) for each in param or [])
    moment = as_of.astimezone() if as_of else None
    with Warehouse.open(context.obj, read_only=True) as warehouse:
        _print_frame(warehouse.read(name, as_of=moment, **params), shape)


@app.command()
def batches(
    context: typer.Context,
    shape: Annotated[Shape, typer.Option("--format", help="How the list is printed.")] = Shape.TABLE,
) -> None:
    """List what was loaded, newest first."""
    with Warehouse.open(context.obj) as warehouse:
        ledger = warehouse.read("batches")
    shown = ["batch_id", "extract", "state", "accepted_at", "accepted_by", "file_name", "n_accepted", "n_rejected",
             "first_period", "last_period"]  # fmt: skip
    _print_frame(ledger.select(shown) if shape is Shape.TABLE else ledger, shape)


@app.command()
def undo(context: typer.Context, batch: Annotated[int, typer.Argument(help="The number of the batch.")]) -> None:
    """Take a batch back; what it replaced is read again."""
    with Warehouse.open(context.obj) as warehouse:
        warehouse.undo(batch, by=getuser())
    _say(_("Batch {batch} is undone").format(batch=batch))


@app.command()
def redo(context: typer.Context, batch: Annotated[int, typer.Argument(help="The number of the batch.")]) -> None:
    """Bring an undone batch back."""
    with Warehouse.open(context.obj) as warehouse:
        warehouse.redo(batch, by=getuser())
    _say(_("Batch {batch} is back").format(batch=batch))


def _say(text: str, style: str = "") -> None:
    """A line for the person at the terminal, who may copy a path out of it: it is not cut into several."""
    _said.print(text, style=style, markup=False, soft_wrap=True)


def _tell(error: DuibiaoError, status: int) -> int:
    _say(error.message, "bold red")
    if error.hint:
        _say(error.hint)
    return status


def _period(text: str | None) -> Any:
    try:
        return parse_period(text) if text else None
    except DuibiaoError as error:
        raise typer.BadParameter(str(error)) from error


def _status(reports: list[LoadReport]) -> int:
    statuses = {report.status for report in reports}
    if "refused" in statuses:
        return REFUSED
    return PARTLY if "partly" in statuses else LOADED


def _print_report(report: LoadReport, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(report.as_json() + "\n")
        sys.stdout.flush()
        return
    if report.status == "refused":
        _say(_("{file}: refused. {error}").format(file=report.file, error=report.error), "red")
        _say(report.hint or "")
    else:
        said = _("{file}: batch {batch}, {accepted} rows loaded, {rejected} set aside")
        _say(said.format(**_counts(report)))
    for note in report.notes:
        _say(f"  {note}"[:MOST_NOTES_LENGTH], "dim")
    if report.rejections:
        _say(_("  Rows set aside, with reasons: {path}").format(path=report.rejections))


def _counts(report: LoadReport) -> dict[str, object]:
    return {"file": report.file, "batch": report.batch, "accepted": report.accepted, "rejected": report.rejected}


def _key_value(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(_("{text} is not key=value").format(text=repr(text)), param_hint="--param")
    return key, value


def _print_frame(frame: pl.DataFrame, shape: Shape) -> None:
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
def _progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    with Progress(console=_said, disable=not _said.is_terminal, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def step(name: str, done: int, of: int) -> None:
            progress.update(task, description=f"{title} {name}", completed=done, total=of)

        yield step


if __name__ == "__main__":
    main()
