"""Service levels reached: scores of inspections for the service items that have grades."""

import numpy as np
import polars as pl

from duibiao.demo.tables import reference_table

MEASURE = {"measure_code": "ZL01", "measure_name": "作业质量考评得分", "measure_unit": "分", "provenance": "台账"}
"""How the score stands in the extract `workload`: a measure beside the item's own workload."""

_MEAN, _SPREAD, _LOWEST, _HIGHEST = 88.0, 4.0, 70.0, 99.0


def score_rows(workload: pl.DataFrame, year: int, seed: int) -> pl.DataFrame:
    """One row an organisation and graded item: an organisation is about as good at everything; price plays no part."""
    graded = workload.filter(pl.col("grade").is_not_null())
    pairs = graded.select("org_code", "item_code").unique(maintain_order=True)
    orgs = pairs["org_code"].unique(maintain_order=True)
    rng = np.random.default_rng([seed, 6, year])
    habit = dict(zip(orgs, rng.standard_normal(len(orgs)), strict=True))
    own = np.array([habit[org] for org in pairs["org_code"]])
    scores = _MEAN + _SPREAD * (0.8 * own + 0.6 * rng.standard_normal(pairs.height))
    items = reference_table("service_items").select("item_code", "item_name")
    rounded = pl.Series(np.round(np.clip(scores, _LOWEST, _HIGHEST), 1))
    named = pairs.join(items, on="item_code", how="left", maintain_order="left")
    return named.with_columns(
        *(pl.lit(text).alias(name) for name, text in MEASURE.items()), year=pl.lit(year), quantity=rounded
    )
