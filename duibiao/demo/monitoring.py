"""The monitoring of the demo: indicators of larger projects in August, near to their money but in stories."""

from datetime import date

import numpy as np
import polars as pl

from duibiao.demo.ledger import Ledger
from duibiao.demo.projects import Library
from duibiao.demo.stories import bends

MONTH = 8
_FROM_CENTS = 200_000_000
"""Projects with a budget of two million yuan or more are monitored."""
_NOISE = 0.05
_REASON, _WORDS = "其他", "按合同约定节点推进"


def monitoring_rows(library: Library, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `monitoring` at the end of August: four indicators a project, `expected_yuan` in cents."""
    rng = np.random.default_rng([seed, 33, ledger.year])
    projects = _larger(library, ledger)
    rate = (projects["paid"] / projects["current"]).to_numpy()
    done = np.clip(rate + _NOISE * rng.standard_normal(projects.height), 0.02, 1.0)
    cost = rng.uniform(0.93, 1.0, projects.height)
    done = np.where(_meant(projects, "output", ledger.year), done * _factor("output"), done)
    cost = np.where(_meant(projects, "cost_over", ledger.year), _factor("cost_over"), cost)
    told = projects.filter(~pl.Series(_meant(projects, "unreported", ledger.year)))
    kept = ~_meant(projects, "unreported", ledger.year)
    blocks = [
        _indicator(told, "产出指标", "数量指标", "年度工作量完成率", "≥", "100", "%", 100 * done[kept], 100.0),
        _indicator(told, "产出指标", "质量指标", "验收合格率", "≥", "95", "%", rng.uniform(95, 99, told.height), 97.0),
        _indicator(told, "成本指标", "经济成本指标", "单位成本控制率", "≤", "100", "%", 100 * cost[kept], 100.0),
        _indicator(
            told,
            "满意度指标",
            "服务对象满意度",
            "服务对象满意度",
            "≥",
            "85",
            "%",
            rng.uniform(84, 95, told.height),
            88.0,
        ),
    ]
    first = blocks[0].with_columns(expected_yuan=told["expected"])
    rest = [block.with_columns(expected_yuan=pl.lit(None, pl.Int64)) for block in blocks[1:]]
    rows = pl.concat([first, *rest])
    return rows.with_columns(
        pl.lit(ledger.year).alias("year"), pl.lit(MONTH).alias("month"),
        pl.lit(date(ledger.year, 8, 28)).alias("reported_on"),
    ).sort("org_code", "project_code", maintain_order=True)  # fmt: skip


def _larger(library: Library, ledger: Ledger) -> pl.DataFrame:
    amounts = ledger.amounts
    lines = ledger.lines.select("org_code", "project_code").with_columns(
        current=pl.Series(amounts.approved + amounts.adjustments[:, :MONTH].sum(axis=1)),
        paid=pl.Series(amounts.paid[:, :MONTH].sum(axis=1)),
    )
    sums = lines.group_by("org_code", "project_code", maintain_order=True).agg(pl.col("current", "paid").sum())
    known = library.projects.select("project_code", "project_name", "item_code", "bent")
    large = sums.filter(pl.col("current") >= _FROM_CENTS).join(known, on="project_code", maintain_order="left")
    # Units expect to spend nearly all of it, in whole hundreds.
    return large.with_columns(expected=(pl.col("current") * 0.96 / 10_000).round().cast(pl.Int64) * 10_000)


def _indicator(
    projects: pl.DataFrame, level1: str, level2: str, level3: str, comparison: str, target: str, unit: str,
    actual: np.ndarray[tuple[int, ...], np.dtype[np.float64]], expected: float,
) -> pl.DataFrame:  # fmt: skip
    texts = pl.Series([f"{value:.1f}" for value in actual], dtype=pl.String)
    words = {"level1": level1, "level2": level2, "level3": level3, "comparison": comparison, "target": target}
    late = pl.Series(actual < 60) & (pl.lit(level2) == "数量指标")
    return projects.select("org_code", "project_code", "project_name").with_columns(
        *(pl.lit(value).alias(name) for name, value in words.items()),
        target_unit=pl.lit(unit), actual=texts, expected_value=pl.lit(f"{expected:.0f}"),
        deviation_kind=pl.when(late).then(pl.lit(_REASON)), deviation=pl.when(late).then(pl.lit(_WORDS)),
        likelihood=pl.when(late).then(pl.lit("有可能")).otherwise(pl.lit("确定能")),
    )  # fmt: skip


def _meant(projects: pl.DataFrame, kind: str, year: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which projects a story of the kind and year speaks of."""
    told = np.zeros(projects.height, np.bool_)
    for bend in bends(kind):
        if bend.year == year:
            about = (
                pl.col("org_code").is_in(bend.orgs)
                & pl.col("item_code").str.starts_with(bend.item_code)
                & pl.col("bent")
            )
            told |= projects.select(about).to_series().to_numpy()
    return told


def _factor(kind: str) -> float:
    return next((bend.factor for bend in bends(kind)), 1.0)
