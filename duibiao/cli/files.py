"""Commands for files: templates to fill in, a look before loading, loading, a folder that is watched."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from duibiao.cli.terminal import LOADED, REFUSED, Shape, print_frame, print_report, progress_bar, say, status
from duibiao.errors import DuibiaoError, WarehouseError
from duibiao.export.template import template_name, template_xlsx
from duibiao.ingest import archive
from duibiao.ingest.load import Job, check_files, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.profile import mapping_text, saved_profiles
from duibiao.ingest.propose import Proposal, propose
from duibiao.ingest.reading import Wish, read_file
from duibiao.ingest.report import account_lines, finding_lines
from duibiao.ingest.watch import STABLE_SECONDS, Watch, entry_sentence
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.warehouse import Warehouse

AUTO, ALL = "auto", "all"

app = typer.Typer()


def _extract(name: str) -> str:
    if name not in (*EXTRACTS, AUTO):
        raise typer.BadParameter(f"{name!r} is none of {', '.join((*EXTRACTS, AUTO))}")
    return name


def _extract_or_all(name: str) -> str:
    if name not in (*EXTRACTS, ALL):
        raise typer.BadParameter(f"{name!r} is none of {', '.join((*EXTRACTS, ALL))}")
    return name


_EXTRACT = Annotated[
    str, typer.Argument(help=f"What the files are: {', '.join(EXTRACTS)}; auto: they tell it.", callback=_extract)
]
_FILES = Annotated[
    list[Path], typer.Argument(help="The files, each one batch; a zip is its files.", exists=True, dir_okay=False)
]
_MAPPING = Annotated[str | None, typer.Option(help="A shipped mapping, or a TOML file.")]
_PERIOD = Annotated[str | None, typer.Option(help="YYYY or YYYY-MM; wins over what the file says.")]
_ORG = Annotated[str | None, typer.Option(help="Code of the organisation the file is of.")]
_SHEET = Annotated[str | None, typer.Option(help="Name of the sheet, where several fit.")]
_DESPITE = Annotated[bool, typer.Option(help="Load although totals in the file do not tie.")]
_ACKNOWLEDGE = Annotated[
    bool | None,
    typer.Option(
        "--acknowledge/--wait",
        help="Load a file that has warnings, or let it wait. A file of a named extract is loaded unless told to wait.",
        show_default=False,
    ),
]
_ANSWERS = Annotated[
    list[str] | None,
    typer.Option("--answer", help="CODE=VALUE: an answer to a question that the report asks; may be given again."),
]
_JSON = Annotated[bool, typer.Option("--json", help="One line of JSON for each file.")]


@app.command()
def load(
    context: typer.Context,
    extract: _EXTRACT,
    files: _FILES,
    mapping: _MAPPING = None,
    period: _PERIOD = None,
    org: _ORG = None,
    sheet: _SHEET = None,
    despite_totals: _DESPITE = False,
    mends: Annotated[int | None, typer.Option(help="The batch whose rejected rows these are, mended.")] = None,
    acknowledge: _ACKNOWLEDGE = None,
    answer: _ANSWERS = None,
    as_json: _JSON = False,
) -> None:
    """Load files as one extract, or each as what it is (auto)."""
    job = _job(
        extract, mapping, Wish(_period(period), org, sheet, despite_totals, mends, _answers(answer)), acknowledge
    )
    reports = []
    with Warehouse.open(context.obj) as warehouse, progress_bar(_title(job)) as step:
        for report in load_files(warehouse, job, files):
            reports.append(report)
            step(report.file, len(reports), max(len(files), len(reports)))
            print_report(report, as_json)
    raise typer.Exit(status(reports))


@app.command()
def check(
    context: typer.Context,
    extract: _EXTRACT,
    files: _FILES,
    mapping: _MAPPING = None,
    period: _PERIOD = None,
    org: _ORG = None,
    sheet: _SHEET = None,
    despite_totals: _DESPITE = False,
    acknowledge: _ACKNOWLEDGE = None,
    answer: _ANSWERS = None,
    as_json: _JSON = False,
) -> None:
    """Say what loading the files would come to, with all findings, and load nothing; exits as load would."""
    job = _job(
        extract, mapping, Wish(_period(period), org, sheet, despite_totals, answers=_answers(answer)), acknowledge
    )
    reports = []
    with to_look_at(context.obj) as warehouse:
        for report in check_files(warehouse, job, files):
            reports.append(report)
            print_report(report, as_json)
    raise typer.Exit(status(reports))


@app.command()
def inspect(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of which nobody says what it is.", exists=True, dir_okay=False)],
    shape: Annotated[Shape, typer.Option("--format", help="How the columns are printed.")] = Shape.TABLE,
    profile: Annotated[bool, typer.Option("--profile", help="Print the proposed profile as TOML instead.")] = False,
) -> None:
    """Say what a file is taken for, why, and what each of its columns is; nothing is loaded."""
    with to_look_at(context.obj) as warehouse:
        profiles = saved_profiles(warehouse)
    for member in archive.members(file.read_bytes(), file.name):
        proposal = propose(member.data, member.name, profiles=profiles)
        if profile:
            typer.echo(mapping_text(proposal.mapping))
            continue
        _say_proposal(proposal, member.name)
        print_frame(_columns(proposal), shape)
        _say_account(member.data, member.name, proposal)


@app.command()
def template(
    extract: Annotated[str, typer.Argument(help=f"{', '.join(EXTRACTS)}, or all.", callback=_extract_or_all)],
    folder: Annotated[Path, typer.Option("-o", "--output", help="Where it is written.", file_okay=False)] = Path(),
) -> None:
    """Write the workbook to fill in for an extract."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in EXTRACTS.values() if extract == ALL else [extract_named(extract)]:
        file = folder / template_name(each)
        file.write_bytes(template_xlsx(each))
        typer.echo(str(file))


