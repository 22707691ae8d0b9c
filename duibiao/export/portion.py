"""What of a long table or chart has room on a page or a slide, and the words for the rest: no cut is silent."""

from collections.abc import Sequence
from dataclasses import replace

from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shape
from duibiao.language import _

_IN_ROWS = (Shape.BARS, Shape.STACKED, Shape.DOTS, Shape.HEAT)
"""Shapes that can be parted between two categories; time, steps and points cannot."""


def first_rows(table: Table, most: int) -> tuple[Table, str]:
    """The totals and the first rows, so many in all, and how many there are; nothing to say where all have room."""
    n_all = table.frame.height - table.n_totals
    if table.frame.height <= most:
        return table, ""
    shown = max(most - table.n_totals, 0)
    words = _("The first {shown} of {n} rows; the annex of the briefing holds all of them").format(shown=shown, n=n_all)
    return replace(table, frame=table.frame.head(table.n_totals + shown)), words


def column_parts(table: Table, most: int, parts: int) -> tuple[list[Table], str]:
    """Tables of at most so many columns, each beginning with those that name the row; and how many columns are left."""
    if len(table.columns) <= most:
        return [table], ""
    named = _named(table, most)
    rest = table.columns[len(named) :]
    each = most - len(named)
    cut = [rest[start : start + each] for start in range(0, len(rest), each)]
    left = sum(map(len, cut[parts:]))
    words = _("{n} more columns are in the annex of the briefing").format(n=left) if left else ""
    return [replace(table, columns=(*named, *columns)) for columns in cut[:parts]], words


def chart_parts(chart: Chart, most: int, parts: int) -> tuple[list[Chart], str]:
    """The chart in parts of about equal length, or its first part alone where there would be too many; and the rest."""
    n = len(chart.categories)
    if n <= most or chart.shape not in _IN_ROWS:
        return [chart], ""
    if n > most * parts:
        words = _("The first {shown} of {n} are drawn; the annex of the briefing holds all of them")
        return [of_places(chart, range(most))], words.format(shown=most, n=n)
    count = -(-n // most)
    bounds = [round(number * n / count) for number in range(count + 1)]
    return [of_places(chart, range(bounds[number], bounds[number + 1])) for number in range(count)], ""


def of_places(chart: Chart, places: Sequence[int]) -> Chart:
    """The chart of some of its categories."""
    return replace(
        chart,
        categories=tuple(chart.categories[place] for place in places),
        series=tuple(_series_of(series, places, len(chart.categories)) for series in chart.series),
        totals=frozenset(number for number, place in enumerate(places) if place in chart.totals),
    )


def without_figures(chart: Chart) -> tuple[str, ...]:
    """The categories for which nobody knows any number."""
    return tuple(
        name
        for place, name in enumerate(chart.categories)
        if all(series.values[place] is None for series in chart.series)
    )


def _named(table: Table, most: int) -> tuple[Column, ...]:
    """The columns with which a row says what it is: codes and names before the first number, two at most."""
    named = []
    for column in table.columns[: min(2, most - 1)]:
        if column.kind not in (Kind.CODE, Kind.TEXT):
            break
        named.append(column)
    return tuple(named)


def _series_of(series: Series, places: Sequence[int], n: int) -> Series:
    def of(kept: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(kept[place] for place in places) if len(kept) == n else kept

    values = tuple(series.values[place] for place in places)
    return replace(series, values=values, texts=of(series.texts), colours=of(series.colours))
