"""What every chart stands on: ground, type, margins, axes. Calm, without frames; the marks are what is seen."""

import json
from collections.abc import Sequence

import plotly.graph_objects as go

from duibiao import palette
from duibiao.palette import FONT

Layout = dict[str, object]
Trace = dict[str, object]
CHECKED = False
"""Whether plotly looks at every property of a chart (see `figure`)."""

TEXT = 13
SMALL = 12


def trace(kind: str, **parts: object) -> Trace:
    """Marks of one of plotly's kinds; plotly's own objects for them would look at every value once more."""
    return {"type": kind, **parts}


def figure(traces: Sequence[Trace], layout: Layout) -> go.Figure:
    """The chart. Its properties are checked in the tests, where `CHECKED` is set, not at every click.

    Checking also mends what is written short; a chart that plotly would mend is no chart here.
    """
    said = {name: value for name, value in layout.items() if value != []}
    drawn = go.Figure(list(traces), said, _validate=False)
    if CHECKED and json.loads(go.Figure(list(traces), said).to_json()) != json.loads(drawn.to_json()):
        raise ValueError("The chart is another one once plotly has checked it")
    return drawn


def canvas(height: int, left: int = 8, right: int = 8, top: int = 8, bottom: int = 8) -> Layout:
    """The ground of a chart of so many pixels, with its margins; marks can be picked, nothing can be dragged."""
    colours = palette.current()
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "font": {"family": FONT, "size": TEXT, "color": colours.ink},
        "paper_bgcolor": colours.ground,
        "plot_bgcolor": colours.ground,
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.axis,
            "font": {"family": FONT, "size": TEXT, "color": colours.ink},
            "align": "left",
        },
        "dragmode": False,
        "clickmode": "event+select",
        "showlegend": False,
    }


def measure(title: str) -> Layout:
    """An axis of numbers, with what is measured and its unit."""
    colours = palette.current()
    return {
        "title": {"text": title, "font": {"size": SMALL, "color": colours.quiet}, "standoff": 6},
        "tickfont": {"size": SMALL, "color": colours.quiet},
        "gridcolor": colours.grid,
        "zerolinecolor": colours.axis,
        "tickformat": ",~r",
        "exponentformat": "none",
        "fixedrange": True,
        "automargin": True,
    }


def rows(named: Sequence[tuple[str, str]]) -> Layout:
    """An upright axis with one row each, the first on top: codes tell them apart, names are written."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": [code for code, _name in named],
        "range": [len(named) - 0.5, -0.5],
        "tickvals": [code for code, _name in named],
        "ticktext": [name for _code, name in named],
        "gridcolor": palette.current().grid,
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "ticksuffix": "  ",
    }


def legend() -> Layout:
    """Names of the kinds of mark in one line on top, where they cannot stand beside the marks."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "yanchor": "top",
        "yref": "container",
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        "font": {"size": SMALL, "color": palette.current().quiet},
    }


PICKED = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
"""A mark that is picked looks as before: what was picked shows below the chart."""
