"""The cells of a table as Streamlit's grid takes them: as Arrow where the browser writes them, else with their texts.

Texts and colours of cells reach the grid through a pandas Styler alone, which works them out in several passes over
every cell: for the table of a page longer than all else that the page does. `Written` is one whose texts and colours
are known. The test of this module holds what is sent of it against what pandas works out.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import pandas as pd
import polars as pl
import pyarrow as pa
from pandas.io.formats.style import Styler

from duibiao import palette
from duibiao.export.table import Table, text
from duibiao.ui.frames import as_arrow, as_pandas

UUID = "cells"
"""One name for all tables: with one by chance the same table would be another after every rerun, and drawn anew."""

LAMPS = "■▲●"
"""Signs at the beginning of a cell that have a colour: a problem, to be watched, good."""

Properties = tuple[tuple[str, str], ...]
"""Names and values of CSS."""

Place = tuple[int, int]
"""Row and column of a cell."""

Name = str | tuple[str, str]
"""Of a column, behind that of its group where the header has two rows."""

pd.set_option("mode.string_storage", "python")  # half as slow to write as Arrow's strings


class Told(pd.DataFrame):  # type: ignore[misc]
    """Cells of which the texts are known, too: whoever wants them as texts is handed those."""

    _metadata: ClassVar = ["texts"]

    def astype(self, *_dtypes: object, **_options: object) -> pd.DataFrame:
        """The texts; nothing else is asked of it."""
        return self.texts


class Written(Styler):  # type: ignore[misc]
    """A frame with its texts, and the look of some cells by row and column."""

    def __init__(self, cells: Told, looks: Mapping[Properties, Sequence[Place]]) -> None:
        super().__init__(cells, uuid=UUID)
        self._looks = looks

    def _compute(self) -> "Written":
        return self

    def _translate(self, *_parts: object, **_options: object) -> dict[str, Any]:
        """What Streamlit reads of it."""
        return {
            "cellstyle": [
                {"props": list(look), "selectors": [f"row{row}_col{column}" for row, column in places]}
                for look, places in self._looks.items()
            ]
        }


Written.__module__, Written.__qualname__ = Styler.__module__, Styler.__qualname__
"""Streamlit knows a Styler by the full name of its class."""


def plain(scaled: pl.DataFrame, table: Table) -> pa.Table:
    """The cells for the browser to write: numbers and texts, with the header that pandas would describe."""
    names, described = _description(_names(table), _are_numbers(table))
    cells = as_arrow(_cells(scaled, table))
    index = dict(described["index_columns"][0], stop=cells.num_rows)
    told = json.dumps(described | {"index_columns": [index]})
    return cells.rename_columns(list(names)).replace_schema_metadata({"pandas": told})


def written(scaled: pl.DataFrame, table: Table) -> Written:
    """The cells written here: zero money is blank, totals stand out, lamps have their colours."""
    cells = _cells(scaled, table)
    texts = cells.with_columns(
        pl.Series(column.name, [text(cell, column.kind) for cell in cells[column.name].to_list()], pl.String)
        for column in table.columns
        if column.kind.is_number
    )
    told = Told(_with_header(cells, table))
    told.texts = _with_header(texts, table)
    return Written(told, _looks(cells, table))


def _with_header(cells: pl.DataFrame, table: Table) -> pd.DataFrame:
    frame = as_pandas(cells)
    frame.columns = _header(_names(table))
    return frame


def _cells(scaled: pl.DataFrame, table: Table) -> pl.DataFrame:
    return scaled.select(
        pl.col(column.name).cast(pl.Float64).fill_nan(None)
        if column.kind.is_number
        else pl.col(column.name).cast(pl.String).fill_null("")
        for column in table.columns
    )


def _looks(cells: pl.DataFrame, table: Table) -> dict[Properties, list[Place]]:
    """Which cells look how: lamps below the totals, and all cells of the totals."""
    colours = palette.current()
    of_lamps = dict(zip(LAMPS, (colours.problem, colours.watch, colours.good), strict=True))
    looks: dict[Properties, list[Place]] = defaultdict(list)
    total = (("font-weight", "600"), ("background-color", colours.surface), ("color", colours.ink))
    places = range(len(table.columns))
    looks[total] = [(row, place) for row in range(table.n_totals) for place in places]
    for place, column in enumerate(table.columns):
        if not column.kind.is_number:
            for row, cell in enumerate(cells[column.name].to_list()):
                colour = of_lamps.get(cell[:1])
                if colour and row >= table.n_totals:
                    looks[("color", colour), ("font-weight", "600")].append((row, place))
    return {look: where for look, where in looks.items() if where}


def _names(table: Table) -> tuple[Name, ...]:
    if table.has_groups:
        return tuple((column.group, column.name) for column in table.columns)
    return tuple(column.name for column in table.columns)


def _are_numbers(table: Table) -> tuple[bool, ...]:
    return tuple(column.kind.is_number for column in table.columns)


@lru_cache(512)
def _header(names: tuple[Name, ...]) -> pd.Index:
    return pd.MultiIndex.from_tuples(names) if isinstance(names[0], tuple) else pd.Index(names)


@lru_cache(512)
def _description(names: tuple[Name, ...], are_numbers: tuple[bool, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """How pandas names and describes such columns in Arrow: from it the browser tells a header of two rows."""
    kinds = [pd.Series([], dtype="float64" if is_number else "str") for is_number in are_numbers]
    empty = pd.concat(kinds, axis="columns")
    empty.columns = _header(names)
    schema = pa.Schema.from_pandas(empty)
    return tuple(schema.names), json.loads(schema.metadata[b"pandas"])
