"""Files as a bureau writes them, and what our reading makes of one, without a warehouse."""

import io
import re
from collections.abc import Callable, Sequence

import xlsxwriter

from duibiao import language
from duibiao.ingest.findings import Finding
from duibiao.ingest.load import LoadReport
from duibiao.ingest.mapping import parse_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.ingest.reason import worded
from duibiao.schema.catalogue import extract_named

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
Load = Callable[..., LoadReport]
"""Writes a file of that name with that content, and loads it."""


def csv_text(rows: Rows, separator: str = ",") -> str:
    """The rows as text, without quotation marks."""
    return "".join(separator.join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


def workbook(sheets: dict[str, Rows], merged: Sequence[tuple[str, str]] = (), hidden: Sequence[str] = ()) -> bytes:
    """A workbook; `merged` gives a range and its text on every sheet, as `("C2:D2", "预算数")`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
            for cells, text in merged:
                sheet.merge_range(cells, text)
            if name in hidden:
                sheet.hide()
        next(sheet for sheet in book.worksheets() if sheet.name not in hidden).activate()
    return out.getvalue()


def read(
    content: str | bytes,
    extract: str = "execution",
    name: str = "extract.csv",
    mapping: dict[str, object] | None = None,
    period: str | None = None,
    org: str | None = None,
    sheet: str | None = None,
    despite_totals: bool = False,
) -> Reading:
    """The file as read, not accepted anywhere; `mapping` as a TOML file would have it, without name and extract."""
    data = content.encode() if isinstance(content, str) else content
    profile = parse_mapping({"extract": extract, **mapping}, "given") if mapping is not None else None
    wish = Wish(parse_period(period) if period else None, org, sheet, despite_totals)
    return read_file(data, name, extract_named(extract), profile, wish)


def accepted(reading: Reading, *columns: str) -> list[object]:
    """The accepted values of those columns, row by row; bare values where it is one column."""
    rows = reading.rows.select(columns).rows()
    return [row[0] for row in rows] if len(columns) == 1 else list(rows)


def reasons(reading: Reading) -> dict[int, str]:
    """Why rows were set aside, in words, by their number in the file."""
    return dict(worded(reading.rejected).select("row_number", "reason").iter_rows())


def notes(read: Reading | LoadReport) -> tuple[str, ...]:
    """How the file was read, in words."""
    return tuple(note.message for note in read.notes)


def spoken(finding: Finding) -> Finding:
    """The finding, once all that it says was looked at in every language: nothing is missing or left to fill in."""
    before = language.current()
    for each in language.LANGUAGES:
        language.use(each)
        said = (finding.message, finding.mend, *(there for _where, there in finding.places))
        assert finding.message
        assert not [text for text in said if re.search(r"[{}]|—|None|Decimal", text)]
    language.use(before)
    return finding


def places(finding: Finding) -> list[tuple[int, str, str]]:
    """The examples of a finding: row, cell, and what is there in words."""
    return [(each.row_number, each.cell, finding.shown(each)) for each in finding.examples]
