"""Charts and headline figures on the screen."""

from collections.abc import Callable, Sequence

import streamlit as st

from duibiao.charts import coverage, ranking
from duibiao.charts import dots as charts_dots
from duibiao.charts import heat as charts_heat
from duibiao.charts import keeping_pace as charts_keeping_pace
from duibiao.charts import purchases as charts_purchases
from duibiao.charts import scatter as charts_scatter
from duibiao.charts import stacked as charts_stacked
from duibiao.charts import trend as charts_trend
from duibiao.charts import waterfall as charts_waterfall
from duibiao.charts.coverage import Stretch
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.charts.heat import Cell
from duibiao.charts.keeping_pace import Mark
from duibiao.charts.purchases import Purchase
from duibiao.charts.ranking import Bar, Reference
from duibiao.charts.scatter import Cross, Point
from duibiao.charts.stacked import Part, Stack
from duibiao.charts.trend import Band, Line
from duibiao.charts.waterfall import Step
from duibiao.language import _
from duibiao.ui import taken, told
from duibiao.ui.overview_view import Figure

_TALLEST = 720
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def headline(figures: Sequence[Figure]) -> None:
    """The headline figures side by side, each with what it is measured against."""
    for column, figure in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(figure.label, figure.value, help=figure.definition)
        column.caption(figure.against)


def ranked(
    bars: Sequence[Bar], axis: str, key: str, pick: Callable[[str], None], reference: Reference | None = None
) -> None:
    """Bars to click on; a long list scrolls inside its frame. `pick` is told the code of the bar."""
    taken.chart(key, axis, lambda: told.bars(bars, axis, reference))
    with st.container(height=min(ranking.height(len(bars)) + 16, _TALLEST), border=False, key=f"{key}_frame"):
        st.plotly_chart(
            ranking.ranking(bars, axis, reference),
            key=key,
            theme=None,
            config=_CONFIG,
            selection_mode="points",
            on_select=lambda: _picked(key, pick),
            alt=axis,
        )


def dots(
    members: Sequence[Dot], axis: str, words: Words, spread: Spread | None, key: str, pick: Callable[[str], None]
) -> None:
    """Named dots to click on; a long list scrolls inside its frame. `pick` is told the code of the dot."""
    taken.chart(key, axis, lambda: told.dots(members, axis, words, spread))
    figure = charts_dots.dots(members, axis, words, spread)
    with st.container(height=min(figure.layout.height + 16, _TALLEST), border=False, key=f"{key}_frame"):
        st.plotly_chart(
            figure,
            key=key,
            theme=None,
            config=_CONFIG,
            selection_mode="points",
            on_select=lambda: _picked(key, pick),
            alt=axis,
        )


def trend(
    years: Sequence[str], lines: Sequence[Line], band: Band | None, axis: str, key: str, pick: Callable[[str], None]
) -> None:
    """Lines over the years to click on. `pick` is told the code of the line."""
    taken.chart(key, axis, lambda: told.lines(years, lines, band, axis))
    st.plotly_chart(
        charts_trend.trend(years, lines, band, axis),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=axis,
    )


def heat(
    cells: Sequence[Cell],
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    key: str,
    pick: Callable[[str], None],
) -> None:
    """Squares to click on; a long list scrolls inside its frame. `pick` is told the keys of row and column."""
    taken.chart(key, _("Deviation from the median"), lambda: told.heat(cells, rows, columns))
    with st.container(height=min(charts_heat.height(len(rows)) + 16, _TALLEST), border=False, key=f"{key}_frame"):
        st.plotly_chart(
            charts_heat.heat(cells, rows, columns),
            key=key,
            theme=None,
            config=_CONFIG,
            selection_mode="points",
            on_select=lambda: _picked(key, pick),
            alt=key,
        )


def waterfall(steps: Sequence[Step], axis: str, key: str, pick: Callable[[str], None]) -> None:
    """From one total to another, steps to click on. `pick` is told the key of the step."""
    taken.chart(key, axis, lambda: told.steps(steps, axis))
    st.plotly_chart(
        charts_waterfall.waterfall(steps, axis),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=axis,
    )


def stacked(rows: Sequence[Stack], parts: Sequence[Part], axis: str, key: str, pick: Callable[[str], None]) -> None:
    """Bars of parts to click on; a long list scrolls inside its frame. `pick` is told the code of the row."""
    taken.chart(key, axis, lambda: told.stacks(rows, parts, axis))
    with st.container(height=min(charts_stacked.pixels(len(rows)) + 16, _TALLEST), border=False, key=f"{key}_frame"):
        st.plotly_chart(
            charts_stacked.stacked(rows, parts, axis),
            key=key,
            theme=None,
            config=_CONFIG,
            selection_mode="points",
            on_select=lambda: _picked(key, pick),
            alt=axis,
        )


def purchases(
    marks: Sequence[Purchase],
    price: str,
    quantity: str,
    median: float | None,
    reference: float | None,
    key: str,
    pick: Callable[[str], None],
) -> None:
    """Purchases of the same thing by day and price, to click on. `pick` is told whose the mark is."""
    taken.chart(key, price, lambda: told.purchases(marks, price, quantity, median))
    st.plotly_chart(
        charts_purchases.purchases(marks, price, quantity, median, reference),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=price,
    )


def scatter(
    points: Sequence[Point], level: str, cost: str, cross: Cross | None, key: str, pick: Callable[[str], None]
) -> None:
    """Named points to click on. `pick` is told the code of the point."""
    taken.chart(key, cost, lambda: told.points(points, level, cost, cross))
    st.plotly_chart(
        charts_scatter.scatter(points, level, cost, cross),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=f"{cost} / {level}",
    )


def keeping_pace(
    marks: Sequence[Mark], limit: float, output: str, spent: str, key: str, pick: Callable[[str], None]
) -> None:
    """Money against output, marks to click on; `limit` in points. `pick` is told the code of the mark."""
    taken.chart(key, spent, lambda: told.pace(marks, output, spent))
    st.plotly_chart(
        charts_keeping_pace.keeping_pace(marks, limit, output, spent),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=f"{spent} / {output}",
    )


def strip(
    stretches: Sequence[Stretch],
    rows: Sequence[tuple[str, str]],
    years: range,
    title: str,
    key: str,
    pick: Callable[[str], None],
) -> None:
    """Stretches of time to click on, one row a kind of data. `pick` is told the code of the stretch."""
    st.plotly_chart(
        coverage.strip(stretches, rows, years),
        key=key,
        theme=None,
        config=_CONFIG,
        selection_mode="points",
        on_select=lambda: _picked(key, pick),
        alt=title,
    )


def _picked(key: str, pick: Callable[[str], None]) -> None:
    points = st.session_state[key].selection.points
    if points:
        pick(points[0]["customdata"][0])
