"""Who spends how much on the same thing: one measure over the members of a group.

A group's figure is the ratio of sums (ΣC/ΣQ), never the mean of ratios; the median over members stands beside it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import polars as pl


class Measure(StrEnum):
    """By what spending is compared, and so by what it is divided."""

    TOTAL = "total"
    PER_INHABITANT = "per_inhabitant"
    PER_UNIT = "per_unit"
    SHARE = "share"

    @property
    def base(self) -> str | None:
        """The column that spending is divided by; none for the total."""
        return _BASES[self]


_BASES: dict[Measure, str | None] = {
    Measure.TOTAL: None,
    Measure.PER_INHABITANT: "population",
    Measure.PER_UNIT: "quantity",
    Measure.SHARE: "org_total_yuan",
}


_GRADES = "特一二三四五六七八九"


class State(StrEnum):
    """Why a member has the figure it has, or none: these are different things and look different."""

    KNOWN = "known"
    ZERO = "zero"
    NO_LINES = "no_lines"
    NO_BASE = "no_base"


@dataclass(frozen=True)
class Comparison:
    """The members by a measure, highest first, and what holds for the group.

    `rows`: org_code, org_name, org_type, spent_yuan, base, value, from_median (value ÷ median − 1), n_lines, state.
    `value` is yuan for the total, yuan per unit of the base, or a share; null where `state` says why.
    `total` is the ratio of sums over the members with a value; `n` counts them.
    """

    measure: Measure
    rows: pl.DataFrame
    spent_yuan: Decimal
    base: float | None
    total: float | None
    median: float | None
    n: int

    @property
    def highest(self) -> dict[str, object] | None:
        """The member with the highest value; none where no value is known."""
        return self.rows.row(0, named=True) if self.n else None


def available(members: pl.DataFrame) -> tuple[Measure, ...]:
    """The measures that can be computed for at least one member."""
    return tuple(measure for measure in Measure if _is_known(members, measure))


def compare(members: pl.DataFrame, measure: Measure) -> Comparison:
    """Compare `members` by `measure`.

    `members`: org_code, org_name, org_type, spent_yuan, n_lines and the bases (population, quantity,
    org_total_yuan), one row an organisation. An organisation whose spent_yuan is null has no line of the thing, which
    is not the same as zero: it has no value and does not count in n.
    """
    rows = _with_values(members, measure)
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
        n=known.height,
    )


def grades(unit_costs: pl.DataFrame, item: str) -> tuple[str, ...]:
    """The grades of a service item that have a unit cost, the highest first; none where the item has no grades."""
    return tuple(sorted(_of_item(unit_costs, item)["grade"].drop_nulls().unique(), key=_rank))


def of_grade(members: pl.DataFrame, unit_costs: pl.DataFrame, item: str, grade: str) -> pl.DataFrame:
    """The members with spending, workload and lines of one grade only, from the read `unit_costs`."""
    costs = _of_item(unit_costs, item).filter(pl.col("grade") == grade)
    own = costs.group_by("org_code").agg(
        pl.col("spent_yuan").sum(),
        pl.col("quantity").sum(),
        pl.col("measure_unit").first(),
        pl.col("n_lines").sum(),
    )
    rest = members.drop("spent_yuan", "quantity", "measure_unit", "n_lines")
    return rest.join(own, on="org_code", how="left").with_columns(pl.col("n_lines").fill_null(0))


def measure_unit(members: pl.DataFrame) -> str | None:
    """In what the workload of all members is counted; none when it is unknown or not the same for all."""
    units = members.filter(pl.col("quantity") > 0)["measure_unit"].unique()
    return str(units[0]) if len(units) == 1 and units[0] is not None else None


def _rank(grade: str) -> tuple[int, str]:
    """特级, 一级, 二级 …: as people count, not as the letters are numbered."""
    found = _GRADES.find(grade[:1])
    return (found if found >= 0 else len(_GRADES), grade)


def _of_item(unit_costs: pl.DataFrame, item: str) -> pl.DataFrame:
    return unit_costs.filter(pl.col("item_code").str.starts_with(item))


def _is_known(members: pl.DataFrame, measure: Measure) -> bool:
    if measure is Measure.PER_UNIT and measure_unit(members) is None:
        return False
    return measure.base is None or bool((members[measure.base].fill_null(0) > 0).any())


def _with_values(members: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    base = pl.col(measure.base).cast(pl.Float64) if measure.base else pl.lit(1.0)
    spent = pl.col("spent_yuan").cast(pl.Float64)
    return members.with_columns(base=base).with_columns(
        value=pl.when(pl.col("base") > 0).then(spent / pl.col("base")),
        state=pl.when(pl.col("spent_yuan").is_null())
        .then(pl.lit(State.NO_LINES.value))
        .when(pl.col("base").is_null() | (pl.col("base") <= 0))
        .then(pl.lit(State.NO_BASE.value))
        .when(pl.col("spent_yuan") == 0)
        .then(pl.lit(State.ZERO.value))
        .otherwise(pl.lit(State.KNOWN.value)),
    )


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "org_code", "org_name", "org_type", "spent_yuan", "base", "value", "from_median", "n_lines", "state"
    ).sort("value", "org_code", descending=[True, False], nulls_last=True)


def _relative(value: pl.Expr, median: float | None) -> pl.Expr:
    return value / median - 1 if median is not None and median > 0 else pl.lit(None, dtype=pl.Float64)


def _total(spent: Decimal, base: float | None, measure: Measure, n: int) -> float | None:
    if not n:
        return None
    return float(spent) if measure.base is None else float(spent) / base if base else None


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
