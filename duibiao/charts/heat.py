"""Organisations by things: how far each is from the median of its peers, one square a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from duibiao.charts.palette import FONT, INK

LOW, MIDDLE, HIGH = "#2f6690", "#f3f5f7", "#b5532a"
"""Blue for below, orange for above: told apart by colour-blind readers too; the figure stands in every square."""

FARTHEST = 0.5
"""A deviation of so much or more has the full colour."""

_CELL_PIXELS = 34
_MARGIN_PIXELS = 170
_WHITE_FROM = 0.3
"""On a darker square than that of this deviation a dark figure is hard to read."""


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
    """Rows and columns are (key, name), in their order."""
    known = [cell for cell in cells if cell.deviation is not None]
    looks = {look: [cell for cell in known if _look(cell) == look] for look in sorted(map(_look, known))}
    squares = [_squares(alike, *look) for look, alike in looks.items()]
    rest = _rest([cell for cell in cells if cell.deviation is None])
    return go.Figure([*squares, rest], _layout(rows, columns))


def height(n_rows: int) -> int:
    """How many pixels a table of so many rows takes."""
    return _MARGIN_PIXELS + _CELL_PIXELS * max(n_rows, 1)


def _look(cell: Cell) -> tuple[bool, bool]:
    """Whether it is framed, and whether its figure is white: one look is quicker to draw than one a square."""
    return cell.flagged, abs(cell.deviation or 0) > _WHITE_FROM


def _squares(cells: Sequence[Cell], flagged: bool, white: bool) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        text=[f"<b>{cell.text}</b>" if flagged else cell.text for cell in cells],
        textfont={"size": 10, "color": "#ffffff" if white else INK},
        customdata=[[f"{cell.row}|{cell.column}", cell.told] for cell in cells],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "symbol": "square",
            "size": 31,
            "color": np.clip([cell.deviation or 0 for cell in cells], -FARTHEST, FARTHEST),
            "colorscale": [[0, LOW], [0.5, MIDDLE], [1, HIGH]],
            "cmin": -FARTHEST,
            "cmax": FARTHEST,
            "line": {"width": 2.5 if flagged else 0, "color": INK},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
    )


def _rest(cells: Sequence[Cell]) -> go.Scatter:
    """Pairs without a figure: a sign for why, and no square."""
    return go.Scatter(
        mode="text",
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        text=[cell.text for cell in cells],
        textfont={"size": 11, "color": "#9aa7b4"},
        customdata=[[f"{cell.row}|{cell.column}", cell.told] for cell in cells],
        hovertemplate="%{customdata[1]}<extra></extra>",
        showlegend=False,
    )


def _layout(rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]) -> dict[str, object]:
    axis = {"type": "category", "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True}
    return {
        "height": height(len(rows)),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 12, "color": INK},
        "plot_bgcolor": "#ffffff",
        "dragmode": False,
        "clickmode": "event+select",
        "xaxis": axis
        | {
            "side": "top",
            "tickangle": -45,
            "range": [-0.6, len(columns) - 0.4],
            "categoryorder": "array",
            "categoryarray": [key for key, _name in columns],
            "tickvals": [key for key, _name in columns],
            "ticktext": [name for _key, name in columns],
        },
        "yaxis": axis
        | {
            "range": [len(rows) - 0.4, -0.6],
            "categoryorder": "array",
            "categoryarray": [key for key, _name in rows],
            "tickvals": [key for key, _name in rows],
            "ticktext": [name for _key, name in rows],
            "ticksuffix": "  ",
        },
    }
