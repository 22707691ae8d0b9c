"""Rows that were set aside come back mended: whose they are is told by the file itself, and they are added to it.

What tells it is the first line (the batch, or the hash of the file they are of), and where that is gone the two columns
that only a file of rows set aside has. A file of such rows never replaces anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from duibiao.errors import DuibiaoError, RefusedFileError
from duibiao.ingest.archive import is_zip
from duibiao.ingest.document import Document
from duibiao.ingest.findings import Finding, Severity
from duibiao.ingest.inflate import MEGABYTE, inflated, parts
from duibiao.ingest.mapping import ColumnRule, Mapping, mapping_from
from duibiao.ingest.period import MENDS, mended_batch, mended_period, parse_period
from duibiao.ingest.reading import Reading, Wish
from duibiao.ingest.setaside import REASON, ROW_NUMBER, SOURCE, Layout, added_before, layout_from
from duibiao.ingest.sheet import Sheet
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import Warehouse

SEARCHED_ROWS = 10
_SEARCHED_BYTES = 65_536
_MARKS = (MENDS, SOURCE, *ROW_NUMBER)
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_SOURCE = re.compile(rf"{SOURCE}[::]\s*([0-9a-fA-F]{{64}})")
_SHOWN = 5


@dataclass(frozen=True)
class Slip:
    """What a file of mended rows says of itself: its batch or the hash of its source, where it still says them.

    `header` has the names of its columns and `row` the row in which they stand (from 1); `row_numbers` are those that
    the rows had in their own file; `sheet` is the name of the sheet of a workbook.
    """

    file: str
    batch: int | None
    source: str | None
    period: str | None
    header: tuple[str, ...]
    row: int
    row_numbers: tuple[int, ...]
    sheet: str | None

    @property
    def names(self) -> set[str]:
        """The names of the columns that its own file had, too."""
        own = added_before(self.header)
        return {name for i, name in enumerate(self.header) if name and i not in own}


@dataclass(frozen=True)
class Home:
    """The batch that mended rows are added to, and how they are read: as the rest of their file was."""

    batch: int
    extract: Extract
    mapping: Mapping
    laid_out: Layout

    def wish(self, wish: Wish) -> Wish:
        """What the person says now, with what was said of the file."""
        told = self.laid_out
        return replace(
            wish,
            mends=self.batch,
            period=wish.period or (parse_period(told.period) if told.period else None),
            org=wish.org or told.org,
            answers=(*told.answers, *wish.answers),
        )


def slip(document: Document) -> Slip | None:
    """What a file says that is one of mended rows; None for any other."""
    if not _may_be(document.data, document.file_name):
        return None
    try:
        sheets = document.sheets()
    except DuibiaoError:
        return None
    return next((found for sheet in sheets if (found := _slip(sheet, document.file_name))), None)


def home(warehouse: Warehouse, found: Slip, told: int | None = None, extract: Extract | None = None) -> Home:
    """The batch of mended rows; `told` is what the person says, `extract` what they take the file for.

    Raises RefusedFileError where nothing tells it, or what tells it is not here, was taken back or does not fit.
    """
    batch = told or found.batch
    if batch is None:
        batch = _of_source(warehouse, found) if found.source else _fitting(warehouse, found)
    report = warehouse.read("batch_report", batch=batch)
    if report.is_empty():
        raise RefusedFileError(
            _("{file} has mended rows of batch {batch}, and there is no such batch here").format(
                file=found.file, batch=batch
            ),
            _("Load it where the batch is (`duibiao batches` lists them), or load the whole file again."),
        )
    laid_out = _layout(report)
    if laid_out is None or not _has_columns(laid_out, found):
        raise RefusedFileError(
            _("{file} has mended rows of batch {batch}, whose file has other columns or another period").format(
                file=found.file, batch=batch
            ),
            _("Look the batch up in the ledger: it gives its rows out again. Say another one with --mends."),
        )
    here = _home(warehouse, batch, report, laid_out, found)
    if extract not in (None, here.extract):
        raise RefusedFileError(
            _("{file} has mended rows of batch {batch}, which is {extract}").format(
                file=found.file, batch=batch, extract=here.extract.label
            ),
            _("Load the file as {wanted}.").format(wanted=here.extract.name),
        )
    return here


def candidates(warehouse: Warehouse, found: Slip) -> tuple[int, ...]:
    """The batches, newest first, of which rows were set aside that have these columns, this period, these numbers."""
    batches = warehouse.read("batches").filter((pl.col("n_rejected") > 0) & (pl.col("state") != "undone"))
    return tuple(batch for batch in batches["batch_id"] if _fits(warehouse, batch, found))


def without_batch(reading: Reading) -> Iterator[Finding]:
    """Rows with the two columns, or the first line, of rows set aside, that no batch was found for: never loaded."""
    names = set(reading.plan.header.names)
    ours = bool(names & set(ROW_NUMBER) and names & set(REASON)) or any(map(_SOURCE.search, reading.plan.header.titles))
    if ours and reading.mends is None:
        yield Finding(Severity.REFUSE, "mended_without_batch", 1)


def _may_be(data: bytes, file_name: str) -> bool:
    """A quick look that spares other files a second reading."""
    if is_zip(data):
        return any(mark.encode() in _texts(data, file_name) for mark in _MARKS)
    start = data if data.startswith(b"\xd0\xcf\x11\xe0") else data[:_SEARCHED_BYTES]
    return any(mark.encode(encoding) in start for mark in _MARKS for encoding in _ENCODINGS)


def _texts(data: bytes, file_name: str) -> bytes:
    """The texts of a workbook; nothing where it is none, or has more of them than a few mended rows have."""
    try:
        found = [part for part in parts(data, file_name) if part.name == "xl/sharedStrings.xml"]
        small = [part for part in found if part.declared < 16 * MEGABYTE]
        return b"".join(piece for part in small for piece in inflated(data, part, file_name))
    except DuibiaoError:
        return b""


def _slip(sheet: Sheet, file_name: str) -> Slip | None:
    top = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]
    own = next((i for i, row in enumerate(top) if set(row) & set(ROW_NUMBER) and set(row) & set(REASON)), None)
    titles = tuple(cell for row in top[: own if own is not None else 1] for cell in row if cell)
    batch, source = mended_batch(titles), next((match[1] for text in titles if (match := _SOURCE.search(text))), None)
    place = own if own is not None else 1
    if (own is None and batch is None and source is None) or place >= len(top):
        return None
    period = mended_period(titles)
    return Slip(
        file=file_name,
        batch=batch,
        source=source.lower() if source else None,
        period=str(period) if period else None,
        header=tuple(top[place]),
        row=place + 1,
        row_numbers=_row_numbers(sheet, top[place], place),
        sheet=None if sheet.delimited else sheet.name,
    )


def _row_numbers(sheet: Sheet, header: list[str], place: int) -> tuple[int, ...]:
    column = next((i for i, name in enumerate(header) if name in ROW_NUMBER), None)
    if column is None:
        return ()
    cells = sheet.cells[f"c{column}"].slice(place + 1).str.strip_chars().str.strip_suffix(".0")
    return tuple(cells.cast(pl.Int64, strict=False).drop_nulls())


def _of_source(warehouse: Warehouse, found: Slip) -> int:
    """The batch that was accepted from the file whose hash the first line says."""
    batches = warehouse.read("batches_of_file", sha256=found.source)
    standing = batches.filter(~pl.col("undone"))["batch_id"].to_list()
    if batches.is_empty():
        raise RefusedFileError(
            _("{file} has mended rows of a file that was not accepted").format(file=found.file),
            _("Accept that file first, then load its mended rows; or mend the file itself and load it whole."),
        )
    if not standing:
        raise RefusedFileError(
            _("{file} has mended rows of batch {batch}, which was taken back").format(
                file=found.file, batch=batches["batch_id"].max()
            ),
            _("Bring the batch back with redo, or mend the file itself and load it whole."),
        )
    return next((int(batch) for batch in standing if _fits(warehouse, batch, found)), int(standing[0]))


def _fitting(warehouse: Warehouse, found: Slip) -> int:
    """The only batch of which these can be the rows."""
    fits = candidates(warehouse, found)
    if len(fits) == 1:
        return fits[0]
    shown = "、".join(map(str, fits[:_SHOWN]))
    raise RefusedFileError(
        _("{file} has rows that were set aside, and does not say of which batch").format(file=found.file),
        _("They could be of the batches {batches}: say which with --mends.").format(batches=shown)
        if fits
        else _("No batch has set such rows aside. Load the file that they are of, then these rows with --mends."),
    )


def _fits(warehouse: Warehouse, batch: int, found: Slip) -> bool:
    laid_out = _layout(warehouse.read("batch_report", batch=batch))
    if laid_out is None or not _has_columns(laid_out, found):
        return False
    return set(found.row_numbers) <= set(warehouse.read("rejections", batch=batch)["row_number"])


def _has_columns(laid_out: Layout, found: Slip) -> bool:
    same_period = found.period is None or found.period == laid_out.period
    return same_period and found.names <= set(laid_out.names_of_cells.values())


def _layout(report: pl.DataFrame) -> Layout | None:
    text = report["header"].item() if report.height else None
    return layout_from(text) if text else None


def _home(warehouse: Warehouse, batch: int, report: pl.DataFrame, laid_out: Layout, found: Slip) -> Home:
    batches = warehouse.read("batches").filter(pl.col("batch_id") == batch)
    extract = extract_named(batches["extract"].item())
    used = report["profile"].item()
    name = _("as batch {batch}").format(batch=batch)
    mapping = mapping_from(used) if used else Mapping(name, extract.name, currency=batches["currency"].item())
    return Home(batch, extract, _as_given_out(mapping, laid_out, found), laid_out)


def _as_given_out(mapping: Mapping, laid_out: Layout, found: Slip) -> Mapping:
    """The mapping of a file for its rows set aside: one header row, other places of columns, no other sheet."""
    names = laid_out.names_of_cells
    rules = ((target, _moved(rule, names, found)) for target, rule in mapping.columns)
    return replace(
        mapping,
        columns=tuple((target, rule) for target, rule in rules if rule is not None),
        header=True,
        header_rows=(found.row, found.row),
        factor=mapping.factor or laid_out.unit,
        sheet=f"^{re.escape(found.sheet)}$" if found.sheet else None,
        separator=None,
        encoding=None,
        whole=False,
        until="",
    )


def _moved(rule: ColumnRule, names: dict[str, str], found: Slip) -> ColumnRule | None:
    """A rule that names a column by its place finds it under its name; None where it was not given out."""
    if rule.position is None:
        return rule
    name = names.get(f"c{rule.position - 1}")
    return replace(rule, position=found.header.index(name) + 1) if name in found.header else None
