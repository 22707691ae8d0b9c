"""Organisations by one figure, one named row each: the dot of the year, its own past, its standard, the spread."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, Layout, Trace, canvas, figure, legend, measure, rows, trace
from duibiao.charts.guides import Shape, upright_band, vertical
from duibiao.charts.ranking import height

_LEGEND_PIXELS = 32


@dataclass(frozen=True)
class Dot:
    """One member: its value and text, its values of earlier years (oldest first), the standard that applies to it."""

    code: str
    name: str
    value: float | None
    text: str
    past: tuple[tuple[int, float], ...] = ()
    standard: float | None = None
    emphasised: bool = False
    flagged: bool = False


@dataclass(frozen=True)
class Spread:
    """Quartiles and median of the members, in the units of the axis, with the words for them."""

    lower: float
    median: float
    upper: float
    label: str


@dataclass(frozen=True)
class Words:
    """What the kinds of mark are called in the legend."""

    now: str
    past: str
    standard: str


def dots(members: Sequence[Dot], axis: str, words: Words, spread: Spread | None = None) -> go.Figure:
    """Rows in the given order; the band holds the middle half, the dashed line is the median."""
    low, high = _range(members, spread)
    marks = [_key(words), *_past(members, words), *_standards(members, words), _now(members), _figures(members, high)]
    title = axis if spread is None else f"{axis} ┆ {spread.label}"
    return figure(marks, _layout(members, title, low, high) | {"shapes": _shapes(spread)})


def _shapes(spread: Spread | None) -> list[Shape]:
    if spread is None:
        return []
    colours = palette.current()
    median = vertical(spread.median, {"color": colours.quiet, "width": 1.5, "dash": "dash"})
    return [upright_band(spread.lower, spread.upper, colours.band), median]


def _key(words: Words) -> Trace:
    """The usual mark for the legend, which would take that of the first member, flagged or not."""
    marker = {"size": 12, "color": palette.current().bar}
    return trace("scatter", mode="markers", name=words.now, x=[None], y=[None], marker=marker, hoverinfo="skip")


def _now(members: Sequence[Dot]) -> Trace:
    known = [each for each in members if each.value is not None]
    return trace(
        "scatter",
        mode="markers",
        showlegend=False,
        y=[each.code for each in known],
        x=[each.value for each in known],
        customdata=[[each.code, each.name, each.text] for each in known],
        marker={
            "opacity": 1,
            "size": [15 if each.emphasised else 12 for each in known],
            "color": [_colour(each) for each in known],
            "symbol": ["diamond" if each.flagged else "circle" for each in known],
            "line": {"color": palette.current().ground, "width": 1},
        },
        hovertemplate="%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        **PICKED,
    )


def _past(members: Sequence[Dot], words: Words) -> list[Trace]:
    points = [(each, year, value) for each in members for year, value in each.past]
    if not points:
        return []
    return [
        trace(
            "scatter",
            mode="markers",
            name=words.past,
            y=[each.code for each, _year, _value in points],
            x=[value for _each, _year, value in points],
            customdata=[[each.code, each.name, str(year)] for each, year, _value in points],
            marker={"size": 7, "color": palette.current().past, "opacity": 0.75},
            hovertemplate="%{customdata[1]} %{customdata[2]}<br>%{x:,.2f}<extra></extra>",
            **PICKED,
        )
    ]


def _standards(members: Sequence[Dot], words: Words) -> list[Trace]:
    known = [each for each in members if each.standard is not None]
    if not known:
        return []
    return [
        trace(
            "scatter",
            mode="markers",
            name=words.standard,
            y=[each.code for each in known],
            x=[each.standard for each in known],
            customdata=[[each.code, each.name] for each in known],
            marker={"size": 16, "symbol": "line-ns-open", "color": palette.current().ink, "line": {"width": 2.5}},
            hovertemplate=f"{words.standard}<br>%{{x:,.2f}}<extra></extra>",
            **PICKED,
        )
    ]


def _figures(members: Sequence[Dot], right: float) -> Trace:
    """The texts in a column of their own, where no mark runs through them."""
    colours = palette.current()
    return trace(
        "scatter",
        mode="text",
        y=[each.code for each in members],
        x=[right] * len(members),
        text=[each.text for each in members],
        textposition="middle left",
        textfont={"color": [colours.problem if each.flagged else colours.ink for each in members]},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _colour(member: Dot) -> str:
    colours = palette.current()
    if member.flagged:
        return colours.problem
    return colours.chosen if member.emphasised else colours.bar


def _layout(members: Sequence[Dot], axis: str, low: float, high: float) -> Layout:
    several = any(each.past or each.standard is not None for each in members)
    room = _LEGEND_PIXELS if several else 0
    return canvas(height(len(members)) + room, top=48 + room) | {
        "showlegend": several,
        "legend": legend(),
        "yaxis": rows([(each.code, each.name) for each in members]) | {"showgrid": True},
        "xaxis": measure(axis) | {"side": "top", "range": [low, high]},
    }


def _range(members: Sequence[Dot], spread: Spread | None) -> tuple[float, float]:
    """A little more than all marks, from zero where they are spread over it; room at the right for the figures."""
    values = [each.value for each in members if each.value is not None]
    values += [value for each in members for _year, value in each.past]
    values += [each.standard for each in members if each.standard is not None]
    values += [spread.upper] if spread else []
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    margin = (high - low) or abs(high) or 1.0
    near_zero = 0 <= low < 0.5 * high
    return 0.0 if near_zero else low - 0.1 * margin, high + 0.3 * margin
