"""Dated changes of budgets, which add up to those of the execution, and the analyses that came before a budget."""

from datetime import date

import numpy as np
import polars as pl

from duibiao.demo.ledger import HUNDRED_YUAN, Ledger
from duibiao.demo.stories import plots
from duibiao.demo.tables import LAST_MONTH, LAST_YEAR
from duibiao.demo.vouchers import workdays

_CUTS = ("招标结余", "工作任务调整", "压减一般性支出", "项目进度滞后")
_ADDITIONS = ("新增工作任务", "上级任务追加", "市场价格上涨", "工作范围扩大")

_FROM_CENTS = 100_000_000
"""Analyses are made of projects whose request is at least 100万元."""

_ANALYSED = 0.12
"""Share of those that are analysed in a year."""

_STAGES = ("计划", "已分析", "已报送", "已审核")
_APPLIED, _CONFIRMED = "已应用", "已确认"
_NOT_FOLLOWED = 0.12
"""Share of analyses after which the budget is larger than what they found justified."""


def adjustment_rows(ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `adjustment` of a year: one row a budget line and month with a change, `change_yuan` in cents.

    The changes of an organisation in a month stand in one document; where it gives and takes, it is a transfer.
    """
    row, month = np.nonzero(ledger.amounts.adjustments)
    rng = np.random.default_rng([seed, 8, ledger.year])
    lines = ledger.lines[row].with_columns(
        month=pl.Series(month + 1, dtype=pl.Int64), change_yuan=pl.Series(ledger.amounts.adjustments[row, month])
    )
    changed = lines.sort("month", "org_code", "project_code", "economic_code")
    why = pl.Series(rng.integers(0, len(_CUTS), changed.height))
    ways = pl.col("change_yuan").sign().n_unique().over("month", "org_code")
    cut = pl.col("change_yuan") < 0
    return changed.join(_documents(changed, ledger.year, rng), on=["month", "org_code"], maintain_order="left").select(
        "adjusted_on", "adjustment_no", "org_code", "unit_code", "project_code", "project_name", "item_code",
        "economic_code", "change_yuan", fund_type="fund",
        adjustment_kind=pl.when(ways > 1).then(pl.lit("调剂")).when(cut).then(pl.lit("调减")).otherwise(pl.lit("追加")),
        adjustment_reason=pl.when(cut)
        .then(why.replace_strict(range(len(_CUTS)), _CUTS))
        .otherwise(why.replace_strict(range(len(_ADDITIONS)), _ADDITIONS)),
    )  # fmt: skip


def _documents(changed: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    """Day and number of the document of each organisation and month."""
    each = changed.select("month", "org_code").unique(maintain_order=True)
    days = np.concatenate([workdays(year, month, rng, 1) for month in each["month"]])
    number = pl.format("模拟调〔{}〕{}号", pl.lit(year), pl.int_range(pl.len()) + 1)
    return each.with_columns(adjusted_on=pl.Series(days).cast(pl.Date), adjustment_no=number)


def analysis_rows(ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `analysis` for the budget of a year, and in the last one those that are under way for the next.

    One row a project, amounts in cents. Some budgets became larger than what the analysis found justified.
    """
    rng = np.random.default_rng([seed, 9, ledger.year])
    amounts = ledger.amounts
    lines = ledger.lines.with_columns(
        requested_yuan=pl.Series(amounts.requested),
        approved=pl.Series(amounts.approved),
        current=pl.Series(amounts.current),
    )
    money = pl.col("requested_yuan", "approved", "current").sum()
    names = pl.col("project_name", "item_code").first()
    projects = lines.group_by("org_code", "project_code", maintain_order=True).agg(names, money)
    large = projects.filter(pl.col("requested_yuan") >= _FROM_CENTS)
    drawn = pl.Series(rng.random(large.height) < _ANALYSED)
    done = _done(large.filter(drawn | (pl.col("project_name") == _planted())), ledger.year, rng)
    if ledger.year < LAST_YEAR:
        return done
    under_way = large.filter(pl.Series(rng.random(large.height) < _ANALYSED))
    return pl.concat([done, _under_way(under_way, ledger.year + 1, rng)], how="diagonal")


def _done(projects: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    n = projects.height
    followed = pl.Series(rng.random(n) >= _NOT_FOLLOWED) | (projects["project_name"] == _planted())
    lower = (pl.col("approved") * pl.Series(rng.uniform(0.85, 0.97, n)) / HUNDRED_YUAN).round().cast(pl.Int64)
    justified = pl.when(followed).then("approved").otherwise(lower * HUNDRED_YUAN)
    last = pl.Series(rng.random(n) < 0.9) | followed
    rows = projects.with_columns(
        year=pl.lit(year),
        justified_yuan=justified,
        stage=pl.when(last).then(pl.lit(_APPLIED)).otherwise(pl.lit(_CONFIRMED)),
        applied_yuan=pl.when(last).then("approved"),
        stage_on=pl.lit(date(year - 1, 11, 15)),
        report_no=pl.format("模拟分析{}-{}", pl.lit(year), (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(3)),
    )
    return rows.with_columns(saved_yuan=pl.col("requested_yuan") - pl.col("justified_yuan")).drop("approved", "current")


def _under_way(projects: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    """Analyses that are not finished: what is not reached yet is not told."""
    n = projects.height
    reached = pl.Series(rng.integers(0, len(_STAGES), n))
    requested = (pl.col("current") * pl.Series(rng.uniform(1.0, 1.15, n)) / HUNDRED_YUAN).round().cast(pl.Int64)
    justified = (pl.col("current") * pl.Series(rng.uniform(0.88, 1.0, n)) / HUNDRED_YUAN).round().cast(pl.Int64)
    rows = projects.with_columns(
        year=pl.lit(year),
        stage=reached.replace_strict(range(len(_STAGES)), _STAGES),
        requested_yuan=requested * HUNDRED_YUAN,
        justified_yuan=pl.when(reached >= 1).then(justified * HUNDRED_YUAN),
        stage_on=pl.lit(date(LAST_YEAR, LAST_MONTH, 15)),
        report_no=pl.when(reached >= 2).then(
            pl.format("模拟分析{}-{}", pl.lit(year), (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(3))
        ),
    )
    return rows.with_columns(saved_yuan=pl.col("requested_yuan") - pl.col("justified_yuan")).drop("approved", "current")


def _planted() -> str:
    """The project of the cut that hurt nobody: its analysis is always there."""
    [plot] = [plot for plot in plots() if plot.kind == "harmless_cut"]
    return plot.projects[0].project_name
