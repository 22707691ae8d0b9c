"""The exploration as a grid to fold and unfold, drawn by Streamlit's pivot component."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import streamlit as st
from streamlit_pivot import st_pivot_table

from duibiao import language
from duibiao.analysis.pivot import Ratio
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui.compare import explore
from duibiao.ui.compare.explore import Layout
from duibiao.ui.frames import as_pandas

_TALLEST = 560


def show(cells: pl.DataFrame, layout: Layout, key: str, pick: Callable[[str], None]) -> None:
    """Rows in a hierarchy with subtotals. The component adds up what is given to it, and divides sums by sums.

    `pick` is told the key of the row (see `explore.path_key`) whose cell is clicked.
    """
    shown = explore.ratio(layout.measure)
    label = explore.measure_labels()[layout.measure]
    labels = explore.dimension_labels()
    frame = _summed(cells, layout, shown, label)
    one_unit = shown.same is None or cells[shown.same].n_unique() == 1
    if language.current() == "zh_CN":
        st.caption(_("Total and Grand Total are the component's own words for the sum"))
    widget = f"{key}_{'_'.join(layout.rows)}_{layout.column}_{layout.measure}"
    st_pivot_table(
        as_pandas(frame),
        key=widget,
        on_cell_click=lambda: _clicked(widget, [labels[name] for name in layout.rows], pick),
        rows=[labels[name] for name in layout.rows],
        columns=[labels[layout.column]] if layout.column else [],
        row_layout="hierarchy",
        show_totals=one_unit,
        show_subtotals=one_unit,
        collapse_row_groups=len(layout.rows) > 1,
        interactive=False,
        enable_drilldown=False,
        auto_date_hierarchy=False,
        empty_cell_value="",
        max_height=_TALLEST,
        suppress_warnings=True,
        **_measure(shown, label),
    )


def _clicked(widget: str, dimensions: Sequence[str], pick: Callable[[str], None]) -> None:
    """The row of the clicked cell: the members of its dimensions, down to its level."""
    click = st.session_state[widget].get("cell_click") or {}
    told = click.get("filters") or {}
    members = [told[name] for name in dimensions if name in told]
    if members and list(told)[: len(members)] == list(dimensions[: len(members)]):
        pick(explore.path_key(members))


def _measure(shown: Ratio, label: str) -> dict[str, Any]:
    if shown.denominator is None:
        return {"values": [label], "number_format": ",.2f"}
    ratio = {
        "id": "ratio",
        "label": label,
        "operation": "sum_over_sum",
        "numerator": "numerator",
        "denominator": "denominator",
        "format": ",.2f" if shown.same else ".1%",
    }
    return {"values": [], "synthetic_measures": [ratio]}


def _summed(cells: pl.DataFrame, layout: Layout, shown: Ratio, label: str) -> pl.DataFrame:
    """One row a combination of the dimensions, under their names on the screen; money in the unit chosen."""
    labels = explore.dimension_labels()
    by = [*layout.rows, *([layout.column] if layout.column else [])]
    names = [pl.col(name).fill_null("").alias(labels[name]) for name in by]
    if shown.denominator is None:
        return cells.group_by(names, maintain_order=True).agg(_in_unit(shown.numerator, layout.unit).alias(label))
    sums = [pl.col(shown.numerator).cast(pl.Float64).sum().alias("numerator")]
    sums.append(pl.col(shown.denominator).cast(pl.Float64).sum().alias("denominator"))
    return cells.group_by(names, maintain_order=True).agg(sums)


def _in_unit(column: str, unit: MoneyUnit) -> pl.Expr:
    return pl.col(column).cast(pl.Float64).sum() / unit.scale.factor
