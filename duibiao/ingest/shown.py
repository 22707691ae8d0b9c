"""Of the cells of a sheet those whose text the parser would give wrongly, and which rows and columns are hidden.

The parser knows no number formats but those of days, and gives numbers with at most nine decimals and all digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from duibiao.ingest.number_format import NumberFormat

_SIXTEEN_IN_ALL = rb"(?:(?<=\d{6}\.)|(?<=\d{5}\.)(?=\d{11})|(?<=\d{4}\.)(?=\d{12})|(?=\d{13}))"
_DECIMALS = re.compile(rb"\.(?!" + _SIXTEEN_IN_ALL + rb"\d{0,9}?(?:0{4,}|9{4,})\d{1,3}<)\d{10}")
"""More decimals than the parser gives, unless those behind the ninth are the noise of a binary fraction."""
_WHOLE = b"|".join(rb"(?<=[>-]\d{%d}</v>)" % digits for digits in range(16, 26))
_DIGITS = re.compile(rb"</v>(?<=\d{16}</v>)(?:" + _WHOLE + rb"|(?<=\d{26}</v>))")
_LARGE_EXPONENT = rb"(?:-\d|\+?1[5-9]|\+?[2-9]\d|\+?\d{3})"
_EXPONENTS = (
    re.compile(rb"E(?<=[\d.]E)" + _LARGE_EXPONENT),
    re.compile(rb"e(?<=[\d.]e)" + _LARGE_EXPONENT),
)
_BEYOND = (_DECIMALS, _DIGITS, *_EXPONENTS)
_ANY_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROWS = re.compile(rb"(?=<(?:\w+:)?row[\s>])")
_SUSPECTS = (rb"\.\d{10}", rb"\d{16}", rb"E(?<=[\d.]E)[-+]?\d", rb"e(?<=[\d.]e)[-+]?\d")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ANY_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(\w+)\s*=\s*["']([^"']*)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*<")
_PLACE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})$")
_NUMBERS = (b"n", b"")
_YES = (b"1", b"true", b"on")
_LAST_COLUMN = 16_384


@dataclass
class Shown:
    """What was found in a sheet, gathered piece by piece; rows and columns from 0.

    `texts` has the rows and texts of each column; `scaled` the columns whose cells are shown divided by a scale that
    no word of the cell names.
    """

    texts: dict[int, tuple[list[int], list[str]]] = field(default_factory=dict)
    scaled: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether the sheet is other than the parser tells it."""
        return bool(self.texts or self.hidden_columns)

    def add(self, row: int, column: int, number: float, style: NumberFormat, from_1904: bool) -> None:
        """Take note of a number if its text is another than the parser's."""
        text = style.shown(number, from_1904) if isfinite(number) else None
        if text is None:
            return
        rows, texts = self.texts.setdefault(column, ([], []))
        rows.append(row)
        texts.append(text)
        if (scale := style.scale_alone(number)) != 1 and number:
            self.scaled.add((column, scale))


class Looking:
    """Looks through the pieces of one sheet; what was found is in `shown`."""

    def __init__(self, formats: tuple[NumberFormat, ...], from_1904: bool) -> None:
        self.shown = Shown()
        self._formats = formats or (NumberFormat(),)
        self._from_1904 = from_1904
        altering = [b"%d" % i for i, each in enumerate(self._formats) if each.alters]
        ids = b"|".join(altering)
        self._styled = re.compile(rb' s="(?:' + ids + rb')"') if altering else None
        named = (rb"""s(?<=\ss)\s*=\s*["'](?:""" + ids + rb""")["']""",) if altering else ()
        suspects = (b"",) if self._formats[0].alters else (*_SUSPECTS, *named)
        self._suspects = [re.compile(each) for each in suspects]
        self._row = 0

    def take(self, text: bytes, usual: bool, rows_before: int) -> None:
        """Look at a piece of whole rows; `usual` where each cell begins with `<c r="`, which is found faster."""
        if b"h" in text and (b"hidden=" in text or b'="0"' in text):
            self._take_hidden(text, rows_before)
        for tag, content in (
            self._found(text) if usual and not self._formats[0].alters else self._any(text, rows_before)
        ):
            self._take_cell(tag, content)

    def _found(self, text: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Attributes and content of the cells that may be wrong."""
        patterns = (*_BEYOND, self._styled) if self._styled else _BEYOND
        for pattern in patterns:
            for hit in pattern.finditer(text):
                begin = text.rfind(b'<c r="', 0, hit.start())
                tag_end = text.find(b">", begin)
                end = text.find(b"</c>", tag_end)
                if begin >= 0 and hit.start() < end and text[tag_end - 1] != ord("/"):
                    yield text[begin + 2 : tag_end], text[tag_end + 1 : end]

    def _any(self, text: bytes, rows_before: int) -> Iterator[tuple[bytes, bytes]]:
        """Attributes and content of all cells of rows that may have one, with their place where they do not say it."""
        if not any(each.search(text) for each in self._suspects):
            return
        self._row = max(self._row, rows_before)
        for row in _ROWS.split(text):
            begun = _ANY_ROW.match(row)
            said = _attributes(begun[1]).get(b"r", b"") if begun else b""
            self._row = int(said[:7]) if said.isdigit() else self._row + bool(begun)
            if any(each.search(row) for each in self._suspects):
                yield from self._placed(row)

    def _placed(self, row: bytes) -> Iterator[tuple[bytes, bytes]]:
        column = 0
        for tag, content in _ANY_CELL.findall(row):
            place = _PLACE.match(_attributes(tag).get(b"r", b""))
            column = column_place(place[1]) if place else column
            if content:
                yield tag + (b"" if place else b' r="%s%d"' % (_letters(column), self._row)), content
            column += 1

    def _take_cell(self, tag: bytes, content: bytes) -> None:
        about = _attributes(tag)
        value, place = _VALUE.search(content), _PLACE.match(about.get(b"r", b""))
        style = about.get(b"s", b"0")
        if value is None or place is None or about.get(b"t", b"") not in _NUMBERS or not style.isdigit():
            return
        known = self._formats[int(style)] if int(style) < len(self._formats) else NumberFormat()
        self.shown.add(int(place[2]) - 1, column_place(place[1]), float(value[1]), known, self._from_1904)

    def _take_hidden(self, text: bytes, rows_before: int) -> None:
        for i, match in enumerate(_ANY_ROW.finditer(text)):
            about = _attributes(match[1])
            if about.get(b"hidden") in _YES or _is_nothing(about.get(b"ht")):
                said = about.get(b"r", b"")
                self.shown.hidden_rows.add(int(said[:7]) - 1 if said.isdigit() else rows_before + i)
        for match in _ANY_COLUMN.finditer(text[: text.find(b"sheetData")]):
            about = _attributes(match[1])
            if about.get(b"hidden") in _YES or _is_nothing(about.get(b"width")):
                first, last = (int(about[name]) if about.get(name, b"").isdigit() else 0 for name in (b"min", b"max"))
                self.shown.hidden_columns |= set(range(max(0, first - 1), min(last, _LAST_COLUMN)))


def column_place(letters: bytes) -> int:
    """The place of a column from 0: A is 0."""
    place = 0
    for letter in letters[:6].upper():
        place = place * 26 + letter - 64
    return place - 1


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


def _is_nothing(size: bytes | None) -> bool:
    return size is not None and size != b"" and not size.strip(b"0.")


def _letters(column: int) -> bytes:
    """The letters of a column from 0."""
    letters = b""
    while column >= 0:
        letters, column = bytes([65 + column % 26]) + letters, column // 26 - 1
    return letters
