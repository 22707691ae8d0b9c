"""Organisations by things: how far each is from the median of its peers, one square a pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.ranking import FONT

LOW, MIDDLE, HIGH = "#2f6690", "#f3f5f7", "#b5532a"
"""Blue for below, orange for above: told apart by colour-blind readers too; the figure stands in every square."""

FARTHEST = 0.5
"""A deviation of so much or more has the full colour."""

_CELL_PIXELS = 34
_MARGIN_PIXELS = 170
_STEPS = (0.05, 0.15, 0.3)


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
    figure = go.Figure([_squares(known), _rest([cell for cell in cells if cell.deviation is None])])
    figure.update_layout(**_layout(rows, columns))
    return figure


def height(n_rows: int) -> int:
    """How many pixels a table of so many rows takes."""
    return _MARGIN_PIXELS + _CELL_PIXELS * max(n_rows, 1)


def _squares(cells: Sequence[Cell]) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        text=[f"<b>{cell.text}</b>" if cell.flagged else cell.text for cell in cells],
        textfont={"size": 10, "color": [_ink(cell.deviation or 0) for cell in cells]},
        customdata=[[f"{cell.row}|{cell.column}", cell.told] for cell in cells],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "symbol": "square",
            "size": 31,
            "color": [max(-FARTHEST, min(FARTHEST, cell.deviation or 0)) for cell in cells],
            "colorscale": [[0, LOW], [0.5, MIDDLE], [1, HIGH]],
            "cmin": -FARTHEST,
            "cmax": FARTHEST,
            "line": {
                "width": [2.5 if cell.flagged else 0 for cell in cells],
                "color": ["#1f2933" if cell.flagged else "#ffffff" for cell in cells],
            },
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


def _ink(deviation: float) -> str:
    return "#ffffff" if abs(deviation) > _STEPS[2] else "#1f2933"


def _layout(rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]) -> dict[str, object]:
    axis = {"type": "category", "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True}
    return {
        "height": height(len(rows)),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 12, "color": "#1f2933"},
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
