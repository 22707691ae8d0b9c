"""Money against output: one mark a project, the diagonal on which both keep pace, a band for what is tolerated."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import Layout, canvas, measure

HEIGHT = 480
_FULL = 100


@dataclass(frozen=True)
class Mark:
    """One project: output and money in per cent, what is told when the pointer rests on it."""

    code: str
    output: float
    spent: float
    told: str
    flagged: bool = False
    emphasised: bool = False


def keeping_pace(marks: Sequence[Mark], limit: float, output_axis: str, spent_axis: str) -> go.Figure:
    """Output to the right, money upwards; `limit` in points. What is beyond the band has another form and colour."""
    top = max([_FULL, *(mark.spent for mark in marks)]) * 1.05
    return go.Figure(_marks(marks), _layout(output_axis, spent_axis, top) | {"shapes": _guides(limit)})


def _marks(marks: Sequence[Mark]) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        x=[mark.output for mark in marks],
        y=[mark.spent for mark in marks],
        customdata=[[mark.code, mark.told] for mark in marks],
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={
            "color": [_colour(mark) for mark in marks],
            "symbol": ["diamond" if mark.flagged else "circle" for mark in marks],
            "size": [13 if mark.flagged or mark.emphasised else 7 for mark in marks],
            "opacity": 0.85,
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.85}},
    )


def _colour(mark: Mark) -> str:
    colours = palette.current()
    if mark.emphasised:
        return colours.chosen
    return colours.problem if mark.flagged else colours.bar


def _guides(limit: float) -> list[Layout]:
    colours = palette.current()
    band = f"M 0 {-limit} L {_FULL} {_FULL - limit} L {_FULL} {_FULL + limit} L 0 {limit} Z"
    line = {"color": colours.quiet, "width": 1.2, "dash": "dash"}
    return [
        {"type": "path", "path": band, "fillcolor": colours.band, "line": {"width": 0}, "layer": "below"},
        {"type": "line", "x0": 0, "y0": 0, "x1": _FULL, "y1": _FULL, "line": line, "layer": "below"},
    ]


def _layout(output_axis: str, spent_axis: str, top: float) -> Layout:
    return canvas(HEIGHT, top=16) | {
        "xaxis": measure(output_axis) | {"range": [0, _FULL * 1.02]},
        "yaxis": measure(spent_axis) | {"range": [0, top]},
    }
