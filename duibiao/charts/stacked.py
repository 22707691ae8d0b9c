"""Organisations by the parts of a figure: parts lie end to end, those below zero to the left."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, Layout, Trace, canvas, figure, legend, measure, trace
from duibiao.charts.canvas import rows as row_axis
from duibiao.charts.ranking import height

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
    colours = palette.current().parts
    return tuple(Part(label, colours[place % len(colours)]) for place, label in enumerate(labels))


def stacked(rows: Sequence[Stack], parts: Sequence[Part], axis: str) -> go.Figure:
    """Rows in the given order, the first on top; the sum stands at the right as text."""
    low, high = _range(rows)
    bars = [_part(rows, place, part) for place, part in enumerate(parts)]
    return figure([*bars, _totals(rows, high)], _layout(rows, axis, low, high))


def pixels(n_rows: int) -> int:
    """How high a chart of so many rows is."""
    return height(n_rows) + _LEGEND_PIXELS


def _part(rows: Sequence[Stack], place: int, part: Part) -> Trace:
    return trace(
        "bar",
        orientation="h",
        name=part.label,
        y=[row.code for row in rows],
        x=[row.amounts[place] for row in rows],
        customdata=[[row.code, row.name, row.texts[place]] for row in rows],
        marker={
            "color": part.colour,
            "line": {"color": palette.current().ground, "width": 1},
            "pattern": {"shape": part.pattern, "size": 6},
        },
        hovertemplate=f"%{{customdata[1]}}<br>{part.label} %{{customdata[2]}}<extra></extra>",
        **PICKED,
    )


def _totals(rows: Sequence[Stack], right: float) -> Trace:
    return trace(
        "scatter",
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


def _layout(rows: Sequence[Stack], axis: str, low: float, high: float) -> Layout:
    return canvas(pixels(len(rows)), top=48 + _LEGEND_PIXELS) | {
        "barmode": "relative",
        "bargap": 0.35,
        "showlegend": True,
        "legend": legend(),
        "yaxis": row_axis([(row.code, row.name) for row in rows]),
        "xaxis": measure(axis) | {"side": "top", "range": [low, high]},
    }
