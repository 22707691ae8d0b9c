"""The tables the district is made from: names, kinds of projects, prices and curves in `data/`."""

import tomllib
from functools import cache
from typing import Any

import polars as pl

from duibiao.settings import house

YEARS = (2022, 2023, 2024, 2025, 2026)
LAST_YEAR, LAST_MONTH = 2026, 8
"""The data end with August 2026."""

DISTRICT = "青浦区"
_NUMBERS = {
    "n": pl.Float64, "per": pl.Float64, "unit_cost": pl.Float64, "median_wan": pl.Float64, "sigma": pl.Float64,
    "years": pl.Int64, "size": pl.Float64, "staff": pl.Int64, "population": pl.Int64, "area_km2": pl.Float64,
    "urban_share": pl.Float64, "list_price": pl.Float64,
}  # fmt: skip


def months_of(year: int) -> int:
    """How many months of the year the data hold."""
    return LAST_MONTH if year == LAST_YEAR else 12


def demo_table(name: str) -> pl.DataFrame:
    """The csv `data/demo/<name>.csv`; text, but for the columns known to be numbers."""
    return _table(f"demo/{name}.csv")


def reference_table(name: str) -> pl.DataFrame:
    """The csv `data/reference/<name>.csv`, all text."""
    return _table(f"reference/{name}.csv")


@cache
def demo_toml(name: str) -> dict[str, Any]:
    """The content of `data/demo/<name>.toml`."""
    return tomllib.loads((house() / "data" / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _table(path: str) -> pl.DataFrame:
    frame = pl.read_csv(house() / "data" / path, infer_schema=False)
    return frame.with_columns(pl.col(name).cast(_NUMBERS[name]) for name in frame.columns if name in _NUMBERS)


@cache
def curve_weights() -> pl.DataFrame:
    """One row a class of spending: `months` (12 expected shares, per cent) and how it behaves."""
    names = [f"m{month}" for month in range(1, 13)]
    frame = demo_table("curves")
    return frame.select(
        "curve", pl.concat_list(pl.col(names).cast(pl.Float64)).alias("months"),
        *(pl.col(name).cast(pl.Float64) for name in ("evenness", "done_low", "done_high", "vouchers", "adjusted")),
    )  # fmt: skip
