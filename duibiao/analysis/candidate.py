"""What a standard could be, from what comparable organisations pay: a candidate for people to confirm (method M12).

Source: quotas of public bodies are commonly set between the lower quartile and the median of comparable cases, so that
they can be kept and still save; ours in the choice of checks. Quantiles by linear interpolation (Hyndman and Fan 1996,
type 7) over the unit costs of one item, grade and unit of workload that pass every check.

Limits: what all of them do badly, the candidate does too; it knows nothing of the service reached. With fewer than five
that pass there is none.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import polars as pl

from duibiao.analysis.outliers import FEWEST, Verdict

LOWEST_LEVEL, HIGHEST_LEVEL = 0.25, 0.50
"""Between which quantiles a candidate may lie."""

ONE_OFF_SHARE = 0.10
"""Costs of which more than this share is one-off are not those of a usual year."""

_SURE = ("inventory", "contract")
_CENT = Decimal("0.01")


class Reason(StrEnum):
    """Why a unit cost does not count towards a candidate."""

    NO_VALUE = "no_value"
    SELF_REPORTED = "self_reported"
    ONE_OFFS = "one_offs"
    PART_YEAR = "part_year"
    FLAGGED = "flagged"


@dataclass(frozen=True)
class Candidate:
    """A candidate for one item, grade and unit; amounts in yuan for one unit of workload and year.

    `saving_yuan`: what those above it would pay less if they paid it; `net_yuan`: what all who pass would pay less (or
    more, where negative) if all of them paid it.
    """

    level: float
    amount_yuan: Decimal
    n: int
    n_left_out: int
    lowest: float
    lower: float
    median: float
    upper: float
    highest: float
    saving_yuan: Decimal
    net_yuan: Decimal

    @property
    def spread(self) -> float:
        """The distance between the quartiles as a share of the median."""
        return (self.upper - self.lower) / self.median


def checked(rows: pl.DataFrame) -> pl.DataFrame:
    """Which unit costs pass the checks of comparability: adds left_out (see `Reason`, the first that applies; or null).

    `rows`: value, provenance (several with commas between), spent_yuan, one_off_yuan, n_part_year, verdict (of M2).
    """
    told = pl.col("provenance").fill_null("").str.split(", ")
    sure = told.list.eval(pl.element().is_in(_SURE)).list.all() & (pl.col("provenance").fill_null("") != "")
    one_off = pl.col("one_off_yuan").fill_null(0).cast(pl.Float64) > ONE_OFF_SHARE * pl.col("spent_yuan").cast(
        pl.Float64
    )
    checks = (
        (pl.col("value").is_null() | (pl.col("value") <= 0), Reason.NO_VALUE),
        (~sure, Reason.SELF_REPORTED),
        (one_off, Reason.ONE_OFFS),
        (pl.col("n_part_year").fill_null(0) > 0, Reason.PART_YEAR),
        (pl.col("verdict") == Verdict.FLAGGED, Reason.FLAGGED),
    )
    reasons = pl.coalesce(*(pl.when(fails).then(pl.lit(str(reason))) for fails, reason in checks))
    return rows.with_columns(left_out=reasons)


def candidate(checked: pl.DataFrame, level: float) -> Candidate | None:
    """The candidate at a quantile (0.25 to 0.50) of those that pass; none for fewer than five.

    `checked`: rows of one item, grade and unit with value, quantity, left_out; raises ValueError for another level.
    """
    if not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        raise ValueError(f"level {level} is not between {LOWEST_LEVEL} and {HIGHEST_LEVEL}")
    passing = checked.filter(pl.col("left_out").is_null())
    if passing.height < FEWEST:
        return None
    values = passing["value"]
    amount = _cents(_quantile(values, level))
    costs = [(Decimal(str(value)) - amount) * Decimal(str(quantity)) for value, quantity in _pairs(passing)]
    return Candidate(
        level=level,
        amount_yuan=amount,
        n=passing.height,
        n_left_out=checked.height - passing.height,
        lowest=float(values.min()),  # type: ignore[arg-type]
        lower=_quantile(values, 0.25),
        median=_quantile(values, 0.5),
        upper=_quantile(values, 0.75),
        highest=float(values.max()),  # type: ignore[arg-type]
        saving_yuan=_cents(sum((cost for cost in costs if cost > 0), Decimal(0))),
        net_yuan=_cents(sum(costs, Decimal(0))),
    )


def _pairs(rows: pl.DataFrame) -> list[tuple[float, float]]:
    return list(rows.select("value", "quantity").iter_rows())


def _quantile(values: pl.Series, level: float) -> float:
    return float(values.quantile(level, "linear"))  # type: ignore[arg-type]


def _cents(amount: Decimal | float) -> Decimal:
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return exact.quantize(_CENT, ROUND_HALF_UP)
