"""Organisations by one figure, highest on top, with a reference line."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts import notation
from duibiao.charts.canvas import PICKED, Layout, Trace, canvas, figure, measure, rows, trace
from duibiao.charts.guides import vertical
from duibiao.charts.notation import Scenario

_ROW_PIXELS = 30
_MARGIN_PIXELS = 60


@dataclass(frozen=True)
class Bar:
    """One bar: its identity, its name, its length, the text beside it. Without a value only the text shows."""

    code: str
    name: str
    value: float | None
    text: str
    emphasised: bool = False
    flagged: bool = False
    scenario: Scenario = Scenario.ACTUAL


@dataclass(frozen=True)
class Reference:
    """A line through all bars: the median, the time progress."""

    value: float
    label: str


def ranking(bars: Sequence[Bar], axis: str, reference: Reference | None = None) -> go.Figure:
    """Horizontal bars in the given order; codes identify them, names label them, figures in a column of their own.

    The title of the axis says the unit, and what the dashed line is.
    """
    lengths = [bar.value or 0.0 for bar in bars]
    low, high = _range(lengths if reference is None else [*lengths, reference.value])
    layout = _layout(bars, axis if reference is None else f"{axis} ┆ {reference.label}", low, high)
    if reference is not None:
        layout["shapes"] = [vertical(reference.value, {"color": palette.current().quiet, "width": 1.5, "dash": "dash"})]
    return figure([_trace(bars), _figures(bars, high)], layout)


def height(n_bars: int) -> int:
    """How many pixels a ranking of so many bars takes."""
    return _MARGIN_PIXELS + _ROW_PIXELS * max(n_bars, 1)


def _trace(bars: Sequence[Bar]) -> Trace:
    return trace(
        "bar",
        orientation="h",
        y=[bar.code for bar in bars],
        x=[bar.value or 0 for bar in bars],
        customdata=_identities(bars),
        marker=notation.bars([bar.scenario for bar in bars], [_colour(bar) for bar in bars]),
        hovertemplate="%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        **PICKED,
    )


def _colour(bar: Bar) -> str:
    colours = palette.current()
    if bar.flagged:
        return colours.problem
    if bar.emphasised:
        return colours.chosen
    return colours.past if bar.scenario == Scenario.PRIOR else colours.bar


def _figures(bars: Sequence[Bar], right: float) -> Trace:
    """The texts in a column of their own, where no bar and no line runs through them."""
    return trace(
        "scatter",
        mode="text",
        y=[bar.code for bar in bars],
        x=[right] * len(bars),
        text=[bar.text for bar in bars],
        textposition="middle left",
        customdata=_identities(bars),
        hoverinfo="skip",
        cliponaxis=False,
    )


def _identities(bars: Sequence[Bar]) -> list[list[str]]:
    return [[bar.code, bar.name, bar.text] for bar in bars]


def _layout(bars: Sequence[Bar], axis: str, low: float, high: float) -> Layout:
    return canvas(height(len(bars)), top=48) | {
        "bargap": 0.35,
        "yaxis": rows([(bar.code, bar.name) for bar in bars]),
        "xaxis": measure(axis) | {"side": "top", "range": [low, high]},
    }


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Room at the right for the column of figures."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return low, high + 0.2 * ((high - low) or 1.0)
