"""What the grid of a table is sent equals what pandas would have made of the same texts and looks."""

import io
import json
import re
from collections import defaultdict
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.dataframe_util import convert_arrow_table_to_arrow_bytes, convert_pandas_df_to_arrow_bytes
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from duibiao import palette
from duibiao.export.table import Column, Kind, Table, text
from duibiao.formats import MoneyUnit
from duibiao.ui import cells

COLUMNS = (
    Column("code", "代码", Kind.CODE, group="单位"),
    Column("paid", "支付数", Kind.MONEY, group="金额"),
    Column("rate", "执行率", Kind.RATE, group="金额"),
    Column("n", "项目数", Kind.COUNT),
    Column("state", "状态"),
)
ROWS = {
    "code": ["合计", "310118", None],
    "paid": [Decimal("120000.00"), Decimal("0.00"), None],
    "rate": [0.5, None, float("nan")],
    "n": [12, 0, None],
    "state": ["▲ 合计", "■ 需处理", "普通"],
}
SCHEMA = {"paid": pl.Decimal(18, 2), "n": pl.Int64}


def table(rows, grouped, n_totals):
    columns = COLUMNS if grouped else tuple(Column(each.name, each.label, each.kind) for each in COLUMNS)
    return Table("表", pl.DataFrame(rows, schema_overrides=SCHEMA), columns, MoneyUnit(), n_totals)


def pandas_frame(shown):
    """The cells as a pandas frame, made cell by cell."""
    scaled = shown.scaled()
    series = {
        column.name: [None if pd.isna(cell) else float(cell) for cell in scaled[column.name]]
        if column.kind.is_number
        else [cell or "" for cell in scaled[column.name]]
        for column in shown.columns
    }
    frame = pd.DataFrame(series).astype({c.name: "float64" if c.kind.is_number else "str" for c in shown.columns})
    if shown.has_groups:
        frame.columns = pd.MultiIndex.from_tuples([(column.group, column.name) for column in shown.columns])
    return frame


def by_pandas(shown):
    """The same table styled through pandas's own methods."""
    frame, colours = pandas_frame(shown), palette.current()
    lamps = {"■": colours.problem, "▲": colours.watch, "●": colours.good}

    def lamp(value):
        colour = lamps.get(value[:1])
        return f"color: {colour}; font-weight: 600" if colour else ""

    def writer(kind):
        return lambda value: text(None if pd.isna(value) else value, kind)

    names = dict(zip(shown.columns, frame.columns, strict=True))
    style = frame.style.set_uuid(cells.UUID).format(
        {names[c]: writer(c.kind) for c in shown.columns if c.kind.is_number}
    )
    texts = [names[column] for column in shown.columns if not column.kind.is_number]
    style = style.map(lamp, subset=pd.IndexSlice[shown.n_totals :, texts])
    if not shown.n_totals:
        return style
    total = {"font-weight": "600", "background-color": colours.surface, "color": colours.ink}
    return style.set_properties(subset=pd.IndexSlice[: shown.n_totals - 1, :], **total)


def sent(styler):
    proto = ArrowData()
    marshall_styler(proto, styler, "table")
    return proto


def looks(css):
    """The look of each cell, whatever the order in which the rules stand."""
    found = defaultdict(set)
    for selectors, look in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.split(","):
            found[selector.strip()] |= {part.strip() for part in look.split(";")}
    return dict(found)


def stream(data):
    return pa.ipc.open_stream(io.BytesIO(data)).read_all()


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("n_totals", [0, 1])
def test_texts_and_looks_are_those_that_pandas_works_out(grouped, n_totals):
    shown = table(ROWS, grouped, n_totals)
    ours, theirs = sent(cells.written(shown.scaled(), shown)), sent(by_pandas(shown))
    assert stream(ours.styler.display_values).equals(stream(theirs.styler.display_values), check_metadata=True)
    assert looks(ours.styler.styles) == looks(theirs.styler.styles)
    assert looks(ours.styler.styles)


def test_the_same_table_is_sent_alike_after_every_rerun():
    shown = table(ROWS, grouped=True, n_totals=1)
    first, second = (sent(cells.written(shown.scaled(), shown)) for _rerun in range(2))
    assert first.SerializeToString(deterministic=True) == second.SerializeToString(deterministic=True)


@given(
    st.lists(
        st.tuples(
            st.none() | st.decimals(-(10**12), 10**12, places=2, allow_nan=False),
            st.none() | st.floats(-1e6, 1e6),
            st.none() | st.sampled_from(["■ 甲", "▲乙", "●", "丙■", ""]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
)
def test_so_they_are_for_any_cells(drawn, grouped):
    paid, rates, states = (list(each) for each in zip(*drawn, strict=True))
    n = len(drawn)
    shown = table({"code": ["1"] * n, "paid": paid, "rate": rates, "n": [1] * n, "state": states}, grouped, 1)
    ours, theirs = sent(cells.written(shown.scaled(), shown)), sent(by_pandas(shown))
    assert stream(ours.styler.display_values).equals(stream(theirs.styler.display_values))
    assert looks(ours.styler.styles) == looks(theirs.styler.styles)


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("n_rows", [0, 3])
def test_cells_for_the_browser_to_write_are_those_of_pandas_with_its_header(grouped, n_rows):
    shown = table({name: values[:n_rows] for name, values in ROWS.items()}, grouped, 0)
    ours = stream(convert_arrow_table_to_arrow_bytes(cells.plain(shown.scaled(), shown)))
    theirs = stream(convert_pandas_df_to_arrow_bytes(pandas_frame(shown)))
    assert ours.equals(theirs.cast(ours.schema))
    assert json.loads(ours.schema.metadata[b"pandas"]) == json.loads(theirs.schema.metadata[b"pandas"])
    pd.testing.assert_frame_equal(ours.to_pandas(), theirs.to_pandas())