@app.command()
def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the files fall.", exists=True, file_okay=False)],
    once: Annotated[bool, typer.Option("--once", help="Look once, and exit 1 where a file waits.")] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5.0,
    stable: Annotated[float, typer.Option(min=0.0, help="Seconds that a file must not have changed.")] = STABLE_SECONDS,
) -> None:
    """Load what falls into a folder and a saved profile reads without any finding; the rest waits with its report.

    Nothing is moved or deleted. Reports and the journal are in 报告 below the folder.
    """
    watched = Watch(folder, context.obj, accepted_by=getuser(), stable_seconds=stable)
    if once:
        for entry in watched.look():
            say(entry_sentence(entry))
        raise typer.Exit(REFUSED if watched.waiting() else LOADED)
    say(_("Watching {folder}; Ctrl+C stops it").format(folder=folder))
    try:
        _look_for_ever(watched, every)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@contextmanager
def to_look_at(path: Path) -> Iterator[Warehouse]:
    """The warehouse, not to be written; where there is none, an empty one that is thrown away."""
    with nullcontext(None) if path.exists() else tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.duckdb" if folder else None
        with Warehouse.open(empty) if empty else Warehouse.open(path, read_only=True) as warehouse:
            yield warehouse


def _look_for_ever(watched: Watch, every: float) -> None:
    """While somebody else holds the warehouse it is said once, and tried again."""
    said = ""
    while True:
        try:
            for entry in watched.look():
                say(entry_sentence(entry))
            said = ""
        except WarehouseError as error:
            if error.message != said:
                say(f"{error.message} {error.hint}", "red")
            said = error.message
        time.sleep(every)


def _job(extract: str, mapping: str | None, wish: Wish, acknowledge: bool | None) -> Job:
    if extract == AUTO and mapping:
        raise typer.BadParameter(_("a mapping belongs to one extract: name it"), param_hint="--mapping")
    return Job(
        extract=None if extract == AUTO else extract_named(extract),
        mapping=load_mapping(mapping) if mapping else None,
        wish=wish,
        accepted_by=getuser(),
        acknowledged=extract != AUTO if acknowledge is None else acknowledge,
    )


def _title(job: Job) -> str:
    return job.extract.label if job.extract else ""


def _period(text: str | None) -> Any:
    try:
        return parse_period(text) if text else None
    except DuibiaoError as error:
        raise typer.BadParameter(str(error)) from error


def _answers(given: list[str] | None) -> tuple[tuple[str, str], ...]:
    """Answers as CODE=VALUE."""
    pairs = [text.partition("=") for text in given or ()]
    if wrong := [text for text, mark, _value in pairs if not mark]:
        raise typer.BadParameter(_("{text} is no answer: write CODE=VALUE").format(text=wrong[0]))
    return tuple((code, value) for code, _mark, value in pairs)


def _say_proposal(proposal: Proposal, name: str) -> None:
    say(_("{file} is taken for: {extract}").format(file=name, extract=proposal.extract.label), "bold")
    for guess in proposal.guesses:
        doubt = "" if guess.sure else f" [{_('please check')}]"
        say(f"  {guess.what}: {guess.value} ({guess.reason}){doubt}", "" if guess.sure else "yellow")
    if proposal.missing:
        labels = "、".join(proposal.extract.column(column).label for column in proposal.missing)
        say(_("  Not in the file, and required: {columns}").format(columns=labels), "red")
    if proposal.rivals:
        shown = "、".join(f"{extract_named(extract).label} {score:.0%}" for extract, score in proposal.rivals[:3])
        say(_("  It could also be: {extracts}").format(extracts=shown), "dim")


def _say_account(data: bytes, name: str, proposal: Proposal) -> None:
    """What would become of every amount, and what is to be answered first; nothing where the file cannot be read."""
    try:
        reading = read_file(data, name, proposal.extract, proposal.mapping, Wish(despite_totals=True))
    except DuibiaoError as error:
        say(f"{error.message} {error.hint}", "yellow")
        return
    for question in reading.questions:
        for line in finding_lines(question):
            say(line, "yellow")
    for line in account_lines(reading.account, proposal.extract.name):
        say(line)


def _columns(proposal: Proposal) -> pl.DataFrame:
    """Grain: column of the file: what it is taken for, how sure, why."""
    rows = [
        (each.position, each.header, each.target or "", round(each.confidence, 2), each.reason)
        for each in proposal.suggestions
    ]
    return pl.DataFrame(rows, ["position", "header", "target", "confidence", "reason"], orient="row")
