"""What an xlsx workbook is, seen in its parts before any parser sees it: how large, what it links to, what it lacks.

The parser lays out a sheet as a full rectangle up to its last cell, leaves formulas that were never calculated blank,
and errors such as #REF! too. So a far-away cell is refused here, and those cells are found here and named.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.ingest.findings import address
from duibiao.ingest.inflate import MEGABYTE, Part, inflated, parts, refuse_beyond
from duibiao.ingest.note import MOST_NAMED, Note, note
from duibiao.ingest.sheet import Merged, Sheet, column_names
from duibiao.language import _

MOST_COLUMNS = 1_000
"""The widest published extract that we know has fewer than a hundred."""
MOST_SHEETS = 300
MOST_WORKBOOK = 1024 * MEGABYTE
"""A million rows of twenty columns inflate to about 750 MB."""
LARGE_RECTANGLE = 8_000_000
"""Cells of the rectangle up to which a sheet may be as empty as it likes."""
LEAST_FILLED = 8
"""Of a larger rectangle every eighth cell must be filled."""
NOT_CALCULATED = "#CALC!"
MOST_NAMED_CELLS = 100_000
MOST_ADDED_ROWS = 10_000

_HELD = 16 * MEGABYTE
_USUAL_CELL = b'<c r="'
_USUAL_FAR = re.compile(rb'<c r="(?:([A-Z]{2,})(\d+)|([A-Z])(\d{6,}))"[^>]*>(?<!/>)')
"""Where cells begin as all programs write them: found several times as fast."""
_FAR = re.compile(rb"""\br\s*=\s*["'](?:([A-Za-z]{2,})(\d+)|([A-Za-z])(\d{6,}))["'][^>]*>(?<!/>)""")
_ONE_LETTER = 26
_WITHOUT_PLACE = re.compile(rb"""<(?:\w+:)?c(?:\s+(?!r\s*=)[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>""")
_WITH_PLACE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=""")
_ROW_PLACE = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d+)""")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,6})(\d+)""")
_NO_VALUE = (b"<v></v>", b"<v/>")
_ATTRIBUTE = re.compile(rb"""\b(r|t)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_ASKS_TO_CALCULATE = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_TAG = re.compile(rb"""<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>""")
_NAMED = re.compile(rb"""\b([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class NamedCell:
    """A cell that the parser would leave blank: row and column from 0, and what stands there."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Package:
    """What the parts of a workbook tell: files it links to, and the cells of each sheet that must not read as blank."""

    links: tuple[str, ...] = ()
    named: dict[str, tuple[NamedCell, ...]] = field(default_factory=dict)
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of the sheets with such cells: the first column with a value, and how many there are up to the last."""


@dataclass
class _Extent:
    """How far a sheet reaches, gathered piece by piece: upper bounds, for no cell near the beginning is looked at."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    begun: int = 0
    """Rows counted, for those that do not say their number."""
    first: int = MOST_COLUMNS
    """The first column with a value, where every cell was looked at."""
    placed: bool = True
    """Whether every cell says where it stands."""
    named: list[NamedCell] = field(default_factory=list)
    zeros: list[NamedCell] = field(default_factory=list)
    """Formulas whose value is 0: programs that cannot calculate write it."""
    calculated: bool = False
    """Whether a formula has another value."""

    @property
    def height(self) -> int:
        """Rows up to the last that has a value."""
        return self.rows if self.placed else max(self.rows, self.begun)

    @property
    def is_excessive(self) -> bool:
        """Whether the rectangle up to the last cell is too wide, or large and nearly empty."""
        size = self.height * self.columns
        return self.columns > MOST_COLUMNS or (size > LARGE_RECTANGLE and size > LEAST_FILLED * self.filled)


def inspect(data: bytes, file_name: str) -> Package:
    """Look through every part of a workbook; at most a few megabytes of it are in memory at a time.

    Raises RefusedFileError for one that would fill the memory, that declares entities, or that is another document.
    """
    found = parts(data, file_name)
    _refuse_other_documents(found, file_name)
    refuse_beyond(MOST_WORKBOOK, found, file_name)
    by_name = {part.name: part for part in found}
    asks = bool(_ASKS_TO_CALCULATE.search(_whole(data, by_name.get("xl/workbook.xml"), file_name)))
    seen = {part.name: _looked_through(data, part, file_name, asks) for part in found}
    sheets = _sheets(data, by_name, file_name)
    _refuse_many(sheets, file_name)
    names = dict(sheets)
    named = {names[part]: extent for part, extent in seen.items() if part in names and extent.named}
    return Package(
        _links(data, found, file_name),
        {name: tuple(extent.named) for name, extent in named.items()},
        {name: (extent.first, extent.columns) for name, extent in named.items()},
    )


def named_cells(sheet: Sheet, package: Package) -> Sheet:
    """The sheet with errors and formulas without a value as texts, and a fact that says where the first ones are."""
    found = package.named.get(sheet.name, ())
    facts = (*_links_facts(package.links), *_cell_facts(found))
    if sheet.cells.width > MOST_COLUMNS:
        raise too_wide(sheet.name, sheet.cells.width)
    if not found:
        return replace(sheet, facts=(*sheet.facts, *facts))
    from_a = _from_column_a(sheet.cells, *package.columns[sheet.name])
    moved = partial(_moved, sheet.merged, from_a.width - sheet.cells.width)
    return replace(sheet, cells=_overlaid(from_a, found), facts=(*sheet.facts, *facts), merged=moved)


def too_wide(name: str, width: int) -> RefusedFileError:
    """The refusal of a table with more columns than any extract has."""
    return RefusedFileError(
        _("{name} has {width} columns; the most is {n}").format(name=name, width=f"{width:,}", n=f"{MOST_COLUMNS:,}"),
        _("Delete the empty columns to the right of the table, or export the columns of the extract alone."),
    )


def _refuse_other_documents(found: list[Part], file_name: str) -> None:
    names = {part.name.lower() for part in found}
    if any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names:
        return
    kind = next((text for start, text in _documents() if any(name.startswith(start) for name in names)), None)
    raise RefusedFileError(
        _("{file} is {kind}, not an Excel workbook or text").format(
            file=file_name, kind=kind or _("a package of another program")
        ),
        _("Open it, and save the table as xlsx or csv."),
    )


def _documents() -> tuple[tuple[str, str], ...]:
    return (
        ("xl/workbook.bin", _("a binary workbook (xlsb)")),
        ("word/", _("a Word document")),
        ("ppt/", _("a presentation")),
        ("mimetype", _("an OpenDocument file (ods)")),
    )


def _looked_through(data: bytes, part: Part, file_name: str, asks: bool) -> _Extent:
    """How far a part reaches, and the cells to name; nothing of either for parts that are no sheets.

    Where the workbook `asks` to be calculated when it is opened, and all its formulas are 0, nobody calculated them.
    """
    extent = _Extent()
    for text in _rows(data, part, file_name):
        _take(extent, text)
    if asks and not extent.calculated:
        extent.named += extent.zeros
    if extent.placed and (extent.is_excessive or extent.named):
        extent = _exact(data, part, file_name, extent)
    if extent.is_excessive:
        raise _excessive(extent, part, file_name)
    if len(extent.named) >= MOST_NAMED_CELLS:
        raise RefusedFileError(
            _("{part} in {file} has more than {n} cells with errors or formulas without a value").format(
                part=part.base_name, file=file_name, n=f"{MOST_NAMED_CELLS:,}"
            ),
            _("Open the file in a spreadsheet, calculate it, mend the errors and save it."),
        )
    return extent


def _rows(data: bytes, part: Part, file_name: str) -> Iterator[bytes]:
    """The text of a sheet in pieces of whole rows; nothing for a part that is no sheet."""
    held, in_sheet = b"", False
    for chunk in inflated(data, part, file_name):
        held += chunk
        _refuse_declarations(held, part, file_name)
        in_sheet = in_sheet or b"sheetData" in held
        end = held.rfind(b"row>") + 4 if in_sheet else max(0, len(held) - 64)
        if in_sheet and end < 4 and len(held) > _HELD:
            end = len(held)
        if in_sheet and end > 3:
            yield held[:end]
        held = held[end:] if end > 3 else held
    if in_sheet:
        yield held


def _refuse_declarations(piece: bytes, part: Part, file_name: str) -> None:
    """No spreadsheet writes a document type: what declares one wants its entities expanded, or a file read."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedFileError(
            _("{part} in {file} declares entities, which no spreadsheet does").format(
                part=part.base_name, file=file_name
            ),
            _("It is made to harm, or damaged. Open it in a spreadsheet and save it again as xlsx."),
        )


def _take(extent: _Extent, text: bytes) -> None:
    """Count what is there, and keep the cells to name. Only cells far from the beginning are looked at one by one."""
    extent.filled += text.count(b"</c>") or text.count(b"</") // 3
    extent.begun += (text.count(b"</row>") or text.count(b":row>")) + text.count(b"row/>")
    usual = text.count(_USUAL_CELL) == text.count(b"<c") and b":c" not in text
    for letters, digits, letter, many in (_USUAL_FAR if usual else _FAR).findall(text):
        extent.columns = max(extent.columns, _column(letters or letter) + 1)
        extent.rows = max(extent.rows, int((digits or many)[:8]))
    if not usual and _WITHOUT_PLACE.search(text):
        extent.placed = False
        extent.columns = max(extent.columns, *(row.count(b"</") // 2 for row in text.split(b"row>")))
        extent.rows = max([extent.rows, *(int(match[1][:8]) for match in _ROW_PLACE.finditer(text))])
    if _USUAL_CELL in text or (not usual and _WITH_PLACE.search(text)):
        extent.columns = max(extent.columns, _ONE_LETTER)
    if len(extent.named) + len(extent.zeros) < MOST_NAMED_CELLS and _may_name(text):
        for cell, is_zero in _named(extent, text):
            (extent.zeros if is_zero else extent.named).append(cell)
        if extent.calculated:
            extent.zeros.clear()


def _exact(data: bytes, part: Part, file_name: str, bound: _Extent) -> _Extent:
    """Every cell looked at: which row, first and last column have a value."""
    extent = _Extent(columns=0, named=bound.named)
    for text in _rows(data, part, file_name):
        for match in _CELL.finditer(text):
            place = _PLACE.search(match[1] or b"")
            if place and match[2] and (b"v>" in match[2] or b"is>" in match[2]) and not match[2].endswith(_NO_VALUE):
                column = _column(place[1])
                extent.first, extent.columns = min(extent.first, column), max(extent.columns, column + 1)
                extent.rows = max(extent.rows, int(place[2][:8]))
                extent.filled += 1
    return extent


def _may_name(text: bytes) -> bool:
    return any(mark in text for mark in (b"<f", b":f", b'"e"', b"'e'"))


def _named(extent: _Extent, text: bytes) -> Iterator[tuple[NamedCell, bool]]:
    """Errors, and formulas that have no value, or 0: one that ends in an empty text has the type `str`."""
    for match in _CELL.finditer(text):
        content = match[2] or b""
        if b"f" not in content and b"e" not in (match[1] or b""):
            continue
        about = dict(_ATTRIBUTE.findall(match[1] or b""))
        value = _VALUE.search(content)
        place = re.fullmatch(rb"([A-Za-z]{1,3})(\d{1,7})", about.get(b"r", b""))
        if place is None:
            continue
        formula = _FORMULA.search(content)
        if about.get(b"t") == b"e":
            said = _text(value[1]) if value and value[1] else "#ERROR!"
        elif formula and not (value and (value[1] not in (b"", b"0") or about.get(b"t") == b"str")):
            said = f"{NOT_CALCULATED} ={_text(formula[1] or b'')}"
        else:
            extent.calculated |= formula is not None
            continue
        is_zero = about.get(b"t") != b"e" and value is not None and value[1] == b"0"
        yield NamedCell(int(place[2]) - 1, _column(place[1]), said), is_zero


def _column(letters: bytes) -> int:
    """The place of a column from 0: A is 0."""
    place = 0
    for letter in letters[:6].upper():
        place = place * 26 + letter - 64
    return place - 1


def _text(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", errors="replace"))


def _excessive(extent: _Extent, part: Part, file_name: str) -> RefusedFileError:
    if extent.columns > MOST_COLUMNS:
        return too_wide(f"{file_name} ({part.base_name})", extent.columns)
    return RefusedFileError(
        _("{part} in {file} has a cell in row {row}, far away from the others").format(
            part=part.base_name, file=file_name, row=f"{extent.height:,}"
        ),
        _("Press Ctrl+End in the sheet to find it, delete the rows and columns behind the table, and save."),
    )


def _whole(data: bytes, part: Part | None, file_name: str) -> bytes:
    return b"".join(inflated(data, part, file_name)) if part else b""


def _tags(content: bytes) -> list[dict[str, str]]:
    """The attributes of the sheets or relationships in a small part."""
    return [
        {key.decode(): _text(one or other) for key, one, other in _NAMED.findall(tag)} for tag in _TAG.findall(content)
    ]


def _sheets(data: bytes, by_name: dict[str, Part], file_name: str) -> list[tuple[str, str]]:
    """The part that holds each sheet, and its name."""
    related = _tags(_whole(data, by_name.get("xl/_rels/workbook.xml.rels"), file_name))
    targets = {each.get("Id", ""): each.get("Target", "") for each in related}
    found = []
    for sheet in _tags(_whole(data, by_name.get("xl/workbook.xml"), file_name)):
        place = next((value for key, value in sheet.items() if key.endswith(":id") or key == "id"), "")
        target = targets.get(place, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append((part, sheet.get("name", "")))
    return found


def _refuse_many(sheets: list[tuple[str, str]], file_name: str) -> None:
    """A sheet named a thousand times is parsed a thousand times."""
    if len(sheets) > MOST_SHEETS:
        raise RefusedFileError(
            _("{file} has {count} sheets; the most is {n}").format(file=file_name, count=len(sheets), n=MOST_SHEETS),
            _("Save the sheets that you need as a workbook of their own."),
        )
    parts_of_sheets = [part for part, _name in sheets]
    if len(set(parts_of_sheets)) < len(parts_of_sheets):
        raise RefusedFileError(
            _("Several sheets of {file} are one and the same").format(file=file_name),
            _("It is made to harm, or damaged. Open it in a spreadsheet and save it again as xlsx."),
        )


def _links(data: bytes, found: list[Part], file_name: str) -> tuple[str, ...]:
    """The names of the files that formulas of the workbook refer to."""
    parts_of_links = [part for part in found if part.name.startswith("xl/externalLinks/_rels/")]
    targets = [each.get("Target", "") for part in parts_of_links for each in _tags(_whole(data, part, file_name))]
    names = [PurePosixPath(unquote(target).replace("\\", "/")).name or target for target in targets]
    links = sum(part.name.startswith("xl/externalLinks/externalLink") for part in found)
    return tuple(dict.fromkeys(names)) or ("?",) * links


def _links_facts(links: tuple[str, ...]) -> Iterator[Note]:
    if links:
        yield note("links", n=len(links), names=links[: MOST_NAMED + 1])


def _cell_facts(found: tuple[NamedCell, ...]) -> Iterator[Note]:
    unknown = [cell for cell in found if cell.text.startswith(NOT_CALCULATED)]
    errors = [cell for cell in found if not cell.text.startswith(NOT_CALCULATED)]
    if unknown:
        yield note("not_calculated", n=len(unknown), cells=_addresses(unknown))
    if errors:
        kinds = tuple(dict.fromkeys(cell.text for cell in errors))
        yield note("errors", n=len(errors), kinds=kinds[: MOST_NAMED + 1], cells=_addresses(errors))


def _addresses(cells: list[NamedCell]) -> list[str]:
    """Where the first of the cells are: one more than a sentence lists, so that it can say that there are more."""
    return [address(f"c{cell.column}", cell.row + 1) for cell in cells[: MOST_NAMED + 1]]


def _from_column_a(cells: pl.DataFrame, first: int, columns: int) -> pl.DataFrame:
    """The parser leaves out empty columns on the left; here they are put back, so that addresses are true."""
    if not 0 < first < columns or cells.width != columns - first:
        return cells
    moved = cells.rename({f"c{i}": f"c{i + first}" for i in reversed(range(cells.width))})
    return moved.select(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in column_names(first)), pl.col(moved.columns)
    )


def _moved(merged: Callable[[], tuple[Merged, ...]], by: int) -> tuple[Merged, ...]:
    """The merged ranges, moved to the right as the columns were."""
    return tuple((top, left + by, bottom, right + by) for top, left, bottom, right in merged())


def _overlaid(cells: pl.DataFrame, found: tuple[NamedCell, ...]) -> pl.DataFrame:
    """The cells with the texts put where they belong; those below all values are left to the fact that counts them."""
    texts: dict[str, dict[int, str]] = {}
    for cell in found:
        if cell.column < MOST_COLUMNS and cell.row < cells.height + MOST_ADDED_ROWS:
            texts.setdefault(f"c{cell.column}", {})[cell.row] = cell.text
    names = column_names(max([cells.width, *(int(name[1:]) + 1 for name in texts)]))
    height = max([cells.height, *(row + 1 for rows in texts.values() for row in rows)])
    return pl.DataFrame([_with(name, cells, height, texts.get(name, {})) for name in names])


def _with(name: str, cells: pl.DataFrame, height: int, texts: dict[int, str]) -> pl.Series:
    own = cells[name] if name in cells.columns else pl.Series(name, [], dtype=pl.String)
    blank = pl.Series(name, [None], dtype=pl.String).new_from_index(0, height - own.len())
    whole = pl.concat([own.cast(pl.String), blank])
    return whole.scatter(list(texts), list(texts.values())) if texts else whole
