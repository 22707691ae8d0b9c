"""A table as an Excel workbook: the rows that the screen shows, all of them, and a sheet that explains them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.errors import DuibiaoError
from duibiao.export import sheet_rows
from duibiao.export.about import About
from duibiao.export.sheet import FONT, OPTIONS, SAMPLED_ROWS, write_table
from duibiao.export.table import Table
from duibiao.language import _

_MOST_ROWS = 1_048_000
"""Of a sheet, with some room for its head."""
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_CELLS_OF_ZIP64 = 10_000_000
"""Above so many, a sheet may be larger than an ordinary archive can hold."""


def xlsx_bytes(table: Table, about: About) -> bytes:
    """A workbook of two sheets. Text stays text and never becomes a formula or a link; numbers stay numbers."""
    return sheets_bytes([(_("Table"), table)], about)


def sheets_bytes(tables: Sequence[tuple[str, Table]], about: About) -> bytes:
    """A workbook of named sheets, a table each, and one that explains them; the first table gives its title."""
    return _book_bytes([(name, table, table.frame.height) for name, table in tables], about)


def write_xlsx(table: Table, about: About, path: Path, told: Callable[[int], None] | None = None) -> None:
    """The workbook of `xlsx_bytes` for many rows, into a file; `told` is told how many rows were written each time.

    Raises DuibiaoError for more rows than a sheet can hold.
    """
    n_rows = table.frame.height
    if n_rows > _MOST_ROWS:
        raise DuibiaoError(
            _("A sheet of Excel cannot hold {n} rows").format(n=n_rows), _("Download it as CSV or Parquet.")
        )
    first = min(n_rows, table.n_totals + SAMPLED_ROWS)
    begun = _book_bytes([(_("Table"), replace(table, frame=table.frame.head(first)), n_rows)], about)
    rest = replace(table, frame=table.frame.slice(first), n_totals=0)
    head = 4 if table.has_groups else 3
    with (
        zipfile.ZipFile(io.BytesIO(begun)) as parts,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book,
    ):
        for name in parts.namelist():
            if name != _FIRST_SHEET:
                book.writestr(name, parts.read(name))
        with book.open(_FIRST_SHEET, "w", force_zip64=table.n_cells > _CELLS_OF_ZIP64) as out:
            sheet_rows.extend(parts.read(_FIRST_SHEET).decode(), rest, head + first, out, told)


def about_lines(table: Table, about: About) -> Iterable[tuple[str, str]]:
    """What explains a table, line by line: a label and what is said under it."""
    if about.warning:
        yield _("Notice"), about.warning
    if about.moment:
        yield _("As of"), about.moment
    yield _("Table"), table.title
    if about.data_date:
        yield _("Data up to"), about.data_date
    yield _("Unit of amounts"), table.unit.label
    yield from ((_("Filter: {name}").format(name=name), value) for name, value in about.filters)
    yield from ((_("Definition: {name}").format(name=name), value) for name, value in about.definitions)
    yield from ((_("Remark"), remark) for remark in about.remarks)
    yield from ((_("Batch"), batch) for batch in about.batches)


def _book_bytes(tables: Sequence[tuple[str, Table, int]], about: About) -> bytes:
    """Named sheets with a table each, prepared for so many rows, and one that explains them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        for name, table, n_rows in tables:
            write_table(book, book.add_worksheet(name), table, _below_title(about), n_rows)
        _write_about(book, book.add_worksheet(_("About")), tables[0][1], about)
    return buffer.getvalue()


def _below_title(about: About) -> str:
    """What a printed table must say of itself: the warning, and the day up to which it counts."""
    return " · ".join(text for text in (about.warning, about.up_to, about.moment) if text)


def _write_about(book: Workbook, sheet: Worksheet, table: Table, about: About) -> None:
    head = book.add_format(FONT | {"bold": True})
    body = book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    for row, (label, value) in enumerate(about_lines(table, about)):
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, value, body)
