"""Workloads as organisations report them: quantity done and planned, by service item and grade, with provenance."""

import numpy as np
import polars as pl

from duibiao.demo.ledger import Ledger, Shares, concerned, unit_prices, workloads
from duibiao.demo.projects import Library
from duibiao.demo.stories import bends
from duibiao.demo.tables import reference_table

_WORDS, _WEIGHTS = ("台账", "合同", "自报"), (0.50, 0.38, 0.12)


def workload_rows(library: Library, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `workload` of a year: organisation × service item × grade.

    `planned_quantity` is the whole year's; `quantity` what was done and settled until the data end.
    """
    year = ledger.year
    projects = library.of_year(year).filter(pl.col("unit_cost").is_not_null())
    planned = workloads(projects, year)
    settled = planned * _settled_share(projects, ledger, seed)
    each = projects.select(
        "org_code", "item_code", "grade", "bent", planned=pl.Series(planned), done=pl.Series(settled)
    )
    cells = each.group_by("org_code", "item_code", "grade", maintain_order=True).agg(
        pl.col("planned", "done").sum(), pl.col("bent").first()
    )
    items = reference_table("service_items").select("item_code", "item_name", "measure_unit")
    rows = _reported(_provenance(cells, year, seed), year)
    return rows.join(items, on="item_code", how="left", maintain_order="left").select(
        "org_code", "item_code", "item_name", "grade", "measure_unit", "provenance",
        year=pl.lit(year),
        planned_quantity=pl.col("planned").round(2),
        quantity=pl.col("done").round(2),
    )  # fmt: skip


def _settled_share(projects: pl.DataFrame, ledger: Ledger, seed: int) -> Shares:
    """How much of a year's work is done and settled: all at the year end, before that about as much as was paid."""
    if ledger.months == 12:
        return np.ones(projects.height)
    lines = ledger.lines.select("project_no", spent=pl.Series(ledger.amounts.paid.sum(axis=1)))
    joined = projects.join(lines.group_by("project_no").sum(), on="project_no", how="left", maintain_order="left")
    cost = workloads(projects, ledger.year) * unit_prices(projects, ledger.year) * 100
    noise = 1 + 0.015 * np.random.default_rng([seed, 5, ledger.year]).standard_normal(projects.height)
    return joined["spent"].fill_null(0).to_numpy() / cost * noise


def _provenance(cells: pl.DataFrame, year: int, seed: int) -> pl.DataFrame:
    drawn = np.random.default_rng([seed, 4, year]).choice(len(_WORDS), cells.height, p=_WEIGHTS)
    return cells.with_columns(provenance=pl.Series([_WORDS[i] for i in drawn], dtype=pl.String))


def _reported(cells: pl.DataFrame, year: int) -> pl.DataFrame:
    """What was reported: what was done, but where a story says more, on the organisation's own word."""
    reported = cells
    for bend in bends("workload"):
        if year == bend.year:
            told = pl.Series(concerned(cells, bend))
            reported = reported.with_columns(
                done=pl.when(told).then(pl.col("done") * bend.factor).otherwise("done"),
                provenance=pl.when(told).then(pl.lit("自报")).otherwise("provenance"),
            )
    return reported
