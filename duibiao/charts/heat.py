"""Organisations by things: how far each is from the median of its peers, one square a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, SMALL, Layout, Trace, canvas, figure, trace

FARTHEST = 0.5
"""A deviation of so much or more has the full colour."""

_CELL_PIXELS = 34
_MARGIN_PIXELS = 170


@dataclass(frozen=True)
class Cell:
    """One pair: the keys of its row and column, its deviation (none where it has none), what is written and told."""

    row: str
    column: str
    deviation: float | None
    text: str
    told: str
    flagged: bool = False


def heat(cells: Sequence[Cell], rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]) -> go.Figure:
    """Rows and columns are (key, name), in their order. Blue is below, orange above; the figure stands in every square.

    One look is quicker to draw than one a square, so those that are framed are drawn apart.
    """
    known = [cell for cell in cells if cell.deviation is not None]
    looks = {flagged: [cell for cell in known if cell.flagged == flagged] for flagged in (False, True)}
    squares = [_squares(alike, flagged) for flagged, alike in looks.items() if alike]
    rest = _rest([cell for cell in cells if cell.deviation is None])
    return figure([*squares, rest], _layout(rows, columns))


def height(n_rows: int) -> int:
    """How many pixels a table of so many rows takes."""
    return _MARGIN_PIXELS + _CELL_PIXELS * max(n_rows, 1)


def _squares(cells: Sequence[Cell], flagged: bool) -> Trace:
    colours = palette.current()
    low, middle, high = colours.scale
    return trace(
        "scatter",
        mode="markers+text",
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        text=[f"<b>{cell.text}</b>" if flagged else cell.text for cell in cells],
        textfont={"size": 10, "color": colours.ink},
        customdata=[[f"{cell.row}|{cell.column}", cell.told] for cell in cells],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "symbol": "square",
            "size": 31,
            "color": np.clip([cell.deviation or 0 for cell in cells], -FARTHEST, FARTHEST),
            "colorscale": [[0, low], [0.5, middle], [1, high]],
            "cmin": -FARTHEST,
            "cmax": FARTHEST,
            "line": {"width": 2.5 if flagged else 0, "color": colours.ink},
        },
        **PICKED,
        showlegend=False,
    )


def _rest(cells: Sequence[Cell]) -> Trace:
    """Pairs without a figure: a sign for why, and no square."""
    return trace(
        "scatter",
        mode="text",
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        text=[cell.text for cell in cells],
        textfont={"size": 11, "color": palette.current().quiet},
        customdata=[[f"{cell.row}|{cell.column}", cell.told] for cell in cells],
        hovertemplate="%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _layout(rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]) -> Layout:
    axis = {
        "type": "category", "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True,
        "tickfont": {"size": SMALL}, "categoryorder": "array",
    }  # fmt: skip
    return canvas(height(len(rows))) | {
        "xaxis": axis
        | {
            "side": "top",
            "tickangle": -45,
            "range": [-0.6, len(columns) - 0.4],
            "categoryarray": [key for key, _name in columns],
            "tickvals": [key for key, _name in columns],
            "ticktext": [name for _key, name in columns],
        },
        "yaxis": axis
        | {
            "range": [len(rows) - 0.4, -0.6],
            "categoryarray": [key for key, _name in rows],
            "tickvals": [key for key, _name in rows],
            "ticktext": [name for _key, name in rows],
            "ticksuffix": "  ",
        },
    }
