"""What a file holds before anybody knows what it means: rectangles of text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from duibiao.ingest.note import Note

SEARCHED_ROWS = 200
"""How many rows from the top may hold a header."""

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range, from 0."""


@dataclass(frozen=True)
class Sheet:
    """A rectangle of text cells as the file has them.

    `cells` has String columns c0, c1, …; row i is row `i + 1` of the file, so reasons can name it.
    """

    name: str
    cells: pl.DataFrame
    facts: tuple[Note, ...] = ()
    """How the file was read (encoding, separator, hidden sheet), for the report."""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows, from 0, that the person does not see: hidden, filtered out or without height."""
    delimited: bool = False
    """Whether separators make the cells: then one too many shifts those behind it."""
    separator: str = ""
    merged: Callable[[], tuple[Merged, ...]] = field(default=tuple, compare=False, repr=False)
    """The merged ranges, looked up when asked for."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns, from 0, that are hidden."""
    scaled: frozenset[tuple[int, int]] = frozenset()
    """Columns whose numbers are shown divided, and by how much, where no word in the cell names the unit."""
    from_1904: bool = False
    """Whether days count from 1904."""
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out of its top rows, which every extract asks again: see `header`."""

    @cached_property
    def top(self) -> list[list[str]]:
        """The first rows, every cell stripped, '' for empty ones."""
        return [[(cell or "").strip() for cell in row] for row in self.cells.head(SEARCHED_ROWS).iter_rows()]


def column_names(width: int) -> list[str]:
    """The names of the columns of a sheet of that width."""
    return [f"c{i}" for i in range(width)]
