"""From one total to another, step by step: what rises is orange, what falls is blue, totals are grey."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts import notation
from duibiao.charts.canvas import PICKED, SMALL, Layout, Trace, canvas, figure, measure, trace
from duibiao.charts.notation import Scenario

HEIGHT = 400


@dataclass(frozen=True)
class Step:
    """One bar: its key, its name, how far it goes (in the units of the axis), its text; a total stands on the floor."""

    key: str
    name: str
    amount: float
    text: str
    is_total: bool = False
    scenario: Scenario = Scenario.ACTUAL


def waterfall(steps: Sequence[Step], axis: str) -> go.Figure:
    """Steps from left to right; each begins where the one before ended."""
    bases, position = [], 0.0
    for step in steps:
        bases.append(0.0 if step.is_total else position)
        position = step.amount if step.is_total else position + step.amount
    tops = [max(base, base + step.amount) for base, step in zip(bases, steps, strict=True)]
    return figure([_bars(steps, bases), _texts(steps, tops)], _layout(axis))


def _bars(steps: Sequence[Step], bases: Sequence[float]) -> Trace:
    return trace(
        "bar",
        x=[step.name for step in steps],
        base=list(bases),
        y=[step.amount for step in steps],
        customdata=[[step.key, step.name, step.text] for step in steps],
        marker=notation.bars([step.scenario for step in steps], [_colour(step) for step in steps]),
        hovertemplate="%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        **PICKED,
        width=0.62,
    )


def _texts(steps: Sequence[Step], tops: Sequence[float]) -> Trace:
    return trace(
        "scatter",
        mode="text",
        x=[step.name for step in steps],
        y=list(tops),
        text=[step.text for step in steps],
        textposition="top center",
        hoverinfo="skip",
        cliponaxis=False,
    )


def _colour(step: Step) -> str:
    colours = palette.current()
    if step.is_total:
        return colours.past if step.scenario == Scenario.PRIOR else colours.total
    return colours.rise if step.amount > 0 else colours.fall


def _layout(axis: str) -> Layout:
    return canvas(HEIGHT, top=32) | {
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True, "tickfont": {"size": SMALL}},
        "yaxis": measure(axis),
    }
