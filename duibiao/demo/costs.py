"""Of what the cost of each service item is made up: labour, machinery, materials …, to the cent."""

import numpy as np
import polars as pl

from duibiao.demo.ledger import Ledger
from duibiao.demo.projects import Library
from duibiao.demo.tables import reference_table

ELEMENTS = ("人工", "机械", "材料", "能源", "管理", "利润", "税金")

_SHARES = {
    "CY0101": (0.34, 0.30, 0.06, 0.13, 0.07, 0.05, 0.05),
    "CY02": (0.52, 0.10, 0.18, 0.03, 0.07, 0.05, 0.05),
    "CY": (0.55, 0.13, 0.10, 0.05, 0.07, 0.05, 0.05),
    "SZ": (0.45, 0.18, 0.05, 0.08, 0.10, 0.08, 0.06),
    "": (0.45, 0.15, 0.15, 0.05, 0.08, 0.06, 0.06),
}
"""Usual shares by the beginning of the service item's code, in the order of the elements."""

_EVENNESS = 400
"""How near an organisation's shares are to the usual ones: the sum of the parameters of a Dirichlet law."""


def cost_rows(library: Library, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `cost` of a year: what was paid for each organisation, item and grade with a workload, in cents."""
    priced = library.of_year(ledger.year).filter(pl.col("unit_cost").is_not_null())
    paid = ledger.lines.select("project_no", cents=pl.Series(ledger.amounts.paid.sum(axis=1)))
    joined = paid.join(priced.select("project_no", "org_code", "item_code", "grade"), on="project_no")
    cells = joined.group_by("org_code", "item_code", "grade").agg(pl.col("cents").sum())
    cells = cells.filter(pl.col("cents") > 0).sort("org_code", "item_code", "grade")
    items = reference_table("service_items").select("item_code", "item_name")
    named = cells.join(items, on="item_code", how="left", maintain_order="left")
    split = _split(named, np.random.default_rng([seed, 7, ledger.year]))
    long = pl.concat([named.with_columns(cost_element=pl.lit(name), cost_yuan=split[name]) for name in ELEMENTS])
    return long.sort("org_code", "item_code", "grade", maintain_order=True).with_columns(year=pl.lit(ledger.year))


def _split(cells: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Cents by element; the last takes what rounding leaves."""
    shares = np.vstack([rng.dirichlet(_EVENNESS * np.array(_usual(item))) for item in cells["item_code"]])
    cents = np.floor(shares * cells["cents"].to_numpy()[:, None]).astype(np.int64)
    cents[:, -1] += cells["cents"].to_numpy() - cents.sum(axis=1)
    return pl.DataFrame({name: cents[:, i] for i, name in enumerate(ELEMENTS)})


def _usual(item: str) -> tuple[float, ...]:
    return next(shares for prefix, shares in _SHARES.items() if item.startswith(prefix))
