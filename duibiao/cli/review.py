"""The command that reviews budget requests: how much of each is justified, and by which rule."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from duibiao.analysis import panel
from duibiao.analysis.review import Known, Review, known, last_full_year, lines_of, review
from duibiao.cli.files import to_look_at
from duibiao.cli.terminal import LOADED, PARTLY, REFUSED, Shape, print_frame, say
from duibiao.errors import DuibiaoError
from duibiao.export.about import About
from duibiao.export.review import (
    Sheet,
    about_review,
    lines_table,
    not_judged_table,
    requests_table,
    review_docx,
    review_xlsx,
    summary,
)
from duibiao.export.table import Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.ingest import archive
from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.mapping import Mapping, load_mapping
from duibiao.ingest.profile import saved_profiles
from duibiao.ingest.propose import Choice, propose
from duibiao.ingest.reading import Wish
from duibiao.ingest.report import finding_lines
from duibiao.language import _
from duibiao.schema.requests import REQUEST
from duibiao.warehouse import Warehouse

app = typer.Typer()

_WRITERS = {".xlsx": review_xlsx, ".docx": review_docx}

_OF_LOADING = {"same_file", "restated", "loaded_elsewhere", "copied"}
"""Findings that matter only to a file that is to be loaded."""


def _out(path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() not in _WRITERS:
        raise typer.BadParameter(_("{path} ends neither in .xlsx nor in .docx").format(path=path))
    return path


@app.command("review")
def review_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Requests; a zip is its files.", exists=True, dir_okay=False)],
    out: Annotated[
        Path | None, typer.Option(help="Where the review sheet is written: .xlsx or .docx.", callback=_out)
    ] = None,
    mapping: Annotated[str | None, typer.Option(help="A shipped mapping, or a TOML file.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet, where several fit.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="How the lines are printed.")] = Shape.TABLE,
) -> None:
    """Say how much of each request in a file is justified; nothing is loaded.

    Exits 3 where rows were set aside, 1 where nothing could be read.
    """
    with to_look_at(context.obj) as warehouse:
        given = load_mapping(mapping) if mapping else None
        read = [_examined(warehouse, member, given, sheet) for member in archive.members(file.read_bytes(), file.name)]
        if any(each.blocked for each in read):
            raise typer.Exit(REFUSED)
        rows = pl.concat([each.reading.rows for each in read], how="diagonal_relaxed")
        found = _sheet(warehouse, rows)
        about = about_review(found, ((_("File"), file.name),), _warning(warehouse, found.review.known.year))
    _print(found, shape)
    if out is not None:
        _write(found, about, out)
    raise typer.Exit(PARTLY if any(each.reading.rejected.height for each in read) else LOADED)


def _examined(warehouse: Warehouse, member: archive.Member, given: Mapping | None, sheet: str | None) -> Examined:
    """A file as it would be loaded, with what was found told."""
    mapping = given or _saved(warehouse, member)
    examined = examine(warehouse, member.data, member.name, REQUEST, mapping, Wish(sheet=sheet))
    reading = examined.reading
    said = _("{file}: {rows} lines read, {rejected} set aside")
    say(said.format(file=member.name, rows=reading.rows.height, rejected=reading.rejected.height))
    for finding in examined.findings:
        if finding.code not in _OF_LOADING:
            say("\n".join(f"  {line}" for line in finding_lines(finding)))
    return examined


def _saved(warehouse: Warehouse, member: archive.Member) -> Mapping | None:
    """The profile that somebody saved for files with this header."""
    profiles = tuple(each for each in saved_profiles(warehouse) if each.mapping.extract == REQUEST.name)
    if not profiles:
        return None
    proposal = propose(member.data, member.name, Choice(extract=REQUEST.name), profiles)
    return proposal.mapping if proposal.profile else None


def _sheet(warehouse: Warehouse, rows: pl.DataFrame) -> Sheet:
    years = sorted(rows["year"].unique().to_list())
    if len(years) != 1:
        raise DuibiaoError(
            _("The requests are of several years: {years}").format(years="、".join(map(str, years))),
            _("Review each year in a file of its own: each is judged by the last full year before it."),
        )
    year = int(years[0])
    return Sheet(_reviewed(warehouse, rows, year), year, MoneyUnit())


def _reviewed(warehouse: Warehouse, rows: pl.DataFrame, year: int) -> Review:
    return review(lines_of(rows), _known(warehouse, year))


def _known(warehouse: Warehouse, year: int) -> Known:
    """What the warehouse knows up to the last full year before the one that is asked for."""
    past = last_full_year(warehouse.read("years"), year)
    year_read = past or 0
    spending = warehouse.read("spending", kind="item", code="", year=year_read, full_year=True, without_arrears=True)
    workloads = warehouse.read("workloads", item="").filter(pl.col("year") == year_read)
    items = warehouse.read("item_definitions")
    return known(warehouse.read("standard_cells"), panel.unit_costs(spending, workloads), items, past)


def _warning(warehouse: Warehouse, past: int | None) -> str:
    synthetic = past is not None and bool(warehouse.read("headline", year=past)["synthetic"][0])
    return _("Demo data: names and codes of organisations are real, amounts are simulated") if synthetic else ""


def _print(found: Sheet, shape: Shape) -> None:
    """The sums by request and what could not be judged; in other shapes all lines, in yuan."""
    say(summary(found), "bold")
    if shape is not Shape.TABLE:
        print_frame(lines_table(found).frame.slice(1), shape)
        return
    print_frame(_printed(requests_table(found)), shape)
    if found.review.not_judged:
        say(_("Not judged:"), "bold")
        print_frame(_printed(not_judged_table(found)), shape)


def _printed(table: Table) -> pl.DataFrame:
    """With the labels of the columns, amounts in yuan to the cent, without the shares, which follow from them."""
    shown = [column for column in table.columns if column.kind is not Kind.RATE]
    return table.frame.select(pl.col(column.name).alias(column.label) for column in shown)


def _write(found: Sheet, about: About, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(_WRITERS[out.suffix.lower()](found, about))
    say(_("Written: {path}").format(path=out))
