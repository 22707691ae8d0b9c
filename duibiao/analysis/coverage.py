"""Which periods are covered by data, and where there are holes between the first and the last.

Frames have `extract` and `period` as the warehouse keeps it: a year (2026), a month (2026-08), '' for always.
"""

from calendar import monthrange
from datetime import date, timedelta

import polars as pl

MONTHS = 12

REPORT_DAYS = 15
"""Days after its end by which a month should be loaded; ours: books are closed in the first half of the next month."""


def spans(coverage: pl.DataFrame) -> pl.DataFrame:
    """The periods as stretches of time: `start` counts months from the year 0, `n_months` is 1 or 12.

    Lists that hold always have neither. `share` is n_orgs ÷ the most organisations that any period of the extract has.
    """
    year = pl.col("period").str.slice(0, 4).cast(pl.Int64, strict=False)
    month = pl.col("period").str.slice(5, 2).cast(pl.Int64, strict=False)
    most = pl.col("n_orgs").max().over("extract")
    return coverage.with_columns(
        start=year * MONTHS + month.fill_null(1) - 1,
        n_months=pl.when(year.is_null()).then(None).when(month.is_null()).then(MONTHS).otherwise(1),
        share=pl.when(most > 0).then(pl.col("n_orgs") / most).otherwise(0.0),
    )


def gaps(found: pl.DataFrame) -> pl.DataFrame:
    """Stretches without any period, between periods of the same extract and length: extract, first, last, n_months.

    `found` comes from `spans`; `first` and `last` are periods, the same where one is missing.
    """
    end = pl.col("start") + pl.col("n_months")
    following = pl.col("start").shift(-1).over("extract", "n_months", order_by="start")
    holes = found.drop_nulls("start").with_columns(until=end, following=following)
    holes = holes.filter(pl.col("following") > pl.col("until")).sort("extract", "start")
    return holes.select(
        "extract",
        first=_period(pl.col("until")),
        last=_period(pl.col("following") - pl.col("n_months")),
        n_months=pl.col("following") - pl.col("until"),
    )


def overdue(found: pl.DataFrame, year: int, on: date) -> int:
    """How many months of the year, after the last one that is there, should be loaded on that day.

    `found` comes from `spans`, of one extract; of a year without any month nothing is said (0).
    """
    last = found.filter((pl.col("n_months") == 1) & (pl.col("start") // MONTHS == year))["start"].max()
    if not isinstance(last, int):
        return 0
    grace = timedelta(days=REPORT_DAYS)
    due = sum(date(year, month, monthrange(year, month)[1]) + grace <= on for month in range(1, MONTHS + 1))
    return max(0, due - (last % MONTHS + 1))


def _period(start: pl.Expr) -> pl.Expr:
    """The period that begins with a month counted from the year 0."""
    year = (start // MONTHS).cast(pl.String).str.zfill(4)
    month = (start % MONTHS + 1).cast(pl.String).str.zfill(2)
    return pl.when(pl.col("n_months") == MONTHS).then(year).otherwise(pl.concat_str(year, pl.lit("-"), month))
