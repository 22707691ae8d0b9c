"""A table on the screen: title left, unit right, totals first, a row leads to the rows behind it, files below."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import cells, column_width, downloads, taken

STYLED_CELLS = 3_000
"""Above so many cells with totals, or a sixth of them without, the browser writes the cells: zero shows as 0.00."""

DRAWN_CELLS = 120_000
"""Of a table with more the first rows are drawn, and the files below hold all: 3 000 rows of forty columns."""

_SHOWN_ROWS = 15
_ROW_PIXELS = 35


def show(table: Table, about: About, key: str, pick: Callable[[int], None] | None = None) -> None:
    """Draw the table with its downloads; `pick` is told the number of a row that is selected, totals aside."""
    taken.table(key, table, about)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.markdown(f"**{table.title}**")
        if table.unit_line:
            st.caption(table.unit_line, width="content")
    drawn = replace(table, frame=table.frame.head(DRAWN_CELLS // len(table.columns)))
    _grid(drawn, key, pick)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(_row_count(table, drawn, pick is not None), width="content")
        downloads.buttons(table, about, key)


def _grid(table: Table, key: str, pick: Callable[[int], None] | None) -> None:
    scaled = table.scaled()
    styled = _is_styled(scaled, table)
    options: dict[str, Any] = {
        "column_config": _configs(scaled, table, styled),
        "hide_index": True,
        "height": _height(table.frame.height),
        "placeholder": "" if styled else formats.MISSING,
        "alt": table.title,
    }
    if pick is not None:
        options |= {"selection_mode": "single-row", "on_select": lambda: _picked(table, f"{key}_rows", pick)}
    data = cells.written(scaled, table) if styled else cells.plain(scaled, table)
    st.dataframe(data, key=f"{key}_rows", **options)


def _is_styled(scaled: pl.DataFrame, table: Table) -> bool:
    """Whether cells are written here: where there is a total, a lamp, or a zero to be left blank, and not too many."""
    if table.n_totals:
        return table.n_cells <= STYLED_CELLS
    if table.n_cells > STYLED_CELLS // 6 or scaled.is_empty():
        return False
    lamps = [
        pl.col(column.name).cast(pl.String).str.contains(f"^[{cells.LAMPS}]").any()
        for column in table.columns
        if not column.kind.is_number
    ]
    zeros = [(pl.col(column.name) == 0).any() for column in table.columns if column.kind is Kind.MONEY]
    return any(scaled.select(each.alias(str(place)) for place, each in enumerate([*lamps, *zeros])).row(0))


def _configs(scaled: pl.DataFrame, table: Table, styled: bool) -> dict[Any, Any]:
    """By name; by place (the index is the first) where the header has two rows, since a column has two names there."""
    widths = column_width.pixels(scaled, table.columns)
    configs = [_config(table, column, styled, widths.get(column.name)) for column in table.columns]
    places = range(1, len(configs) + 1) if table.has_groups else [column.name for column in table.columns]
    return dict(zip(places, configs, strict=True))


def _picked(table: Table, key: str, pick: Callable[[int], None]) -> None:
    rows = [row for row in st.session_state[key].selection.rows if row >= table.n_totals]
    if rows:
        pick(rows[0])


def _config(table: Table, column: Column, styled: bool, width: int | None) -> Any:
    if not column.kind.is_number:
        return st.column_config.TextColumn(column.label, width=width)
    unit = table.unit_of(column)
    own = column.unit or (unit if column.exact else "")
    label = _("{label} ({unit})").format(label=column.label, unit=own) if own and own != "%" else column.label
    written = None if styled else _FORMATS[column.kind]
    return st.column_config.NumberColumn(label, format=written, help=unit or None, alignment="right", width=width)


_FORMATS = {
    Kind.MONEY: "%,.2f",
    Kind.NUMBER: "%,.2f",
    Kind.COUNT: "%,d",
    Kind.RATE: "%.1f%%",
    Kind.SHARE: "%.2f%%",
    Kind.DEVIATION: "%+.1f%%",
    Kind.POINTS: "%+.1f",
}


def _height(n_rows: int) -> Any:
    return "content" if n_rows <= _SHOWN_ROWS else (_SHOWN_ROWS + 1) * _ROW_PIXELS + 2


def _row_count(table: Table, drawn: Table, leads_on: bool) -> str:
    n, every = (formats.count(each.frame.height - each.n_totals) for each in (drawn, table))
    rows = _("Rows: {n}").format(n=n)
    if n != every:
        rows = _("The first {n} of {all} rows; the files hold all of them").format(n=n, all=every)
    lead = _("select a row to see what is behind it")
    return f"{rows} · {lead}" if leads_on else rows
