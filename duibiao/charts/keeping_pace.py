"""Money against output: one mark a project, the diagonal on which both keep pace, a band for what is tolerated."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import Layout, Trace, canvas, figure, measure, trace

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
    return figure(_traces(marks), _layout(output_axis, spent_axis, top) | {"shapes": _guides(limit)})


def _traces(marks: Sequence[Mark]) -> list[Trace]:
    """One for each look: Plotly takes a colour of each mark apart fifty times as long to check as one of them all."""
    colours = palette.current()
    looks = (
        ([mark for mark in marks if not mark.flagged and not mark.emphasised], colours.bar, "circle", 7),
        ([mark for mark in marks if mark.flagged and not mark.emphasised], colours.problem, "diamond", 13),
        ([mark for mark in marks if mark.emphasised and not mark.flagged], colours.chosen, "circle", 13),
        ([mark for mark in marks if mark.emphasised and mark.flagged], colours.chosen, "diamond", 13),
    )
    return [_trace(alike, colour, symbol, size) for alike, colour, symbol, size in looks if alike]


def _trace(marks: Sequence[Mark], colour: str, symbol: str, size: int) -> Trace:
    return trace(
        "scatter",
        mode="markers",
        x=np.array([mark.output for mark in marks]),
        y=np.array([mark.spent for mark in marks]),
        customdata=np.array([[mark.code, mark.told] for mark in marks], dtype=object),
        hovertemplate="%{customdata[1]}<extra></extra>",
        marker={"color": colour, "symbol": symbol, "size": size, "opacity": 0.85},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.85}},
    )


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
