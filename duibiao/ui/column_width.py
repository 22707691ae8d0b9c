"""How wide a column of a table on the screen must be, where the browser would cut its cells short."""

import polars as pl

from duibiao.export.table import Column, Kind, text

MEASURED_ROWS = 10
"""So many rows the browser measures itself."""

_LONGEST_WORDS = 30
_DIGIT_PIXELS, _PADDING_PIXELS = 8, 18


def pixels(cells: pl.Series, column: Column) -> int | None:
    """The width of a column with these (scaled) cells; none where the browser makes enough room, and for sentences.

    A figure without its first digits would read as another one.
    """
    if cells.len() <= MEASURED_ROWS:
        return None
    longest, seen = _longest(cells, column.kind), _longest(cells.head(MEASURED_ROWS), column.kind)
    if longest <= seen or (column.kind is Kind.TEXT and longest > _LONGEST_WORDS):
        return None
    label = f"{column.label}（{column.unit}）" if column.unit else column.label
    return max(longest, _places(label)) * _DIGIT_PIXELS + _PADDING_PIXELS


def _longest(cells: pl.Series, kind: Kind) -> int:
    """In places: a Chinese character takes two."""
    known = cells.drop_nulls()
    if known.is_empty():
        return 0
    shown = [text(each, kind) for each in (known.min(), known.max())] if kind.is_number else known.unique().to_list()
    return max(_places(str(each)) for each in shown)


def _places(words: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in words)
