"""Purchases of the same thing: when, at which price, how many; one mark a purchase.

Where all are of one day, as services of a year are, how many stand to the right in place of the day.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import Layout, canvas, figure, measure, trace
from duibiao.charts.guides import Shape, horizontal

HEIGHT = 420
_SMALLEST, _LARGEST = 9.0, 34.0


@dataclass(frozen=True)
class Purchase:
    """One mark: whose, on which day, at which unit price, how many, what is told of it, and its name."""

    code: str
    on: date
    price: float
    quantity: float
    told: str
    name: str = ""
    emphasised: bool = False
    flagged: bool = False


def purchases(
    marks: Sequence[Purchase], price: str, quantity: str, median: float | None, reference: float | None
) -> go.Figure:
    """Days to the right, prices upwards, area by quantity; dashed the median, dotted the reference price.

    `price` and `quantity` are the titles of their axes. Flagged and chosen marks have their name beside them.
    """
    dated = len({mark.on for mark in marks}) > 1
    most = max((mark.quantity for mark in marks), default=1.0)
    drawn = trace(
        "scatter",
        mode="markers+text",
        x=[mark.on.isoformat() if dated else mark.quantity for mark in marks],
        y=[mark.price for mark in marks],
        text=[mark.name if mark.flagged or mark.emphasised else "" for mark in marks],
        textposition="top center",
        textfont={"size": 12},
        cliponaxis=False,
        customdata=[[mark.code, mark.told] for mark in marks],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "size": [_size(mark.quantity, most) for mark in marks],
            "color": [_colour(mark) for mark in marks],
            "symbol": ["diamond" if mark.flagged else "circle" for mark in marks],
            "opacity": 0.85,
            "line": {"color": palette.current().ground, "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.85}},
        showlegend=False,
    )
    return figure([drawn], _layout(price, None if dated else quantity) | {"shapes": _lines(median, reference)})


def _lines(median: float | None, reference: float | None) -> list[Shape]:
    colours = palette.current()
    dashed: Shape = {"color": colours.quiet, "width": 1.5, "dash": "dash"}
    dotted: Shape = {"color": colours.ink, "width": 1.5, "dash": "dot"}
    return [horizontal(value, style) for value, style in ((median, dashed), (reference, dotted)) if value is not None]


def _size(quantity: float, most: float) -> float:
    share = max(quantity, 0.0) / most if most > 0 else 0.0
    return _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(share)


def _colour(mark: Purchase) -> str:
    colours = palette.current()
    if mark.flagged:
        return colours.problem
    return colours.chosen if mark.emphasised else colours.bar


def _layout(price: str, quantity: str | None) -> Layout:
    days = measure("") | {"type": "date", "tickformat": "%Y-%m", "zeroline": False}
    return canvas(HEIGHT, top=28) | {
        "xaxis": days if quantity is None else measure(quantity) | {"zeroline": False},
        "yaxis": measure(price) | {"rangemode": "tozero"},
    }
