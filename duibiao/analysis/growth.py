"""How the total budgets of projects change from one list to a later one, project by project, without losing a yuan.

A project of the one list is the project of the other that has its code in the same organisation; where codes were
changed, the one that has its name there, if only one has. Everything else is new or gone. Projects of organisations
that were merged may have one code: they are added up, because nothing tells them apart any more. The method is ours;
its property is the identity: total of the later list − total of the earlier one = sum of the differences by kind.
"""

from enum import StrEnum

import polars as pl

from duibiao.analysis.naming import plain

SCALE = 500.0
"""From which factor on two budgets of one project are taken for the same in another unit (元, 千元, 万元)."""

_MONEY = pl.Decimal(38, 2)
_KEY = ["org_code", "project_code"]


class Change(StrEnum):
    """What became of a project between two lists."""

    GREW = "grew"
    SHRANK = "shrank"
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    UNTOLD = "untold"
    """One of the two lists, or the only one, does not tell its budget: nothing is said about its growth."""
    SCALE = "scale"
    """The budgets are so far apart that the unit of one list must be checked first."""


def compared(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Every project of either list, once.

    Both lists have a row an organisation and project (several of one code are added up): org_code, org_name,
    project_code, project_name, total_budget_yuan (decimal, null where it is not told), end_date. Returns org_code,
    org_name, project_code and project_name (of the later list, where it is in both), code_before, matched_by (code,
    name or null), before_yuan, after_yuan, difference_yuan (what the project adds to the difference of the totals;
    never null), growth (after ÷ before − 1, null unless both are told, positive and of one scale), change,
    end_before, end_after, later_days (how much later it is to be finished).
    """
    before, after = _added_up(before), _added_up(after)
    pairs = _pairs(before, after)
    first, second = (_told(rows, name) for rows, name in ((before, "before"), (after, "after")))
    known = pairs.join(first, on=["org_code", "code_before"], how="full", coalesce=True).join(
        second, on=["org_code", "code_after"], how="full", coalesce=True
    )
    names = {name: pl.coalesce(f"{name}_after", f"{name}_before") for name in ("org_name", "project_name")}
    rows = known.with_columns(project_code=pl.coalesce("code_after", "code_before"), change=_change(), **names)
    zero = pl.lit(0, _MONEY)
    both = pl.col("change").is_in([Change.GREW, Change.SHRANK, Change.SAME])
    return rows.select(
        "org_code",
        "org_name",
        "project_code",
        "project_name",
        "code_before",
        "matched_by",
        "before_yuan",
        "after_yuan",
        difference_yuan=pl.col("after_yuan").fill_null(zero) - pl.col("before_yuan").fill_null(zero),
        growth=pl.when(both).then(_ratio() - 1),
        change="change",
        end_before="end_before",
        end_after="end_after",
        later_days=(pl.col("end_after") - pl.col("end_before")).dt.total_days(),
    ).sort("org_code", "project_code")


def together(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a kind of change, of `compared`: change, n, before_yuan, after_yuan, difference_yuan; they add up."""
    sums = [pl.col(name).cast(_MONEY).sum() for name in ("before_yuan", "after_yuan", "difference_yuan")]
    return rows.group_by("change").agg(pl.len().alias("n"), *sums).sort("change")


def growth_of_both(rows: pl.DataFrame) -> tuple[int, float | None]:
    """How many projects are told in both lists, and how much they grew together: Σ after ÷ Σ before − 1 (M1).

    None where there is no such project.
    """
    both = rows.filter(pl.col("growth").is_not_null())
    if both.is_empty():
        return 0, None
    return both.height, float(both["after_yuan"].sum()) / float(both["before_yuan"].sum()) - 1


def _added_up(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an organisation and code: the sum of what is told, all names, the latest end; partly: one is not told."""
    yuan = pl.col("total_budget_yuan").cast(_MONEY)
    return rows.group_by(_KEY, maintain_order=True).agg(
        pl.col("org_name").first(),
        pl.col("project_name").drop_nulls().unique(maintain_order=True).str.join("、"),
        pl.when(yuan.count() > 0).then(yuan.sum()).alias("total_budget_yuan"),
        pl.col("end_date").max(),
        partly=yuan.null_count() > 0,
    )


def _pairs(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """org_code, code_before, code_after, matched_by; each project in one pair at most."""
    old = before.select("org_code", code_before="project_code", name=plain("project_name"))
    new = after.select("org_code", code_after="project_code", name=plain("project_name"))
    by_code = old.join(new, left_on=["org_code", "code_before"], right_on=["org_code", "code_after"], how="semi")
    same = by_code.select("org_code", "code_before", code_after="code_before", matched_by=pl.lit("code"))
    rest_old = old.join(same, on=["org_code", "code_before"], how="anti")
    rest_new = new.join(same, on=["org_code", "code_after"], how="anti")
    only = [rest.filter(pl.len().over("org_code", "name") == 1) for rest in (rest_old, rest_new)]
    named = only[0].join(only[1], on=["org_code", "name"])
    return pl.concat([same, named.select("org_code", "code_before", "code_after", matched_by=pl.lit("name"))])


def _told(rows: pl.DataFrame, when: str) -> pl.DataFrame:
    return rows.select(
        "org_code",
        pl.col("project_code").alias(f"code_{when}"),
        pl.col("org_name").alias(f"org_name_{when}"),
        pl.col("project_name").alias(f"project_name_{when}"),
        pl.col("total_budget_yuan").cast(_MONEY).alias(f"{when}_yuan"),
        pl.col("end_date").alias(f"end_{when}"),
        pl.lit(value=True).alias(f"in_{when}"),
        pl.col("partly").alias(f"partly_{when}"),
    )


def _ratio() -> pl.Expr:
    return pl.col("after_yuan").cast(pl.Float64) / pl.col("before_yuan").cast(pl.Float64)


def _change() -> pl.Expr:
    before, after = pl.col("before_yuan"), pl.col("after_yuan")
    untold = pl.col("partly_before").fill_null(value=False) | pl.col("partly_after").fill_null(value=False)
    # A budget of zero or below is none that growth can be measured from.
    untold |= (pl.col("in_before") & (before <= 0)) | (pl.col("in_after") & (after <= 0))
    return (
        pl.when(untold.fill_null(value=False))
        .then(pl.lit(Change.UNTOLD))
        .when(pl.col("in_before").is_null())
        .then(pl.lit(Change.NEW))
        .when(pl.col("in_after").is_null())
        .then(pl.lit(Change.GONE))
        .when((_ratio() >= SCALE) | (_ratio() <= 1 / SCALE))
        .then(pl.lit(Change.SCALE))
        .when(after > before)
        .then(pl.lit(Change.GREW))
        .when(after < before)
        .then(pl.lit(Change.SHRANK))
        .otherwise(pl.lit(Change.SAME))
    )
