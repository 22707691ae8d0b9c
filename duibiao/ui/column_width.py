"""How wide a column of a table on the screen must be, where the browser would cut its cells short."""

import polars as pl

from duibiao.export.table import Column, text

MEASURED_ROWS = 10
"""So many rows the browser measures itself; a longer cell below them is cut."""

_CUT_FROM = 1.3
"""The browser passes over texts of twice the mean width; well below that, since widths are estimated here."""
_LONGEST_WORDS = 30
_WIDEST_PIXELS = 320
_DIGIT_PIXELS, _PADDING_PIXELS = 8, 18


def pixels(cells: pl.Series, column: Column) -> int | None:
    """The width of a column with these (scaled) cells; none where the browser makes enough room, and for sentences.

    A figure without its first digits would read as another one.
    """
    places = _places_of(cells, column)
    if not places:
        return None
    longest, seen, mean = max(places), max(places[:MEASURED_ROWS]), sum(places) / len(places)
    uneven = not column.kind.is_number and longest > _CUT_FROM * mean
    if not uneven and (longest <= seen or (not column.kind.is_number and longest > _LONGEST_WORDS)):
        return None
    label = f"{column.label}（{column.unit}）" if column.unit else column.label
    width = max(longest, _places(label)) * _DIGIT_PIXELS + _PADDING_PIXELS
    return width if column.kind.is_number else min(width, _WIDEST_PIXELS)


def _places_of(cells: pl.Series, column: Column) -> list[int]:
    """How many places each cell takes; of many numbers only the first, the least and the greatest are looked at."""
    if not column.kind.is_number:
        return [_places(str(each or "")) for each in cells.to_list()]
    known = [*cells.head(MEASURED_ROWS).to_list(), cells.min(), cells.max()]
    return [0 if each is None else _places(text(each, column.kind)) for each in known] if cells.len() else []


def _places(words: str) -> int:
    """A Chinese character takes two."""
    return sum(1 if letter.isascii() else 2 for letter in words)
