"""How wide the columns of a table on the screen must be, where the browser would cut their cells short."""

from collections.abc import Sequence

import polars as pl

from duibiao.export.table import Column, text

MEASURED_ROWS = 10
"""So many rows the browser measures itself; a longer cell below them is cut."""

WIDEST_PIXELS = 320
"""Of a column of texts; a sentence goes on when it is clicked."""

_CUT_FROM = 1.3
"""The browser passes over texts of twice the mean width; well below that, since widths are estimated here."""
_FEW_ROWS, _PASSED_OVER_FROM = 5, 1.8
"""Of more rows than a few it passes over figures of twice the mean width: the two that are no blanks among ten."""
_LONGEST_WORDS = 30
_DIGIT_PIXELS, _PADDING_PIXELS = 8, 18


def pixels(scaled: pl.DataFrame, columns: Sequence[Column]) -> dict[str, int]:
    """The widths of columns by their names, in the (scaled) cells; none where the browser makes enough room.

    A figure without its first digits would read as another one.
    """
    if scaled.is_empty():
        return {}
    numbers = [column for column in columns if column.kind.is_number]
    texts = [column for column in columns if not column.kind.is_number]
    wide = _of_numbers(scaled, numbers) | _of_texts(scaled, texts)
    return {name: width for name, width in wide.items() if width is not None}


def _of_numbers(scaled: pl.DataFrame, columns: Sequence[Column]) -> dict[str, int | None]:
    """Only the first cells, the least and the greatest are looked at."""
    if not columns:
        return {}
    names = [column.name for column in columns]
    first = scaled.select(names).head(MEASURED_ROWS).to_dict(as_series=False)
    least, greatest = scaled.select(pl.col(names).min()).row(0), scaled.select(pl.col(names).max()).row(0)
    return {
        column.name: _of_number(column, first[column.name], ends)
        for column, *ends in zip(columns, least, greatest, strict=True)
    }


def _of_number(column: Column, first: Sequence[object], ends: Sequence[object]) -> int | None:
    seen = [_written(cell, column) for cell in first]
    longest = max(*seen, *(_written(cell, column) for cell in ends))
    mean = sum(seen) / len(seen)
    passed_over = len(seen) > _FEW_ROWS and _pixels(longest) > _PASSED_OVER_FROM * _pixels(mean)
    return _wide(longest, column) if longest > max(seen) or passed_over else None


def _written(cell: object, column: Column) -> int:
    return 0 if cell is None else _places(text(cell, column.kind))


def _of_texts(scaled: pl.DataFrame, columns: Sequence[Column]) -> dict[str, int | None]:
    if not columns:
        return {}
    places = scaled.select(_places_of(pl.col(column.name)) for column in columns)
    longest, seen = places.max().row(0), places.head(MEASURED_ROWS).max().row(0)
    mean = places.mean().row(0)
    return {
        column.name: _of_text(column, *measured) for column, *measured in zip(columns, longest, seen, mean, strict=True)
    }


def _of_text(column: Column, longest: int, seen: int, mean: float) -> int | None:
    if longest <= _CUT_FROM * mean and (longest <= seen or longest > _LONGEST_WORDS):
        return None
    return min(_wide(longest, column), WIDEST_PIXELS)


def _wide(places: int, column: Column) -> int:
    label = f"{column.label}（{column.unit}）" if column.unit else column.label
    return int(_pixels(max(places, _places(label))))


def _pixels(places: float) -> float:
    return places * _DIGIT_PIXELS + _PADDING_PIXELS


def _places(words: str) -> int:
    """A Chinese character, which has three bytes, takes two."""
    return (len(words) + len(words.encode())) // 2


def _places_of(words: pl.Expr) -> pl.Expr:
    known = words.cast(pl.String).fill_null("")
    return (known.str.len_chars() + known.str.len_bytes()) // 2
