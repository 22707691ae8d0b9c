"""Frames as widgets take them.

polars' own `to_pandas` holds Python's lock while it waits for polars' threads: should one of these want the lock, all
stands still for good. Its way to Arrow lets go of the lock. Streamlit calls `to_pandas` of any frame that it is given,
so that it is given none.
"""

import pandas as pd
import polars as pl
import pyarrow as pa


def as_arrow(frame: pl.DataFrame) -> pa.Table:
    """For what is looked at; of types that the browser knows."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def as_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """For what is edited, folded or styled; equal to what `to_pandas` makes of it."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest()).to_pandas(date_as_object=False)
