"""A table as an Excel workbook: the rows that the screen shows, all of them, and a sheet that explains them."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.export.about import About
from duibiao.export.sheet import FONT, OPTIONS, write_table
from duibiao.export.table import Table
from duibiao.language import _


def xlsx_bytes(table: Table, about: About) -> bytes:
    """A workbook of two sheets. Text stays text and never becomes a formula or a link; numbers stay numbers."""
    return sheets_bytes([(_("Table"), table)], about)


def sheets_bytes(tables: Sequence[tuple[str, Table]], about: About) -> bytes:
    """A workbook of named sheets, a table each, and one that explains them; the first table gives its title."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        for name, table in tables:
            write_table(book, book.add_worksheet(name), table, _below_title(about))
        _write_about(book, book.add_worksheet(_("About")), tables[0][1], about)
    return buffer.getvalue()


def _below_title(about: About) -> str:
    """What a printed table must say of itself: the warning, and the day up to which it counts."""
    up_to = _("Data up to {date}").format(date=about.data_date)
    return " · ".join(text for text in (about.warning, up_to, about.moment) if text)


def _write_about(book: Workbook, sheet: Worksheet, table: Table, about: About) -> None:
    head = book.add_format(FONT | {"bold": True})
    body = book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    for row, (label, value) in enumerate(_about_lines(table, about)):
        sheet.write_string(row, 0, label, head)
        sheet.write_string(row, 1, value, body)


def _about_lines(table: Table, about: About) -> Iterable[tuple[str, str]]:
    if about.warning:
        yield _("Notice"), about.warning
    if about.moment:
        yield _("As of"), about.moment
    yield _("Table"), table.title
    yield _("Data up to"), about.data_date
    yield _("Unit of amounts"), table.unit.label
    yield from ((_("Filter: {name}").format(name=name), value) for name, value in about.filters)
    yield from ((_("Definition: {name}").format(name=name), value) for name, value in about.definitions)
    yield from ((_("Remark"), remark) for remark in about.remarks)
    yield from ((_("Batch"), batch) for batch in about.batches)
