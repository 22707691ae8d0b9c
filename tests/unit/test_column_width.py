"""Figures and words that the browser would cut short get the room that they need."""

import polars as pl
import pytest

from duibiao.export.table import Column, Kind
from duibiao.ui.column_width import MEASURED_ROWS, WIDEST_PIXELS, pixels

FIRST = [1.0] * MEASURED_ROWS


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        (Kind.NUMBER, [*FIRST, 23_976.0], 9 * 8 + 18),  # 23,976.00
        (Kind.NUMBER, [*FIRST, -4.0], 5 * 8 + 18),  # -4.00
        (Kind.NUMBER, [23_976.0, *FIRST], None),
        (Kind.NUMBER, FIRST, None),
        (Kind.MONEY, [235_239.92, 97_094.97, *[None] * 9], 10 * 8 + 18),
        (Kind.MONEY, [235_239.92, *[0.0] * 5], 10 * 8 + 18),  # zeros are blank
        (Kind.MONEY, [235_239.92, *[None] * 4], None),
        (Kind.CODE, ["101"] * MEASURED_ROWS + ["310118002"], 9 * 8 + 18),
        (Kind.TEXT, ["增加"] * MEASURED_ROWS + ["新列入"], 6 * 8 + 18),
        (Kind.TEXT, ["短"] * MEASURED_ROWS + ["长" * 40], WIDEST_PIXELS),
        (Kind.TEXT, [None] * (MEASURED_ROWS + 1), None),
    ],
)
def test_a_column_is_as_wide_as_what_stands_below_the_rows_that_the_browser_measures(kind, cells, expected):
    series = pl.Series(cells, dtype=pl.Float64 if kind.is_number else pl.String)
    assert pixels(series.to_frame("x"), (Column("x", "数", kind),)).get("x") == expected
