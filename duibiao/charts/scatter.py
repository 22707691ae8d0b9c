"""What it costs against what is reached: one named point an organisation, the medians as a cross."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, Layout, Trace, canvas, figure, measure, trace
from duibiao.charts.guides import horizontal, vertical

HEIGHT = 520


@dataclass(frozen=True)
class Point:
    """One organisation: the service level, the cost, and what is told when the pointer rests on it."""

    code: str
    name: str
    level: float
    cost: float
    told: str
    emphasised: bool = False


@dataclass(frozen=True)
class Cross:
    """The medians of both, and the words for the corner that is cheap and poor."""

    level: float
    cost: float
    cheap_and_poor: str


def scatter(points: Sequence[Point], level_axis: str, cost_axis: str, cross: Cross | None) -> go.Figure:
    """Service level to the right, cost upwards."""
    layout = _layout(level_axis, cost_axis)
    return figure([_points(points)], layout | (_crossed(points, cross) if cross and points else {}))


def _crossed(points: Sequence[Point], cross: Cross) -> dict[str, object]:
    """The medians, and the corner below both of them."""
    colours = palette.current()
    line = {"color": colours.quiet, "width": 1.2, "dash": "dash"}
    left, bottom = min(point.level for point in points), min(point.cost for point in points)
    corner = {
        "type": "rect", "x0": left, "x1": cross.level, "y0": bottom, "y1": cross.cost, "fillcolor": colours.poor,
        "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    words = {
        "x": left, "y": bottom, "text": cross.cheap_and_poor, "showarrow": False, "xanchor": "left",
        "yanchor": "bottom", "font": {"color": colours.watch, "size": 12},
    }  # fmt: skip
    return {"shapes": [vertical(cross.level, line), horizontal(cross.cost, line), corner], "annotations": [words]}


def _points(points: Sequence[Point]) -> Trace:
    colours = palette.current()
    return trace(
        "scatter",
        mode="markers+text",
        x=[point.level for point in points],
        y=[point.cost for point in points],
        text=[point.name for point in points],
        textposition="top center",
        textfont={"size": 11},
        customdata=[[point.code, point.told] for point in points],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "opacity": 1,
            "size": [14 if point.emphasised else 10 for point in points],
            "color": [colours.chosen if point.emphasised else colours.bar for point in points],
            "line": {"color": colours.ground, "width": 1},
        },
        **PICKED,
        cliponaxis=False,
    )


def _layout(level_axis: str, cost_axis: str) -> Layout:
    return canvas(HEIGHT, right=24, top=24) | {
        "xaxis": measure(level_axis) | {"zeroline": False},
        "yaxis": measure(cost_axis) | {"zeroline": False},
    }
