"""What an xls workbook is, seen in its records before any parser sees it: how far its sheets reach, where errors are.

The file is a small file system (OLE) with one stream of records. Its parser reserves memory for whatever size a record
claims, and leaves errors blank.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from duibiao.errors import RefusedFileError
from duibiao.ingest.biff_formats import WANTED, Formats
from duibiao.ingest.package import LARGE_RECTANGLE, LEAST_FILLED, MOST_NAMED_CELLS, MOST_SHEETS, NamedCell, Package
from duibiao.ingest.shown import Shown
from duibiao.language import _

MOST_ROWS, MOST_COLUMNS = 65_536, 256
"""What the format can hold; a record that claims more is wrong."""

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_SMALL_STREAM = 4096
_ENTRY = 128
_BOF, _EOF, _SHEET, _DIMENSIONS, _TEXTS, _MULTIPLE = 0x0809, 0x000A, 0x0085, 0x0200, 0x00FC, 0x00BD
_LOCK, _SEARCHED_RECORDS = 0x002F, 20
_CELLS = frozenset((0x0203, 0x0204, 0x0205, 0x0006, 0x0206, 0x0406, 0x027E, _MULTIPLE, 0x00FD, 0x00D6))
_ERROR, _FORMULAS = 0x0205, (0x0006, 0x0206, 0x0406)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PLACE = struct.Struct("<HH")


@dataclass
class _Reach:
    """How far a sheet reaches; `begin` is where it stands in the stream."""

    begin: int
    rows: int = 0
    columns: int = 0
    first: int = MOST_COLUMNS
    filled: int = 0
    named: list[NamedCell] = field(default_factory=list)
    shown: Shown = field(default_factory=Shown)


def inspect_biff(data: bytes, file_name: str) -> Package:
    """Walk through all records; raises RefusedFileError for a workbook that would fill the memory or is damaged."""
    try:
        stream = _workbook_stream(data)
        if _is_locked(stream):
            raise locked(file_name)
        formats = Formats()
        names, reaches = _walked(stream, file_name, formats)
    except (struct.error, IndexError, ValueError) as error:
        raise _damaged(file_name) from error
    sheets = {names[reach.begin]: reach for reach in reaches if reach.begin in names}
    return Package(
        (),
        {name: tuple(reach.named) for name, reach in sheets.items() if reach.named},
        {name: (reach.first, reach.columns) for name, reach in sheets.items()},
        {name: reach.shown for name, reach in sheets.items()},
        formats.from_1904,
    )


def locked(file_name: str) -> RefusedFileError:
    """The refusal of a workbook that opens with a password only, of any year."""
    return RefusedFileError(
        _("{file} is a workbook with a password, not an Excel workbook or text").format(file=file_name),
        _(
            "Remove the password: open it with the password, in Excel empty it under File, Info, Protect Workbook, "
            "Encrypt with Password, in WPS under 文件, 文档加密, 密码加密; save the file and load it again."
        ),
    )


def _is_locked(stream: bytes) -> bool:
    """Whether the record that says how the others are encrypted stands among the first."""
    at = 0
    for _record in range(_SEARCHED_RECORDS):
        if at + _PLACE.size > len(stream):
            return False
        kind, size = _PLACE.unpack_from(stream, at)
        if kind in (_LOCK, _EOF):
            return bool(kind == _LOCK)
        at += _PLACE.size + size
    return False


def _damaged(file_name: str) -> RefusedFileError:
    return RefusedFileError(
        _("{file} is damaged, or claims more than its format can hold").format(file=file_name),
        _("Open it in a spreadsheet and save it as xlsx."),
    )


def _workbook_stream(data: bytes) -> bytes:
    """The bytes of the stream Workbook (or Book); ValueError where there is none or a chain goes in a circle."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError(sector)
    if any(claimed > len(data) // sector for claimed in struct.unpack_from("<I16xI4xI", data, 44)):
        raise ValueError("more tables than sectors")
    table = _allocation(data, sector)
    directory = _chained(data, struct.unpack_from("<I", data, 48)[0], table, sector)
    entries = [directory[i : i + _ENTRY] for i in range(0, len(directory), _ENTRY)]
    named = {_entry_name(entry): entry for entry in reversed(entries) if len(entry) == _ENTRY}
    entry = named.get("workbook") or named.get("book")
    if entry is None:
        raise ValueError("no stream")
    start, size = struct.unpack_from("<II", entry, 116)
    if size > len(data):
        raise ValueError(size)
    if size >= _SMALL_STREAM:
        return _chained(data, start, table, sector)[:size]
    small = _chained(data, struct.unpack_from("<I", entries[0], 116)[0], table, sector)
    small_table = _numbers(_chained(data, struct.unpack_from("<I", data, 60)[0], table, sector))
    return _chained(small, start, small_table, 64, offset=0)[:size]


def _allocation(data: bytes, sector: int) -> list[int]:
    """The next sector of each; the list of the tables itself goes on in further sectors."""
    places = list(struct.unpack_from("<109I", data, 76))
    further, seen = struct.unpack_from("<I", data, 68)[0], 0
    while further not in (_END, _FREE):
        more = _numbers(_sector(data, further, sector))
        places, further, seen = places + more[:-1], more[-1], seen + 1
        if seen > len(data) // sector:
            raise ValueError("circle")
    tables = [_sector(data, place, sector) for place in places if place not in (_END, _FREE)]
    return _numbers(b"".join(tables))


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _sector(data: bytes, number: int, size: int, offset: int | None = None) -> bytes:
    start = (size if offset is None else offset) + number * size
    if start >= len(data):
        raise ValueError(number)
    return data[start : start + size]


def _chained(data: bytes, start: int, table: list[int], size: int, offset: int | None = None) -> bytes:
    found, seen = [], 0
    while start not in (_END, _FREE):
        found.append(_sector(data, start, size, offset))
        start, seen = table[start], seen + 1
        if seen > len(table):
            raise ValueError("circle")
    return b"".join(found)


def _entry_name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace").lower()


def _records(stream: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Kind, where its content begins, how long it is, where the record begins."""
    at, end = 0, len(stream) - 4
    while at <= end:
        kind, length = _PLACE.unpack_from(stream, at)
        yield kind, at + 4, length, at
        at += 4 + length


def _walked(stream: bytes, file_name: str, formats: Formats) -> tuple[dict[int, str], list[_Reach]]:
    """The names of the sheets by where they begin, and how far each reaches."""
    names: dict[int, str] = {}
    reaches: list[_Reach] = []
    for kind, at, length, begin in _records(stream):
        if kind == _BOF:
            reaches.append(_Reach(begin))
        elif kind in _CELLS and length >= 6 and reaches:
            _take(reaches[-1], stream, kind, at, length)
        elif kind == _SHEET:
            names[struct.unpack_from("<I", stream, at)[0]] = _sheet_name(stream[at : at + length])
        elif kind == _DIMENSIONS:
            _refuse_claim(stream, at, length, file_name)
        elif kind == _TEXTS and struct.unpack_from("<I", stream, at + 4)[0] > len(stream):
            raise _damaged(file_name)
        if kind in WANTED and length:
            formats.take(kind, stream[at : at + length], reaches[-1].shown if reaches else None)
    for reach in reaches:
        _refuse_excess(reach, file_name)
    if len(names) > MOST_SHEETS:
        raise _damaged(file_name)
    return names, reaches


def _take(reach: _Reach, stream: bytes, kind: int, at: int, length: int) -> None:
    row, column = _PLACE.unpack_from(stream, at)
    many = (length - 6) // 6 if kind == _MULTIPLE else 1
    reach.rows = max(reach.rows, row + 1)
    reach.first = min(reach.first, column)
    reach.columns = max(reach.columns, column + many)
    reach.filled += many
    if (error := _error(stream, kind, at, length)) and len(reach.named) < MOST_NAMED_CELLS:
        reach.named.append(NamedCell(row, column, error))


def _error(stream: bytes, kind: int, at: int, length: int) -> str:
    """The error in the cell, as itself or as what a formula came to."""
    if kind == _ERROR and length >= 8 and stream[at + 7] == 1:
        return _ERRORS.get(stream[at + 6], "#ERROR!")
    if kind in _FORMULAS and length >= 14 and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        return _ERRORS.get(stream[at + 8], "#ERROR!")
    return ""


def _refuse_claim(stream: bytes, at: int, length: int, file_name: str) -> None:
    """Rows have four bytes since 1997, and two before."""
    first, rows, left, columns = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
    if not first <= rows <= MOST_ROWS or not left <= columns <= MOST_COLUMNS:
        raise _damaged(file_name)


def _refuse_excess(reach: _Reach, file_name: str) -> None:
    if reach.columns > MOST_COLUMNS:
        raise _damaged(file_name)
    size = reach.rows * reach.columns
    if size > LARGE_RECTANGLE and size > LEAST_FILLED * reach.filled:
        raise RefusedFileError(
            _("{part} in {file} has a cell in row {row}, far away from the others").format(
                part="xls", file=file_name, row=f"{reach.rows:,}"
            ),
            _("Press Ctrl+End in the sheet to find it, delete the rows and columns behind the table, and save."),
        )


def _sheet_name(content: bytes) -> str:
    """Since 1997 a byte tells whether the letters have one byte or two; before that there is none."""
    length, wide = content[6], content[7]
    if wide not in (0, 1):
        return content[7 : 7 + length].decode("gb18030", errors="replace")
    return content[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")
