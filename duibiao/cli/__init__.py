"""The same work without a browser: serve, demo, template, inspect, check, load, watch, review, backtest, read, undo."""

import os
import subprocess
import sys
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from duibiao.cli import backtest, files, remembered, review
from duibiao.cli.terminal import REFUSED, USAGE, Shape, print_frame, progress_bar, say, tell
from duibiao.demo.generate import load_demo
from duibiao.errors import DuibiaoError, MappingError, UnknownReadError
from duibiao.ingest.report import in_words
from duibiao.language import _
from duibiao.settings import house, settings
from duibiao.warehouse import Warehouse

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command line; failures are told in a sentence, with what to do."""
    try:
        app()
    except (UnknownReadError, MappingError) as error:
        raise SystemExit(tell(error, USAGE)) from None
    except DuibiaoError as error:
        raise SystemExit(tell(error, REFUSED)) from None


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
    say(f"http://localhost:{port}")
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
    written = folder or house() / "data" / "demo" / "files"
    with Warehouse.open(context.obj) as warehouse, progress_bar(_("Demo data")) as step:
        manifest = load_demo(warehouse, written, scale, step)
    say(_("{n} files of synthetic data loaded into {path}").format(n=len(manifest.files), path=context.obj))


app.add_typer(files.app)
app.add_typer(remembered.app)
app.add_typer(review.app)
app.add_typer(backtest.app)


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
        print_frame(in_words(name, warehouse.read(name, as_of=moment, **params)), shape)


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
    print_frame(ledger.select(shown) if shape is Shape.TABLE else ledger, shape)


@app.command()
def undo(context: typer.Context, batch: Annotated[int, typer.Argument(help="The number of the batch.")]) -> None:
    """Take a batch back; what it replaced is read again."""
    with Warehouse.open(context.obj) as warehouse:
        warehouse.undo(batch, by=getuser())
    say(_("Batch {batch} is undone").format(batch=batch))


@app.command()
def redo(context: typer.Context, batch: Annotated[int, typer.Argument(help="The number of the batch.")]) -> None:
    """Bring an undone batch back."""
    with Warehouse.open(context.obj) as warehouse:
        warehouse.redo(batch, by=getuser())
    say(_("Batch {batch} is back").format(batch=batch))


def _key_value(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(_("{text} is not key=value").format(text=repr(text)), param_hint="--param")
    return key, value
