"""Sums taken apart: one named bar a row, its parts one behind the other, their texts in a column of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.ranking import FONT, REFERENCE, height

_LEGEND_PIXELS = 40


@dataclass(frozen=True)
class Part:
    """One kind of part: its name in the legend, its colour, and the pattern that tells it apart in black and white."""

    label: str
    colour: str
    pattern: str = ""


@dataclass(frozen=True)
class Row:
    """One bar: its identity, its name, how long each part is (in the units of the axis, none negative), its text."""

    code: str
    name: str
    values: tuple[float, ...]
    text: str


def parts(rows: Sequence[Row], kinds: Sequence[Part], axis: str) -> go.Figure:
    """Horizontal bars in the given order; codes identify them, names label them."""
    longest = max((sum(row.values) for row in rows), default=0.0) or 1.0
    right = longest * 1.25
    traces = [_part(rows, kind, [row.values[place] for row in rows]) for place, kind in enumerate(kinds)]
    figure = go.Figure([*traces, _texts(rows, right)])
    figure.update_layout(**_layout(rows, axis, right))
    return figure


def tall(n_rows: int) -> int:
    """How many pixels so many rows take."""
    return height(n_rows) + _LEGEND_PIXELS


def _part(rows: Sequence[Row], kind: Part, lengths: Sequence[float]) -> go.Bar:
    return go.Bar(
        orientation="h",
        name=kind.label,
        y=[row.code for row in rows],
        x=list(lengths),
        customdata=[[row.code, row.name, row.text] for row in rows],
        marker={"color": kind.colour, "line": {"width": 0}, "pattern": {"shape": kind.pattern, "size": 6}},
        hovertemplate=f"%{{customdata[1]}}<br>{kind.label} %{{x:,.2f}}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _texts(rows: Sequence[Row], right: float) -> go.Scatter:
    return go.Scatter(
        mode="text",
        y=[row.code for row in rows],
        x=[right] * len(rows),
        text=[row.text for row in rows],
        textposition="middle left",
        customdata=[[row.code, row.name, row.text] for row in rows],
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _layout(rows: Sequence[Row], axis: str, right: float) -> dict[str, object]:
    return {
        "height": tall(len(rows)),
        "barmode": "stack",
        "bargap": 0.35,
        "margin": {"l": 8, "r": 8, "t": 52 + _LEGEND_PIXELS, "b": 8},
        "font": {"family": FONT, "size": 13, "color": "#1f2933"},
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
            "categoryorder": "array",
            "categoryarray": [row.code for row in rows],
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
            "tickvals": [row.code for row in rows],
            "ticktext": [row.name for row in rows],
            "automargin": True,
            "ticksuffix": "  ",
        },
        "xaxis": {
            "side": "top",
            "range": [0, right],
            "title": {"text": axis, "font": {"size": 12, "color": REFERENCE}, "standoff": 6},
            "gridcolor": "#e6ebf0",
            "zerolinecolor": "#9aa7b4",
            "tickformat": ",~r",
            "exponentformat": "none",
            "fixedrange": True,
        },
    }
