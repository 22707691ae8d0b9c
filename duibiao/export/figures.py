"""The numbers of a chart as they are written beside its marks, and where its marks begin and end."""

from collections.abc import Callable
from decimal import Decimal

from duibiao import formats
from duibiao.export.style import Style
from duibiao.export.typography import cells
from duibiao.export.view import Chart, Series, Shape
from duibiao.language import _

_MOST_STANDING, _LONGEST_BELOW = 14, 12
"""Bars stand while there are no more of them, and while no name takes more cells: it has room below its bar."""


def figure(series: Series, place: int) -> str:
    """What is written beside a number: its text, else the number itself; a dash for what nobody knows."""
    if place < len(series.texts):
        return series.texts[place]
    value = series.values[place]
    return formats.MISSING if value is None else plain(value, _whole(series))


def plain(value: float, whole: bool = False) -> str:
    """A number with two decimals, or none where all of its series are whole."""
    return formats.decimal(Decimal(str(value)), 0 if whole else 2)


def number_format(series: Series) -> str | None:
    """The format of a spreadsheet in which every number of the series reads as its text; None where none does."""
    known = [(figure(series, place), value) for place, value in enumerate(series.values) if value is not None]
    for code, write in _FORMATS.items():
        if all(write(value) == text for text, value in known):
            return code
    return None


_FORMATS: dict[str, Callable[[float], str]] = {
    "#,##0": lambda value: formats.decimal(value, 0),
    "#,##0.0": lambda value: formats.decimal(value, 1),
    "#,##0.00": lambda value: formats.decimal(value, 2),
    '#,##0.0"%"': lambda value: formats.percent(Decimal(str(value)) / 100, 1),
    '#,##0.00"%"': lambda value: formats.percent(Decimal(str(value)) / 100, 2),
    "0.0%": lambda value: formats.percent(value, 1),
    '+#,##0.0"%";-#,##0.0"%";0.0"%"': lambda value: formats.signed_percent(Decimal(str(value)) / 100),
    "+0.0%;-0.0%;0.0%": formats.signed_percent,
    "+#,##0.0;-#,##0.0;0.0": lambda value: formats.points(Decimal(str(value)) / 100),
}


def series_colour(chart: Chart, number: int, style: Style) -> str:
    """The colour of a series as a whole: its own, else the usual one of its place."""
    series = chart.series[number]
    if len(series.colours) == 1:
        return series.colours[0]
    if chart.shape is Shape.POINTS or (len(chart.series) == 1 and chart.shape in (Shape.BARS, Shape.DOTS)):
        return style.usual
    return style.series[number % len(style.series)]


def bases(chart: Chart) -> list[tuple[float, float]]:
    """Of steps: where each bar begins and where it ends; a total begins at zero, any other where the last one ended."""
    spans, position = [], 0.0
    for place, value in enumerate(chart.series[0].values):
        start = 0.0 if place in chart.totals else position
        position = start + (value or 0.0)
        spans.append((start, position))
    return spans


def stands(chart: Chart) -> bool:
    """Whether bars stand: where a line has to go through them and their names have room below."""
    longest = max(map(cells, chart.categories), default=0)
    return chart.reference is not None and len(chart.categories) <= _MOST_STANDING and longest <= _LONGEST_BELOW


def parts_of_steps(chart: Chart) -> list[Series]:
    """What is stacked: a base that is not seen, what rises, falls and is a total, each above and below zero."""
    above = (_("Base (not seen)"), _("Rise"), _("Fall"), _("Total"))
    names = (*above, _("Rise below zero"), _("Fall below zero"), _("Total below zero"))
    columns: list[list[float | None]] = [[None] * len(chart.categories) for _name in names]
    for place, (start, end) in enumerate(bases(chart)):
        low, high = min(start, end), max(start, end)
        kind = 3 if place in chart.totals else 1 if end >= start else 2
        columns[0][place] = low if low > 0 else high if high < 0 else None
        columns[kind][place] = round(high - max(low, 0.0), 10) if high > 0 else None
        columns[kind + 3][place] = round(low - min(high, 0.0), 10) if low < 0 else None
    return [
        Series(name, tuple(values))
        for number, (name, values) in enumerate(zip(names, columns, strict=True))
        if number == 0 or any(value is not None for value in values)
    ]


def _whole(series: Series) -> bool:
    return all(value is None or float(value).is_integer() for value in series.values)
