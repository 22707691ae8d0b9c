"""Workloads as organisations report them: quantity done and planned, by service item and grade, with provenance."""

import numpy as np
import polars as pl

from duibiao.demo.ledger import concerned, workloads
from duibiao.demo.projects import Library
from duibiao.demo.stories import bends
from duibiao.demo.tables import months_of, reference_table

_PROVENANCE = (("台账", 0.50), ("合同", 0.38), ("自报", 0.12))


def workload_rows(library: Library, year: int, seed: int) -> pl.DataFrame:
    """The extract `workload` of a year: organisation × service item × grade.

    `planned_quantity` is the whole year's; `quantity` what was done until the data end.
    """
    projects = library.of_year(year).filter(pl.col("unit_cost").is_not_null())
    done = projects.select("org_code", "item_code", "grade", planned=pl.Series(workloads(projects, year)))
    cells = done.group_by("org_code", "item_code", "grade", maintain_order=True).agg(pl.col("planned").sum())
    rows = _reported(_provenance(cells, year, seed), year)
    items = reference_table("service_items").select("item_code", "item_name", "measure_unit")
    share = months_of(year) / 12
    return rows.join(items, on="item_code", how="left", maintain_order="left").select(
        "org_code", "item_code", "item_name", "grade", "measure_unit", "provenance",
        year=pl.lit(year),
        planned_quantity=pl.col("planned").round(2),
        quantity=(pl.col("reported") * share).round(2),
    )  # fmt: skip


def _provenance(cells: pl.DataFrame, year: int, seed: int) -> pl.DataFrame:
    words, weights = zip(*_PROVENANCE, strict=True)
    drawn = np.random.default_rng([seed, 4, year]).choice(len(words), cells.height, p=weights)
    return cells.with_columns(provenance=pl.Series([words[i] for i in drawn], dtype=pl.String))


def _reported(cells: pl.DataFrame, year: int) -> pl.DataFrame:
    """What was reported: the plan, but where a story says more, on the organisation's own word."""
    reported = cells.with_columns(reported="planned")
    for bend in bends("workload"):
        if year == bend.year:
            told = pl.Series(concerned(cells, bend))
            reported = reported.with_columns(
                reported=pl.when(told).then(pl.col("planned") * bend.factor).otherwise("reported"),
                provenance=pl.when(told).then(pl.lit("自报")).otherwise("provenance"),
            )
    return reported
