"""Time from left to right, one row a kind of data: what is covered is filled, a hole stays white."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, SMALL, Layout, Trace, canvas, figure, rows, trace
from duibiao.charts.guides import vertical

MONTHS = 12

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


def strip(stretches: Sequence[Stretch], named: Sequence[tuple[str, str]], years: range) -> go.Figure:
    """Rows are (code, name) from top to bottom; the axis has whole years."""
    line = {"color": palette.current().axis, "width": 1}
    new_years = [vertical(year * MONTHS, line, below=True) for year in years]
    return figure([_bars(stretches)], _layout(named, years) | {"shapes": new_years})


def height(n_rows: int) -> int:
    """How many pixels a strip of so many rows takes."""
    return _MARGIN_PIXELS + _ROW_PIXELS * max(n_rows, 1)


def _bars(stretches: Sequence[Stretch]) -> Trace:
    colours = palette.current()
    shades = [_shade(each.share) for each in stretches]
    return trace(
        "bar",
        orientation="h",
        y=[each.row for each in stretches],
        base=[each.start for each in stretches],
        x=[each.n_months for each in stretches],
        text=[each.text for each in stretches],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": [colours.on_shades[shade] for shade in shades]},
        customdata=[[each.code, each.told] for each in stretches],
        marker={
            "color": [colours.shades[shade] for shade in shades],
            "line": {
                "color": [colours.ink if each.chosen else colours.ground for each in stretches],
                "width": [2 if each.chosen else 1 for each in stretches],
            },
        },
        hovertemplate="%{customdata[1]}<extra></extra>",
        **PICKED,
    )


def _shade(share: float) -> int:
    n_shades = len(palette.current().shades)
    return min(int(share * n_shades), n_shades - 1)


def _layout(named: Sequence[tuple[str, str]], years: range) -> Layout:
    return canvas(height(len(named)), top=30) | {
        "bargap": 0.25,
        "barmode": "overlay",
        "uniformtext": {"minsize": 9, "mode": "hide"},
        "yaxis": rows(named),
        "xaxis": {
            "side": "top",
            "range": [years.start * MONTHS, years.stop * MONTHS],
            "tickvals": [year * MONTHS + MONTHS / 2 for year in years],
            "ticktext": [str(year) for year in years],
            "tickfont": {"size": SMALL, "color": palette.current().quiet},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
