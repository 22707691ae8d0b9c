"""Dual monitoring (双监控): do money and output keep pace, which costs are above target, who has not reported.

Output completion of a project is the mean over its output indicators (产出) with a number to be reached, ≥ or
＝, of what is reached ÷ target, at most 1; where it has indicators of quantity (数量) those alone count,
because quality and timeliness are at their targets from the first day on. Only what is reported is
averaged; where an indicator that counts has no number reported, the project is told as incomplete unless
money runs ahead even so. A mismatch is execution rate − output completion, beyond 20 points to be checked
(进度产出不符). Source: 财预〔2019〕136号, whose annex is the official form. Limits: what is reported is self-reported;
words are not judged.
"""

from enum import StrEnum

import polars as pl

LIMIT = 0.20
"""From which mismatch on, as a difference of rates."""

DUE_MONTH, DUE_DAY = 8, 31
"""Until when the monitoring of a year is to be reported."""

OUTPUT, QUANTITY, COST = "产出", "数量", "成本"
_AT_MOST = ("≤", "<=", "＜", "<")
_AT_LEAST = ("≥", ">=", "＞", ">", "＝", "=")


class Pace(StrEnum):
    """What is said of a project."""

    SPENT_AHEAD = "spent_ahead"
    """The money runs ahead of the output."""
    OUTPUT_AHEAD = "output_ahead"
    KEPT = "kept"
    NO_BUDGET = "no_budget"
    INCOMPLETE = "incomplete"
    """An indicator that counts has no number reported: whether they keep pace cannot be told."""
    UNTOLD = "untold"
    """No output in numbers."""


def reached(rows: pl.DataFrame) -> pl.DataFrame:
    """Add target_value, actual_value (numbers, null for words), due, completion and over to rows of indicators.

    `rows`: level1, level2, comparison, target, actual, perhaps target_unit; of target and actual both have a sign of
    percent or none, unless the unit is per cent: otherwise the actual value is no number. completion: actual ÷ target,
    0 to 1, of targets to be reached (≥, ＝; nothing told counts as such); null otherwise. due: whether it has such a
    target. over: actual ÷ target − 1 of costs that must stay below (≤).
    """
    numbers = rows.with_columns(
        target_value=_number("target"),
        actual_value=_number("actual"),
        comparison=pl.col("comparison").str.strip_chars(),
    )
    target, actual = pl.col("target_value"), pl.col("actual_value")
    at_least = pl.col("comparison").is_null() | pl.col("comparison").is_in(_AT_LEAST)
    at_most = pl.col("comparison").is_in(_AT_MOST)
    is_cost = pl.col("level1").str.contains(COST, literal=True)
    due = (at_least & (target > 0)).fill_null(value=False)
    numbers = numbers.with_columns(actual_value=pl.when(_alike(rows.columns)).then(actual))
    return numbers.with_columns(
        due=due,
        completion=pl.when(due).then((actual / target).clip(0, 1)),
        over=pl.when(at_most & is_cost & (target > 0)).then(actual / target - 1),
    )


