"""From one total to another, step by step: what rises is orange, what falls is blue, totals are grey."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.heat import HIGH, LOW
from duibiao.charts.palette import FONT, INK, REFERENCE

TOTAL = "#6b7280"
HEIGHT = 400


@dataclass(frozen=True)
class Step:
    """One bar: its key, its name, how far it goes (in the units of the axis), its text; a total stands on the floor."""

    key: str
    name: str
    amount: float
    text: str
    is_total: bool = False


def waterfall(steps: Sequence[Step], axis: str) -> go.Figure:
    """Steps from left to right; each begins where the one before ended."""
    bases, position = [], 0.0
    for step in steps:
        bases.append(0.0 if step.is_total else position)
        position = step.amount if step.is_total else position + step.amount
    tops = [max(base, base + step.amount) for base, step in zip(bases, steps, strict=True)]
    return go.Figure([_bars(steps, bases), _texts(steps, tops)], _layout(axis))


def _bars(steps: Sequence[Step], bases: Sequence[float]) -> go.Bar:
    return go.Bar(
        x=[step.name for step in steps],
        base=list(bases),
        y=[step.amount for step in steps],
        customdata=[[step.key, step.name, step.text] for step in steps],
        marker={"color": [_colour(step) for step in steps], "line": {"width": 0}},
        hovertemplate="%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        width=0.62,
    )


def _texts(steps: Sequence[Step], tops: Sequence[float]) -> go.Scatter:
    return go.Scatter(
        mode="text",
        x=[step.name for step in steps],
        y=list(tops),
        text=[step.text for step in steps],
        textposition="top center",
        hoverinfo="skip",
        cliponaxis=False,
    )


def _colour(step: Step) -> str:
    if step.is_total:
        return TOTAL
    return HIGH if step.amount > 0 else LOW


def _layout(axis: str) -> dict[str, object]:
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "plot_bgcolor": "#ffffff",
        "dragmode": False,
        "clickmode": "event+select",
        "showlegend": False,
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True},
        "yaxis": {
            "title": {"text": axis, "font": {"size": 12, "color": REFERENCE}},
            "gridcolor": "#e6ebf0",
            "zerolinecolor": "#9aa7b4",
            "tickformat": ",~r",
            "fixedrange": True,
            "automargin": True,
        },
    }
