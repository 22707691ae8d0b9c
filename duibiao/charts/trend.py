"""Several years: the middle half of the peers as a band, their median dashed, one organisation in front of them.

Names stand at the right end of what they name, apart from each other, so that nobody has to look them up in a legend.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from duibiao import palette
from duibiao.charts.canvas import PICKED, SMALL, TEXT, Layout, Trace, canvas, figure, measure, trace

HEIGHT = 440
_TOP, _BOTTOM = 24, 40
_APART = 17
"""How many pixels one name needs."""
_FEW = 16
"""Of so many lines each has its name."""


@dataclass(frozen=True)
class Line:
    """One organisation over the years: a value a year, none where it is not known."""

    code: str
    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    emphasised: bool = False
    dash: str = ""
    """How it is dashed where few lines have one way each: `solid`, `dash`, `dot` …"""


@dataclass(frozen=True)
class Band:
    """Quartiles and median of the peers, a value a year."""

    lower: tuple[float | None, ...]
    median: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    median_label: str
    band_label: str


@dataclass(frozen=True)
class _Name:
    """What stands at the right, at the height of the value that it names."""

    text: str
    value: float
    colour: str
    bold: bool = False


def trend(years: Sequence[str], lines: Sequence[Line], band: Band | None, axis: str) -> go.Figure:
    """Years from left to right; `years` are written as they are, an unfinished one says so in its text."""
    drawn = [_line(years, line) for line in sorted(lines, key=lambda each: each.emphasised)]
    low, high = _range(lines, band)
    layout = _layout(years, axis, low, high)
    names = _names(lines, band)
    room = max((_width(name.text) for name in names), default=0)
    layout["margin"] = {"l": 8, "r": 20 + room, "t": _TOP, "b": _BOTTOM}
    layout["annotations"] = _annotations(names, low, high)
    return figure([*(_band(years, band) if band else []), *drawn], layout)


def _band(years: Sequence[str], band: Band) -> list[Trace]:
    colours = palette.current()
    shared = {"x": list(years), "hoverinfo": "skip", "line": {"width": 0}, "mode": "lines"}
    return [
        trace("scatter", **shared, y=band.lower),
        trace("scatter", **shared, y=band.upper, fill="tonexty", fillcolor=colours.band, name=band.band_label),
        trace(
            "scatter",
            x=list(years),
            y=band.median,
            mode="lines",
            name=band.median_label,
            hoverinfo="skip",
            line={"color": colours.quiet, "width": 1.5, "dash": "dash"},
        ),
    ]


def _line(years: Sequence[str], line: Line) -> Trace:
    colour = _colour(line)
    return trace(
        "scatter",
        x=list(years),
        y=line.values,
        mode="lines+markers",
        name=line.name,
        customdata=[[line.code, line.name, text] for text in line.texts],
        hovertemplate="%{customdata[1]} %{x}<br>%{customdata[2]}<extra></extra>",
        line={"color": colour, "width": 3 if line.emphasised else 1.2, "dash": line.dash or "solid"},
        marker={"size": 9 if line.emphasised else 5, "color": colour},
        cliponaxis=False,
        **PICKED,
    )


def _colour(line: Line) -> str:
    colours = palette.current()
    if line.emphasised:
        return colours.chosen
    return colours.quiet if line.dash else colours.past


def _names(lines: Sequence[Line], band: Band | None) -> list[_Name]:
    """The names of the lines and of the peers' median and band, where they end; of many lines, of those in front."""
    colours = palette.current()
    named = [
        _Name(line.name, end, _colour(line), line.emphasised)
        for line in lines
        if (line.emphasised or line.dash or len(lines) <= _FEW) and (end := _end(line.values)) is not None
    ]
    of_band = [(band.median_label, band.median), (band.band_label, band.upper)] if band else []
    ends = [(text, _end(values)) for text, values in of_band]
    return named + [_Name(text, end, colours.quiet) for text, end in ends if text and end is not None]


def _end(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _annotations(names: Sequence[_Name], low: float, high: float) -> list[Layout]:
    per_pixel = (high - low) / (HEIGHT - _TOP - _BOTTOM)
    ordered = sorted(names, key=lambda name: name.value)
    spots = _apart([(name.value - low) / per_pixel for name in ordered])
    return [
        {
            "xref": "paper",
            "x": 1,
            "xshift": 10,
            "xanchor": "left",
            "yref": "y",
            "y": low + spot * per_pixel,
            "yanchor": "middle",
            "text": f"<b>{name.text}</b>" if name.bold else name.text,
            "font": {"size": TEXT if name.bold else SMALL, "color": name.colour},
            "showarrow": False,
            "align": "left",
        }
        for name, spot in zip(ordered, spots, strict=True)
    ]


def _apart(spots: Sequence[float]) -> list[float]:
    """Heights in pixels, from the lowest up, each pushed up from the one below; then all down by half of that."""
    pushed: list[float] = []
    for spot in spots:
        pushed.append(max(spot, pushed[-1] + _APART) if pushed else spot)
    down = (pushed[-1] - spots[-1]) / 2 if pushed else 0.0
    return [spot - down for spot in pushed]


def _width(text: str) -> int:
    """About how many pixels a name takes: a Chinese letter is as wide as it is high, a Latin one about half."""
    return sum(TEXT if ord(letter) > 0x2E80 else 8 for letter in text)


def _range(lines: Sequence[Line], band: Band | None) -> tuple[float, float]:
    """A little more than all of them; from zero where the lowest is nearer to it than to the highest."""
    rows = [line.values for line in lines] + ([band.lower, band.median, band.upper] if band else [])
    known = [value for row in rows for value in row if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if 0 <= low < 0.5 * high:
        return 0.0, 1.06 * high
    room = 0.1 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room


def _layout(years: Sequence[str], axis: str, low: float, high: float) -> Layout:
    return canvas(HEIGHT) | {
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(years),
            "fixedrange": True,
            "showgrid": False,
            "tickfont": {"size": SMALL, "color": palette.current().quiet},
        },
        "yaxis": measure(axis) | {"range": [low, high]},
    }
