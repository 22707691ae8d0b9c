"""Organisations by one figure, highest on top, with a reference line."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

BAR = "#7fa3c0"
CHOSEN = "#1f4e79"
REFERENCE = "#6b7280"
PROBLEM = "#b3372f"
FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

_ROW_PIXELS = 30
_MARGIN_PIXELS = 76


@dataclass(frozen=True)
class Bar:
    """One bar: its identity, its name, its length, and the text beside it. Without a value only the text shows."""

    code: str
    name: str
    value: float | None
    text: str
    emphasised: bool = False


@dataclass(frozen=True)
class Reference:
    """A line through all bars: the median, the time progress."""

    value: float
    label: str


def ranking(bars: Sequence[Bar], axis: str, reference: Reference | None = None) -> go.Figure:
    """Horizontal bars in the given order; codes identify them, names label them, the axis says the unit."""
    figure = go.Figure(_trace(bars))
    figure.update_layout(**_layout(bars, axis))
    if reference is not None:
        _draw_reference(figure, reference)
    return figure


def height(n_bars: int) -> int:
    """How many pixels a ranking of so many bars takes."""
    return _MARGIN_PIXELS + _ROW_PIXELS * max(n_bars, 1)


def _trace(bars: Sequence[Bar]) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[bar.code for bar in bars],
        x=[bar.value or 0 for bar in bars],
        text=[bar.text for bar in bars],
        customdata=[[bar.code, bar.name] for bar in bars],
        textposition="outside",
        cliponaxis=False,
        marker={"color": [CHOSEN if bar.emphasised else BAR for bar in bars], "line": {"width": 0}},
        hovertemplate="%{customdata[1]}<br>%{text}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _layout(bars: Sequence[Bar], axis: str) -> dict[str, object]:
    low, high = _range([bar.value or 0.0 for bar in bars])
    return {
        "height": height(len(bars)),
        "margin": {"l": 8, "r": 8, "t": 48, "b": 24},
        "font": {"family": FONT, "size": 13, "color": "#1f2933"},
        "bargap": 0.35,
        "dragmode": False,
        "clickmode": "event+select",
        "showlegend": False,
        "yaxis": {
            "type": "category",
            "autorange": "reversed",
            "tickvals": [bar.code for bar in bars],
            "ticktext": [bar.name for bar in bars],
            "automargin": True,
            "ticksuffix": "  ",
        },
        "xaxis": {
            "side": "top",
            "range": [low, high],
            "title": {"text": axis, "font": {"size": 12, "color": REFERENCE}, "standoff": 6},
            "gridcolor": "#e6ebf0",
            "zerolinecolor": "#9aa7b4",
            "tickformat": ",~r",
            "exponentformat": "none",
            "fixedrange": True,
        },
    }


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Room for the text beside the longest bar."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    span = (high - low) or 1.0
    return (low - 0.22 * span if low < 0 else 0.0), high + 0.22 * span


def _draw_reference(figure: go.Figure, reference: Reference) -> None:
    figure.add_vline(x=reference.value, line={"color": REFERENCE, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=reference.value,
        y=0,
        yref="paper",
        yanchor="top",
        text=reference.label,
        showarrow=False,
        font={"size": 12, "color": REFERENCE},
        bgcolor="rgba(255,255,255,0.85)",
    )
