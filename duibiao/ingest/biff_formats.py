"""What the records of an xls workbook say of number formats, day systems, hidden rows and columns."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from duibiao.ingest.number_format import NumberFormat, built_in, number_format
from duibiao.ingest.shown import Shown

_BOF, _FORMAT, _STYLE, _DAYS, _ROW, _COLUMNS = 0x0809, 0x041E, 0x00E0, 0x0022, 0x0208, 0x007D
_NUMBER, _SHORT, _SHORTS, _FORMULAS = 0x0203, 0x027E, 0x00BD, (0x0006, 0x0206, 0x0406)
_SINCE_1997 = 0x0600
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x1
_MOST_COLUMNS = 256


@dataclass
class Formats:
    """What is known of the workbook after the records so far; they stand in front of all sheets."""

    from_1904: bool = False
    version: int = _SINCE_1997
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)

    def take(self, kind: int, content: bytes, shown: Shown | None) -> None:
        """Take note of a record; `shown` is that of the sheet in which it stands, None before the first."""
        if kind in _OF_BOOK:
            _OF_BOOK[kind](self, content)
        elif shown is not None and kind == _ROW:
            _take_row(content, shown)
        elif shown is not None and kind == _COLUMNS:
            _take_columns(content, shown)
        elif shown is not None:
            for row, column, style, number in _numbers(kind, content):
                shown.add(row, column, number, self._format(style), self.from_1904)

    def _format(self, style: int) -> NumberFormat:
        number = self.styles[style] if style < len(self.styles) else 0
        return number_format(self.codes[number]) if number in self.codes else built_in(number)


WANTED = frozenset((_BOF, _FORMAT, _STYLE, _DAYS, _ROW, _COLUMNS, _NUMBER, _SHORT, _SHORTS, *_FORMULAS))
"""The kinds of records that are worth handing over."""


def _take_version(formats: Formats, content: bytes) -> None:
    formats.version = int.from_bytes(content[:2], "little")


def _take_days(formats: Formats, content: bytes) -> None:
    formats.from_1904 = content[:1] == b"\x01"


def _take_style(formats: Formats, content: bytes) -> None:
    formats.styles.append(int.from_bytes(content[2:4], "little"))


def _take_format(formats: Formats, content: bytes) -> None:
    """Since 1997 a byte tells whether the letters have one byte or two; before that there is none."""
    number = int.from_bytes(content[:2], "little")
    if formats.version < _SINCE_1997:
        formats.codes[number] = content[3 : 3 + content[2]].decode("gb18030", errors="replace")
        return
    length, wide = int.from_bytes(content[2:4], "little"), content[4] & 1
    letters = content[5 : 5 + length * (1 + wide)]
    formats.codes[number] = letters.decode("utf-16-le" if wide else "latin-1", errors="replace")


_OF_BOOK: dict[int, Callable[[Formats, bytes], None]] = {
    _BOF: _take_version,
    _DAYS: _take_days,
    _STYLE: _take_style,
    _FORMAT: _take_format,
}


def _take_row(content: bytes, shown: Shown) -> None:
    row, height, options = struct.unpack_from("<H4xH4xH", content)
    if options & _HIDDEN_ROW or height == 0:
        shown.hidden_rows.add(row)


def _take_columns(content: bytes, shown: Shown) -> None:
    first, last, width, options = struct.unpack_from("<HHH2xH", content)
    if options & _HIDDEN_COLUMN or width == 0:
        shown.hidden_columns |= set(range(first, min(last + 1, _MOST_COLUMNS)))


def _numbers(kind: int, content: bytes) -> Iterator[tuple[int, int, int, float]]:
    """Row, column, style and value of the numbers of a record."""
    row, column, style = struct.unpack_from("<HHH", content)
    if kind == _NUMBER or (kind in _FORMULAS and content[12:14] != b"\xff\xff"):
        yield row, column, style, struct.unpack_from("<d", content, 6)[0]
    elif kind == _SHORT:
        yield row, column, style, _short(struct.unpack_from("<I", content, 6)[0])
    elif kind == _SHORTS:
        for i, (each, number) in enumerate(struct.iter_unpack("<HI", content[4 : 4 + (len(content) - 6) // 6 * 6])):
            yield row, column + i, each, _short(number)


def _short(number: int) -> float:
    """A number in four bytes: whole, or the first half of a fraction; perhaps hundredths."""
    whole = (number >> 2) - (1 << 30 if number & 0x80000000 else 0)
    value = float(whole) if number & 2 else struct.unpack("<d", struct.pack("<II", 0, number & 0xFFFFFFFC))[0]
    return value / 100 if number & 1 else value
