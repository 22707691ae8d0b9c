"""Organisations by the parts of a figure: parts lie end to end, those below zero to the left."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.palette import FONT, INK, REFERENCE
from duibiao.charts.ranking import height

COLOURS = ("#2f6690", "#d98c3f", "#6aa08a", "#7a6ba8", "#c9b458", "#9aa7b4", "#b5838d")
"""One a part, none of them red: a part is no problem by itself. Neighbours differ in lightness, too."""

_LEGEND_PIXELS = 40
_ROOM, _ROOM_OF_A_LETTER = 0.22, 0.019
"""How much of the width of the bars is left free for the sums at the right, on a narrow screen."""


@dataclass(frozen=True)
class Part:
    """One kind of part: its name in the legend, its colour, and the pattern that tells it apart in black and white."""

    label: str
    colour: str
    pattern: str = ""


@dataclass(frozen=True)
class Stack:
    """One row: who, the amount of each part (in the units of the axis; none where unknown), their texts, the sum."""

    code: str
    name: str
    amounts: tuple[float | None, ...]
    texts: tuple[str, ...]
    total: str
    emphasised: bool = False


def plain(labels: Sequence[str]) -> tuple[Part, ...]:
    """Parts with nothing to say by their colour."""
    return tuple(Part(label, COLOURS[place % len(COLOURS)]) for place, label in enumerate(labels))


def stacked(rows: Sequence[Stack], parts: Sequence[Part], axis: str) -> go.Figure:
    """Rows in the given order, the first on top; the sum stands at the right as text."""
    low, high = _range(rows)
    bars = [_part(rows, place, part) for place, part in enumerate(parts)]
    return go.Figure([*bars, _totals(rows, high)], _layout(rows, axis, low, high))


def pixels(n_rows: int) -> int:
    """How high a chart of so many rows is."""
    return height(n_rows) + _LEGEND_PIXELS


def _part(rows: Sequence[Stack], place: int, part: Part) -> go.Bar:
    return go.Bar(
        orientation="h",
        name=part.label,
        y=[row.code for row in rows],
        x=[row.amounts[place] for row in rows],
        customdata=[[row.code, row.name, row.texts[place]] for row in rows],
        marker={
            "color": part.colour,
            "line": {"color": "#ffffff", "width": 0.5},
            "pattern": {"shape": part.pattern, "size": 6},
        },
        hovertemplate=f"%{{customdata[1]}}<br>{part.label} %{{customdata[2]}}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _totals(rows: Sequence[Stack], right: float) -> go.Scatter:
    return go.Scatter(
        mode="text",
        y=[row.code for row in rows],
        x=[right] * len(rows),
        text=[f"<b>{row.total}</b>" if row.emphasised else row.total for row in rows],
        textposition="middle left",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _range(rows: Sequence[Stack]) -> tuple[float, float]:
    below = [sum(amount for amount in row.amounts if amount and amount < 0) for row in rows]
    above = [sum(amount for amount in row.amounts if amount and amount > 0) for row in rows]
    low, high = min(below, default=0.0), max(above, default=0.0)
    width = (high - low) or 1.0
    longest = max((len(row.total) for row in rows), default=0)
    room = max(_ROOM, _ROOM_OF_A_LETTER * longest) if longest else 0.0
    return low - 0.02 * width if low < 0 else 0.0, high + room * width


def _layout(rows: Sequence[Stack], axis: str, low: float, high: float) -> dict[str, object]:
    return {
        "height": pixels(len(rows)),
        "barmode": "relative",
        "bargap": 0.35,
        "margin": {"l": 8, "r": 8, "t": 52 + _LEGEND_PIXELS, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "dragmode": False,
        "clickmode": "event+select",
        "plot_bgcolor": "#ffffff",
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "itemclick": False,
            "traceorder": "normal",
        },
        "yaxis": {
            "type": "category",
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
            "categoryorder": "array",
            "categoryarray": [row.code for row in rows],
            "tickvals": [row.code for row in rows],
            "ticktext": [row.name for row in rows],
            "automargin": True,
            "ticksuffix": "  ",
        },
        "xaxis": {
            "side": "top",
            "range": [low, high],
            "title": {"text": axis, "font": {"size": 12, "color": REFERENCE}, "standoff": 6},
            "gridcolor": "#e6ebf0",
            "zerolinecolor": "#9aa7b4",
            "tickformat": ",~r",
            "exponentformat": "none",
            "fixedrange": True,
        },
    }
