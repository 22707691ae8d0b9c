"""Who spends how much on the same thing: one measure over the members of a group.

A group's figure is the ratio of sums (ΣC/ΣQ), never the mean of ratios; the median over members stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import polars as pl


class Measure(StrEnum):
    """By what spending is compared, and so by what it is divided."""

    TOTAL = "total"
    PER_INHABITANT = "per_inhabitant"
    PER_KM2 = "per_km2"
    PER_UNIT = "per_unit"
    PER_STAFF = "per_staff"
    SHARE = "share"

    @property
    def base(self) -> str | None:
        """The column that spending is divided by; none for the total."""
        return _BASES[self]


_BASES: dict[Measure, str | None] = {
    Measure.TOTAL: None,
    Measure.PER_INHABITANT: "population",
    Measure.PER_KM2: "area_km2",
    Measure.PER_UNIT: "quantity",
    Measure.PER_STAFF: "staff_count",
    Measure.SHARE: "org_total_yuan",
}

_KEPT = (
    "org_code", "org_name", "org_type", "spent_yuan", "base", "value", "from_median", "n_lines", "provenance",
    "one_off_yuan", "n_part_year", "state",
)  # fmt: skip


class State(StrEnum):
    """Why a member has the figure it has, or none: these are different things and look different."""

    KNOWN = "known"
    ZERO = "zero"
    NO_LINES = "no_lines"
    """Not applicable: it has no budget line of the thing."""
    NO_BASE = "no_base"
    """Missing: what it would be divided by is not told."""
    SUPPRESSED = "suppressed"
    """Withheld: more came back than went out, and a negative cost is no cost."""


@dataclass(frozen=True)
class Comparison:
    """The members by a measure, highest first, and what holds for the group.

    `rows`: org_code, org_name, org_type, spent_yuan, base, value, from_median (value ÷ median − 1), n_lines,
    provenance, one_off_yuan, n_part_year, state. `value` is yuan for the total, yuan per unit of the base, or a share;
    null where `state` says why. `total` is the ratio of sums over the members with a value; `n` counts them;
    `lower` and `upper` are the quartiles of their values (linear interpolation).
    """

    measure: Measure
    rows: pl.DataFrame
    spent_yuan: Decimal
    base: float | None
    total: float | None
    median: float | None
    lower: float | None
    upper: float | None
    n: int

    @property
    def highest(self) -> dict[str, object] | None:
        """The member with the highest value; none where no value is known."""
        return self.rows.row(0, named=True) if self.n else None

    @property
    def known(self) -> pl.DataFrame:
        """The rows with a value."""
        return self.rows.filter(pl.col("value").is_not_null())


def available(members: pl.DataFrame) -> tuple[Measure, ...]:
    """The measures that can be computed for at least one member."""
    return tuple(measure for measure in Measure if _is_known(members, measure))


def compare(members: pl.DataFrame, measure: Measure) -> Comparison:
    """Compare `members` of one year by `measure`.

    `members`: org_code, org_name, org_type, spent_yuan, n_lines and the bases (population, area_km2, quantity,
    staff_count, org_total_yuan), one row an organisation; provenance, one_off_yuan and n_part_year are carried along.
    An organisation whose spent_yuan is null has no line of the thing, which is not the same as zero: it has no value
    and does not count in n.
    """
    rows = valued(members, measure)
    known = rows.filter(pl.col("value").is_not_null())
    median = _number(known["value"].median())
    spent = Decimal(known["spent_yuan"].sum())
    base = _number(known["base"].sum()) if measure.base and known.height else None
    return Comparison(
        measure=measure,
        rows=_ranked(rows.with_columns(from_median=_relative(pl.col("value"), median))),
        spent_yuan=spent,
        base=base,
        total=_total(spent, base, measure, known.height),
        median=median,
        lower=_number(known["value"].quantile(0.25, "linear")),
        upper=_number(known["value"].quantile(0.75, "linear")),
        n=known.height,
    )


def valued(members: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """The members, of any number of years, with `base`, `value` and `state`."""
    base = pl.col(measure.base).cast(pl.Float64) if measure.base else pl.lit(1.0)
    spent = pl.col("spent_yuan").cast(pl.Float64)
    has_base = pl.col("base") > 0
    return members.with_columns(base=base).with_columns(
        value=pl.when(has_base & (spent >= 0)).then(spent / pl.col("base")),
        state=pl.when(spent.is_null())
        .then(pl.lit(State.NO_LINES.value))
        .when(~has_base.fill_null(value=False))
        .then(pl.lit(State.NO_BASE.value))
        .when(spent < 0)
        .then(pl.lit(State.SUPPRESSED.value))
        .when(spent == 0)
        .then(pl.lit(State.ZERO.value))
        .otherwise(pl.lit(State.KNOWN.value)),
    )


def over_years(members: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Year by year: year, n, lower, median, upper (quartiles of the members' values), total (the ratio of sums)."""
    known = valued(members, measure).filter(pl.col("value").is_not_null())
    spent = pl.col("spent_yuan").cast(pl.Float64).sum()
    ratio = spent / pl.col("base").sum() if measure.base else spent
    return known.group_by("year").agg(
        n=pl.len(),
        lower=pl.col("value").quantile(0.25, "linear"),
        median=pl.col("value").median(),
        upper=pl.col("value").quantile(0.75, "linear"),
        total=ratio,
    ).sort("year")  # fmt: skip


def measure_unit(members: pl.DataFrame) -> str | None:
    """In what the workload of all members is counted; none when it is unknown or not the same for all."""
    units = members.filter(pl.col("quantity") > 0)["measure_unit"].unique()
    return str(units[0]) if len(units) == 1 and units[0] is not None else None


def names_of(codes: Sequence[str], rows: pl.DataFrame) -> tuple[str, ...]:
    """The names of organisations among the rows, in the order of their codes."""
    names = dict(rows.select("org_code", "org_name").iter_rows())
    return tuple(str(names.get(code) or code) for code in codes)


def _is_known(members: pl.DataFrame, measure: Measure) -> bool:
    if measure is Measure.PER_UNIT and measure_unit(members) is None:
        return False
    return measure.base is None or bool((members[measure.base].fill_null(0) > 0).any())


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    kept = [name for name in _KEPT if name in rows.columns]
    return rows.select(kept).sort("value", "org_code", descending=[True, False], nulls_last=True)


def _relative(value: pl.Expr, median: float | None) -> pl.Expr:
    return value / median - 1 if median is not None and median > 0 else pl.lit(None, dtype=pl.Float64)


def _total(spent: Decimal, base: float | None, measure: Measure, n: int) -> float | None:
    if not n:
        return None
    if measure.base is None:
        return float(spent)
    return float(spent) / base if base else None


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
