"""How much of a year's spending is left to December (method M10): the surge index of each organisation.

Source: the index is ours; that spending surges at the year end is measured by Liebman and Mahoney (2017), "Do Expiring
Budgets Lead to Wasteful Year-End Spending?", American Economic Review 107(11), where the last week of the year has 4.9
times the average of the other weeks.

Limits: the index sees when money was paid, not when the work was done, and contracts that are settled once a year pay
in December for good reasons. It says nothing about a year of which December is not loaded.
"""

import polars as pl

LAST = 12
_YEAR = ["org_code", "year"]
_NOTHING = pl.lit(0).cast(pl.Decimal(18, 2))


def surges(paid: pl.DataFrame) -> pl.DataFrame:
    """The surge index of each organisation and year: December ÷ mean of the other months.

    `paid`: org_code, year, month, paid_yuan (cumulative since 1 January), one row each. Grain of the result:
    organisation × year, with december_yuan, others_yuan (sum of the other months), n_others (how many of them),
    mean_yuan = others ÷ n_others, refunds_yuan (what came back, below zero), surge, share (December ÷ the whole year).

    A month in which more came back than went out counts as nothing paid; what came back stands apart. Months that are
    not loaded are taken together with the next one that is. An organisation whose first month is later than the first
    of all in that year began then: its months before do not count. december_yuan, surge and share are null where
    November or December is not loaded; surge also where nothing was paid before December.
    """
    steps = _steps(paid)
    month = pl.col("month")
    december = (month == LAST) & (pl.col("_months") == 1)
    rows = steps.group_by(_YEAR, maintain_order=True).agg(
        december_yuan=pl.when(december.any()).then(pl.col("_out").filter(december).sum()),
        others_yuan=pl.col("_out").filter(month < LAST).sum(),
        n_others=pl.col("_months").filter(month < LAST).sum(),
        refunds_yuan=pl.col("_back").sum(),
    )
    others = pl.col("others_yuan").cast(pl.Float64)
    last = pl.col("december_yuan").cast(pl.Float64)
    mean = pl.when(pl.col("n_others") > 0).then(others / pl.col("n_others"))
    whole = last + others
    return rows.with_columns(
        mean_yuan=mean.round(2).cast(pl.Decimal(18, 2)),
        surge=pl.when(mean > 0).then(last / mean),
        share=pl.when(whole > 0).then(last / whole),
    )


def monthly(paid: pl.DataFrame) -> pl.DataFrame:
    """What was paid in each month, of the same rows as `surges`: adds paid_in_yuan (below zero where more came back).

    n_months tells over how many months it is, where some are not loaded.
    """
    return _steps(paid).select(*_YEAR, "month", "paid_yuan", paid_in_yuan=pl.col("_step"), n_months=pl.col("_months"))


def _steps(paid: pl.DataFrame) -> pl.DataFrame:
    """What was paid since the month loaded before, and how many months that is."""
    rows = paid.sort(*_YEAR, "month").with_columns(_opening=pl.col("month").min().over("year"))
    before = pl.col("paid_yuan").shift(1).over(_YEAR).fill_null(0)
    start = pl.when(pl.col("month") > pl.col("_opening")).then(pl.col("month") - 1).otherwise(0)
    previous = pl.coalesce(pl.col("month").shift(1).over(_YEAR), start)
    return rows.with_columns(_step=pl.col("paid_yuan") - before, _months=pl.col("month") - previous).with_columns(
        _out=pl.max_horizontal("_step", _NOTHING), _back=pl.min_horizontal("_step", _NOTHING)
    )