def completions(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a project of `reached` rows.

    output (mean completion of what is reported), n_indicators, n_due (those that output is made of), n_reported (of
    them those with a number), worst_over, expected_yuan, reported_on.
    """
    output = pl.col("level1").str.contains(OUTPUT, literal=True).fill_null(value=False) & pl.col("due")
    quantity = output & pl.col("level2").str.contains(QUANTITY, literal=True).fill_null(value=False)
    # Sums over masked columns: to filter within each of ten thousand groups takes three times as long.
    either = {"quantity": quantity, "output": output}
    masked = rows.with_columns(
        *(each.alias(f"_due_{name}") for name, each in either.items()),
        *(pl.when(each).then("completion").alias(f"_done_{name}") for name, each in either.items()),
    )
    summed = masked.group_by("org_code", "project_code").agg(
        pl.col("org_name", "project_name").drop_nulls().first(),
        *(pl.col(f"_due_{name}", f"_done_{name}").sum() for name in either),
        *(pl.col(f"_done_{name}").count().alias(f"_told_{name}") for name in either),
        n_indicators=pl.len(),
        worst_over=pl.col("over").max(),
        expected_yuan=pl.col("expected_yuan").drop_nulls().first(),
        reported_on=pl.col("reported_on").max(),
    )
    due, told, done = (
        pl.when(pl.col("_due_quantity") > 0).then(f"_{what}_quantity").otherwise(f"_{what}_output")
        for what in ("due", "told", "done")
    )
    return summed.select(
        "org_code",
        "project_code",
        "org_name",
        "project_name",
        output=pl.when(told > 0).then(done / told),
        n_indicators="n_indicators",
        n_due=due,
        n_reported=told,
        worst_over="worst_over",
        expected_yuan="expected_yuan",
        reported_on="reported_on",
    )


def paced(projects: pl.DataFrame, reports: pl.DataFrame, limit: float = LIMIT) -> pl.DataFrame:
    """Projects that reported, with money beside output: execution_rate, output, mismatch, pace, at_stake_yuan.

    `projects`: org_code, project, current_yuan, paid_yuan; `reports`: of `completions`. at_stake_yuan is |mismatch| ×
    budget; without a budget there is no rate, and nothing reads as kept, nor where not all that is due is reported: the
    mismatch is then told only where money runs ahead of what is reported.
    """
    joined = reports.join(
        projects.rename({"project": "project_code"}).drop("org_name", "project_name", strict=False),
        on=["org_code", "project_code"], how="left",
    )  # fmt: skip
    budget, paid = (pl.col(name).cast(pl.Float64) for name in ("current_yuan", "paid_yuan"))
    rated = joined.with_columns(execution_rate=pl.when(budget > 0).then(paid / budget)).with_columns(
        mismatch=pl.col("execution_rate") - pl.col("output")
    )
    partly = (pl.col("n_reported") < pl.col("n_due")) & (pl.col("mismatch") < limit)
    incomplete = partly.fill_null(value=False)
    rated = rated.with_columns(mismatch=pl.when(~incomplete).then("mismatch"), _incomplete=incomplete)
    return (
        rated.with_columns(
            at_stake_yuan=(pl.col("mismatch").abs() * budget).fill_null(0.0),
            pace=pl.when(pl.col("execution_rate").is_null())
            .then(pl.lit(Pace.NO_BUDGET))
            .when(pl.col("output").is_null())
            .then(pl.lit(Pace.UNTOLD))
            .when("_incomplete")
            .then(pl.lit(Pace.INCOMPLETE))
            .when(pl.col("mismatch") >= limit)
            .then(pl.lit(Pace.SPENT_AHEAD))
            .when(pl.col("mismatch") <= -limit)
            .then(pl.lit(Pace.OUTPUT_AHEAD))
            .otherwise(pl.lit(Pace.KEPT))
            .cast(pl.String),
        )
        .drop("_incomplete")
        .sort("at_stake_yuan", "org_code", "project_code", descending=[True, False, False])
    )


def not_reported(projects: pl.DataFrame, reports: pl.DataFrame, least_yuan: float) -> pl.DataFrame:
    """Projects with a budget of at least so much of which no report is loaded, the largest first."""
    due = projects.filter(pl.col("current_yuan").cast(pl.Float64) >= least_yuan, pl.col("is_project"))
    told = reports.select("org_code", project="project_code")
    return due.join(told, on=["org_code", "project"], how="anti").sort(
        "current_yuan", "org_code", "project", descending=[True, False, False]
    )


def _number(name: str) -> pl.Expr:
    """A number written with or without separators, signs of percent and blanks."""
    plain = pl.col(name).str.replace_all(r"[,，\s%％]", "")
    return plain.cast(pl.Float64, strict=False)


def _alike(columns: list[str]) -> pl.Expr:
    """Whether target and actual are in one unit: 60% of a plain 0.95 is known only where the unit is per cent."""
    target, actual = (pl.col(name).str.contains("[%％]").fill_null(value=False) for name in ("target", "actual"))
    if "target_unit" not in columns:
        return target == actual
    return (target == actual) | pl.col("target_unit").str.contains("[%％]").fill_null(value=False)
