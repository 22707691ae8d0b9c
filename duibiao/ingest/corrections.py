"""Rows set aside that a person corrects in a table: what was changed is kept, and the file stays as it is.

The corrected rows are written as a file of rows set aside is, and come in by the door that such files come in by: the
same reading, the same mapping, added to their batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from duibiao.errors import DuibiaoError
from duibiao.ingest import mended
from duibiao.ingest.document import Document
from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.fact import values
from duibiao.ingest.findings import Example, Finding, Severity, address, findings_frame, findings_of
from duibiao.ingest.reading import Wish
from duibiao.ingest.setaside import Layout, rejections_csv
from duibiao.language import _
from duibiao.warehouse import Warehouse

CODE = "corrected_in_table"
"""The finding under which a batch of corrected rows keeps what was changed."""


@dataclass(frozen=True)
class Correction:
    """One cell: the row of the file, its column (c0, c1, …), what the file says and what the person says."""

    row_number: int
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class Aside:
    """The rows that a file set aside: how it is laid out and called; row_number, reason and the cells."""

    file_name: str
    laid_out: Layout
    rejected: pl.DataFrame

    @property
    def cells(self) -> dict[str, str]:
        """The columns that are given out, with their names."""
        return {cell: name for cell, name in self.laid_out.names_of_cells.items() if cell in self.rejected.columns}

    def corrections(self, after: pl.DataFrame) -> tuple[Correction, ...]:
        """What is different in `after`, which has the same rows in the same order, in the columns of `cells`."""
        numbers = self.rejected["row_number"].to_list()
        return tuple(
            Correction(number, cell, was, now)
            for cell in self.cells
            for number, was, now in zip(numbers, _texts(self.rejected[cell]), _texts(after[cell]), strict=True)
            if was != now
        )


def examine_corrected(
    warehouse: Warehouse, batch: int, aside: Aside, made: Sequence[Correction], *, reason: str, who: str
) -> Examined:
    """The corrected rows, to be added to their batch; the corrections are among the findings that it keeps.

    Raises DuibiaoError where nothing was corrected, nobody says why, or a row was corrected before.
    """
    _refuse(made, reason, corrected_before(warehouse, batch) & {each.row_number for each in made}, batch)
    file = rejections_csv(batch, aside.laid_out, _corrected(aside, made))
    slip = mended.slip(Document(file, aside.file_name))
    if slip is None:
        raise DuibiaoError(_("These rows cannot be corrected in a table"), _("Download them, and load them mended."))
    home = mended.home(warehouse, slip)
    found = examine(warehouse, file, aside.file_name, home.extract, home.mapping, home.wish(Wish()))
    return _with_record(found, _record(aside, made, reason, who))


def corrected_before(warehouse: Warehouse, batch: int) -> set[int]:
    """The rows of the file of a batch that were corrected in a table and stand."""
    batches = warehouse.read("batches").filter((pl.col("mends") == batch) & (pl.col("state") != "undone"))
    kept = [found for number in batches["batch_id"] for found in findings_of(_findings(warehouse, number))]
    return {example.row_number for found in kept if found.code == CODE for example in found.examples}


def _findings(warehouse: Warehouse, batch: int) -> pl.DataFrame:
    return warehouse.read("batch_findings", batch=batch)


def _refuse(made: Sequence[Correction], reason: str, again: set[int], batch: int) -> None:
    if not made:
        raise DuibiaoError(_("Nothing was corrected"), _("Change a cell in the table first."))
    if not reason.strip():
        raise DuibiaoError(_("Nobody says why the cells are changed"), _("Write the reason, e.g. as told by the town."))
    if again:
        raise DuibiaoError(
            _("Row {row} of batch {batch} was corrected already").format(row=min(again), batch=batch),
            _("Undo that correction in the ledger first."),
        )


def _corrected(aside: Aside, made: Sequence[Correction]) -> pl.DataFrame:
    """The rows with at least one correction, with what the person says in place of what the file says."""
    touched = aside.rejected.filter(pl.col("row_number").is_in([each.row_number for each in made]))
    for cell in {each.cell for each in made}:
        said = {each.row_number: each.after or None for each in made if each.cell == cell}
        numbers = touched["row_number"].to_list()
        own = touched[cell].to_list()
        values = [said.get(number, text) for number, text in zip(numbers, own, strict=True)]
        touched = touched.with_columns(pl.Series(cell, values, dtype=pl.String))
    return touched


def _record(aside: Aside, made: Sequence[Correction], reason: str, who: str) -> Finding:
    names = aside.cells
    places = (
        Example(
            each.row_number,
            address(each.cell, each.row_number),
            values(header=names[each.cell], before=each.before, after=each.after),
        )
        for each in made
    )
    return Finding(Severity.WARN, CODE, len(made), values(who=who, reason=reason.strip()), tuple(places))


def _with_record(found: Examined, record: Finding) -> Examined:
    findings = (*found.findings, record)
    kept = findings_frame(each for each in findings if each.severity in (Severity.SET_ASIDE, Severity.WARN))
    return replace(found, findings=findings, batch=replace(found.batch, findings=kept))


def _texts(cells: pl.Series) -> list[str]:
    return cells.cast(pl.String).fill_null("").str.strip_chars().to_list()
