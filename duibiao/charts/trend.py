"""Several years: the middle half of the peers as a band, their median dashed, one organisation in front of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao.charts.palette import CHOSEN, FONT, INK, OTHERS, REFERENCE

BAND = "rgba(127, 163, 192, 0.22)"
HEIGHT = 440


@dataclass(frozen=True)
class Line:
    """One organisation over the years: a value a year, none where it is not known."""

    code: str
    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    emphasised: bool = False
    dash: str = ""
    """How it is dashed where few lines have one way each (`solid`, `dash`, `dot` …): their names are a legend then."""


@dataclass(frozen=True)
class Band:
    """Quartiles and median of the peers, a value a year."""

    lower: tuple[float | None, ...]
    median: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    median_label: str
    band_label: str


def trend(years: Sequence[str], lines: Sequence[Line], band: Band | None, axis: str) -> go.Figure:
    """Years from left to right; `years` are written as they are, an unfinished one says so in its text."""
    drawn = [_line(years, line) for line in sorted(lines, key=lambda each: each.emphasised)]
    return go.Figure([*(_band(years, band) if band else []), *drawn], _layout(years, axis))


def _band(years: Sequence[str], band: Band) -> list[go.Scatter]:
    shared = {"x": list(years), "hoverinfo": "skip", "line": {"width": 0}, "mode": "lines"}
    return [
        go.Scatter(**shared, y=band.lower, showlegend=False),
        go.Scatter(**shared, y=band.upper, fill="tonexty", fillcolor=BAND, name=band.band_label),
        go.Scatter(
            x=list(years),
            y=band.median,
            mode="lines",
            name=band.median_label,
            hoverinfo="skip",
            line={"color": REFERENCE, "width": 1.5, "dash": "dash"},
        ),
    ]


def _line(years: Sequence[str], line: Line) -> go.Scatter:
    last = max((i for i, value in enumerate(line.values) if value is not None), default=None)
    labels = [line.name if line.emphasised and not line.dash and i == last else "" for i in range(len(years))]
    plain = REFERENCE if line.dash else OTHERS
    return go.Scatter(
        x=list(years),
        y=line.values,
        mode="lines+markers+text",
        text=labels,
        textposition="top center",
        textfont={"color": CHOSEN, "size": 13},
        name=line.name,
        showlegend=bool(line.dash),
        customdata=[[line.code, line.name, text] for text in line.texts],
        hovertemplate="%{customdata[1]} %{x}<br>%{customdata[2]}<extra></extra>",
        line={
            "color": CHOSEN if line.emphasised else plain,
            "width": 3 if line.emphasised else 1.2,
            "dash": line.dash or "solid",
        },
        marker={"size": 9 if line.emphasised else 5},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )


def _layout(years: Sequence[str], axis: str) -> dict[str, object]:
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 60, "t": 56, "b": 40},
        "font": {"family": FONT, "size": 13, "color": INK},
        "dragmode": False,
        "clickmode": "event+select",
        "plot_bgcolor": "#ffffff",
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False},
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(years),
            "fixedrange": True,
            "gridcolor": "#eef2f6",
        },
        "yaxis": {
            "title": {"text": axis, "font": {"size": 12, "color": REFERENCE}},
            "rangemode": "tozero",
            "gridcolor": "#e6ebf0",
            "zerolinecolor": "#9aa7b4",
            "tickformat": ",~r",
            "exponentformat": "none",
            "fixedrange": True,
            "automargin": True,
        },
    }
