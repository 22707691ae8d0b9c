"""Frames reach widgets as polars itself would hand them over, without waiting for its threads."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from duibiao.ui.frames import as_arrow, as_pandas

FRAME = pl.DataFrame(
    {
        "org": ["310118107", None, "夏阳街道"],
        "amount": [1.5, None, -0.25],
        "n": [1, 2, 3],
        "n_missing": [1, None, 3],
        "chosen": [True, False, True],
        "day": [date(2026, 8, 31), None, date(2026, 9, 30)],
        "paid": [Decimal("1.10"), None, Decimal("2.00")],
    }
)
DTYPES = {
    "org": "str",
    "amount": "float64",
    "n": "int64",
    "n_missing": "float64",
    "chosen": "bool",
    "day": "datetime64[ms]",
    "paid": "object",
}


def test_a_frame_for_pandas_has_the_types_that_widgets_know_columns_by():
    handed = as_pandas(FRAME)
    assert handed.dtypes.astype(str).to_dict() == DTYPES
    expected = pd.DataFrame(
        {
            "org": pd.Series(["310118107", None, "夏阳街道"], dtype="str"),
            "amount": [1.5, np.nan, -0.25],
            "n": [1, 2, 3],
            "n_missing": [1, np.nan, 3],
            "chosen": [True, False, True],
            "day": pd.to_datetime(["2026-08-31", None, "2026-09-30"]).astype("datetime64[ms]"),
            "paid": [Decimal("1.10"), None, Decimal("2.00")],
        }
    )
    pd.testing.assert_frame_equal(handed, expected)


def test_a_frame_without_rows_keeps_its_types():
    """The grid in which lines are typed begins so."""
    handed = as_pandas(FRAME.select("org", "amount").clear())
    assert (len(handed), handed.dtypes.astype(str).to_dict()) == (0, {"org": "str", "amount": "float64"})


def test_a_frame_for_arrow_has_texts_that_the_browser_knows():
    handed = as_arrow(FRAME.select("org", "n"))
    assert [str(kind) for kind in handed.schema.types] == ["large_string", "int64"]
    assert handed.to_pylist()[2] == {"org": "夏阳街道", "n": 3}


def test_no_test_calls_what_waits_with_the_lock_held():
    """All pages are drawn in these tests; one that hands Streamlit a frame of polars is noticed (see conftest.py)."""
    with pytest.raises(AssertionError, match=r"duibiao\.ui\.frames"):
        FRAME.to_pandas()
