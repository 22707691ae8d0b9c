"""Time from left to right, one row a kind of data: what is covered is filled, a hole stays white."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.guides import vertical
from duibiao.charts.palette import CHOSEN, FONT, INK, REFERENCE

MONTHS = 12
SHADES = ("#dbe7f0", "#b8d0e1", "#8db3cd", "#5b8db3", "#2f6690")
"""From a few of those who ever report to all of them."""

_ROW_PIXELS = 30
_MARGIN_PIXELS = 44


@dataclass(frozen=True)
class Stretch:
    """One filled stretch: its row, from which month (counted from the year 0) over how many, and how full (0 to 1)."""

    code: str
    row: str
    start: int
    n_months: int
    share: float
    text: str
    told: str
    """What is said of it when the pointer rests on it."""
    chosen: bool = False


def strip(stretches: Sequence[Stretch], rows: Sequence[tuple[str, str]], years: range) -> go.Figure:
    """Rows are (code, name) from top to bottom; the axis has whole years."""
    new_years = [vertical(year * MONTHS, {"color": "#c5d0dc", "width": 1}, below=True) for year in years]
    return go.Figure(_bars(stretches), _layout(rows, years) | {"shapes": new_years})


def height(n_rows: int) -> int:
    """How many pixels a strip of so many rows takes."""
    return _MARGIN_PIXELS + _ROW_PIXELS * max(n_rows, 1)


def _bars(stretches: Sequence[Stretch]) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[each.row for each in stretches],
        base=[each.start for each in stretches],
        x=[each.n_months for each in stretches],
        text=[each.text for each in stretches],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        customdata=[[each.code, each.told] for each in stretches],
        marker={
            "color": [_shade(each.share) for each in stretches],
            "line": {
                "color": [CHOSEN if each.chosen else "#ffffff" for each in stretches],
                "width": [2 if each.chosen else 1 for each in stretches],
            },
        },
        hovertemplate="%{customdata[1]}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _shade(share: float) -> str:
    return SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]


def _layout(rows: Sequence[tuple[str, str]], years: range) -> dict[str, object]:
    return {
        "height": height(len(rows)),
        "margin": {"l": 8, "r": 8, "t": 30, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "bargap": 0.25,
        "barmode": "overlay",
        "dragmode": False,
        "clickmode": "event+select",
        "showlegend": False,
        "uniformtext": {"minsize": 9, "mode": "hide"},
        "yaxis": {
            "type": "category",
            "range": [len(rows) - 0.5, -0.5],
            "categoryorder": "array",
            "categoryarray": [code for code, _name in rows],
            "tickvals": [code for code, _name in rows],
            "ticktext": [name for _code, name in rows],
            "fixedrange": True,
            "automargin": True,
            "ticksuffix": "  ",
        },
        "xaxis": {
            "side": "top",
            "range": [years.start * MONTHS, years.stop * MONTHS],
            "tickvals": [year * MONTHS + MONTHS / 2 for year in years],
            "ticktext": [str(year) for year in years],
            "tickfont": {"color": REFERENCE},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
