"""Projects month by month: what each had paid and contracted at every month end, and the best month it ever had."""

from collections.abc import Sequence

import polars as pl

MONTHS = 12

RECENT = 3
"""How many months before a month end contracts are compared with."""

_MONTH_NUMBERS = range(1, MONTHS + 1)
_CELLS = [(name, number) for name in ("paid", "contracted") for number in _MONTH_NUMBERS]


def by_month(amounts: pl.DataFrame) -> pl.DataFrame:
    """What projects had paid and contracted at every month end of a year: a row a project.

    `amounts`: org_code, project, month, paid_yuan, contracted_yuan (cumulative). Returns org_code, project, paid_1 …
    paid_12, contracted_1 … contracted_12; null where a project has no line.
    """
    key = ["org_code", "project"]
    floats = amounts.with_columns(pl.col("paid_yuan", "contracted_yuan").cast(pl.Float64))
    told = floats.pivot("month", on_columns=_MONTH_NUMBERS, index=key, values=["paid_yuan", "contracted_yuan"])
    return told.rename({f"{name}_yuan_{number}": f"{name}_{number}" for name, number in _CELLS})


def until(months: pl.DataFrame, month: int) -> pl.DataFrame:
    """What of a year (see `by_month`) is known at a month end: paid_1 … paid_12, those later null, and before_yuan.

    before_yuan: contracted three months earlier; null where that month is of the year before. Columns of other names
    stay.
    """
    later = [pl.lit(None, pl.Float64).alias(f"paid_{number}") for number in range(month + 1, MONTHS + 1)]
    before = pl.lit(None, pl.Float64) if month <= RECENT else pl.col(f"contracted_{month - RECENT}")
    known = [f"paid_{number}" for number in range(1, month + 1)]
    cells = [f"{name}_{number}" for name, number in _CELLS]
    return months.select(pl.exclude(cells), *known, *later, before_yuan=before)


def best_months(years: Sequence[pl.DataFrame], earlier: pl.DataFrame | None = None) -> pl.DataFrame:
    """The most that each project ever paid in a month of past years (see `by_month`): best_before_yuan.

    `earlier`: the same of the years before these. A month whose neighbour before has no line stands for several, and
    does not count.
    """
    steps = [pl.col("paid_1"), *(pl.col(f"paid_{number}") - pl.col(f"paid_{number - 1}") for number in range(2, 13))]
    best = [year.select("org_code", "project", best_before_yuan=pl.max_horizontal(steps).round(2)) for year in years]
    nothing = pl.DataFrame(schema={"org_code": pl.String, "project": pl.String, "best_before_yuan": pl.Float64})
    every = pl.concat([nothing if earlier is None else earlier, *best])
    return every.group_by("org_code", "project").agg(pl.col("best_before_yuan").max())
