"""Why one costs more than the other: price, volume, mix, what is new and what ended (method M5).

For what both have, with quantity q and price p = cost ÷ quantity on the sides 0 and 1, by unit of workload:
volume Σ p₀q₀·(Q₁/Q₀ − 1), mix Σ p₀(q₁ − q₀·Q₁/Q₀), price Σ q₁(p₁ − p₀), with Q = Σq. Together they are C₁ − C₀.
Source: the price, volume and mix variances of cost accounting; the part of joint movement of price and quantity counts
as price, as Σq₁(p₁ − p₀) has it.

Limits: what has no quantity on one side, or another unit, cannot be told apart and is a bar of its own (unmeasured).
Every step is rounded to the cent where it is cut, so that the bars tie to the difference exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

import polars as pl

EFFECTS = ("price", "volume", "mix", "new", "ended", "unmeasured")
"""The bars between the two totals, in the order of the steps."""

SMALLEST = 0.0001
"""The last place in which quantities are kept; what is less is no quantity."""

_CENT = Decimal("0.01")
_WIDE = Context(prec=60)
"""The dearest thing there is, times the largest quantity, divided by the smallest, still has its cents."""


@dataclass(frozen=True)
class Decomposition:
    """The steps from one total to the other.

    `cells`: one row a thing compared: the columns it was compared by, cost_before, cost_after (yuan; null where it is
    on one side only), quantity_before, quantity_after, one column an effect (yuan, zero where it has none), difference.
    """

    before_yuan: Decimal
    after_yuan: Decimal
    cells: pl.DataFrame

    @property
    def effects(self) -> dict[str, Decimal]:
        """Every bar, as the sum of its cells; together they are the difference, to the cent."""
        return {name: _sum(self.cells[name]) for name in EFFECTS}

    def behind(self, effect: str) -> pl.DataFrame:
        """The cells of one bar, the largest first."""
        return self.cells.filter(pl.col(effect) != 0).sort(pl.col(effect).abs(), descending=True)


def decompose(before: pl.DataFrame, after: pl.DataFrame, by: Sequence[str]) -> Decomposition:
    """Take the difference of two sets of costs apart.

    Both frames: the columns `by`, measure_unit, cost_yuan (decimal), quantity (float, null where unknown); rows that
    share their `by` are added up, their quantity unknown as soon as one of them is, or their units differ.
    """
    both = _things(before, by).join(
        _things(after, by), on=list(by), how="full", coalesce=True, nulls_equal=True, suffix="_after"
    )
    both = both.rename({"cost_yuan": "cost_before", "cost_yuan_after": "cost_after"}).sort(list(by), nulls_last=True)
    rows = list(both.iter_rows(named=True))
    scale = _volumes(rows)
    effects = [_effects(row, scale) for row in rows]
    columns = [pl.Series(name, [each[name] for each in effects], pl.Decimal(38, 2)) for name in EFFECTS]
    cells = both.select(
        *by,
        pl.coalesce("measure_unit", "measure_unit_after").alias("measure_unit"),
        "cost_before",
        "cost_after",
        quantity_before="quantity",
        quantity_after="quantity_after",
    ).with_columns(*columns)
    cells = cells.with_columns(difference=pl.sum_horizontal(EFFECTS).cast(pl.Decimal(38, 2)))
    return Decomposition(_sum(both["cost_before"]), _sum(both["cost_after"]), cells)


def _things(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row a thing, with its cost to the cent and its quantity, where the whole of it is known in one unit."""
    known = pl.col("quantity").is_not_null().all() & (pl.col("measure_unit").fill_null("").n_unique() == 1)
    return rows.group_by(list(by)).agg(
        pl.col("cost_yuan").cast(pl.Decimal(38, 2)).sum(),
        measure_unit=pl.col("measure_unit").first(),
        quantity=pl.when(known).then(pl.col("quantity").sum()),
    )


def _is_measured(row: dict[str, object]) -> bool:
    """Whether price and quantity are known on both sides, in the same unit."""
    before, after = row["quantity"], row["quantity_after"]
    there = row["cost_before"] is not None and row["cost_after"] is not None
    known = isinstance(before, float) and isinstance(after, float) and min(before, after) >= SMALLEST
    return there and known and row["measure_unit"] == row["measure_unit_after"]


def _volumes(rows: Sequence[dict[str, object]]) -> dict[object, Decimal]:
    """Q₁/Q₀ by unit of workload, over what is measured on both sides."""
    sums: dict[object, list[Decimal]] = {}
    for row in filter(_is_measured, rows):
        total = sums.setdefault(row["measure_unit"], [Decimal(0), Decimal(0)])
        total[0] += _exact(row["quantity"])
        total[1] += _exact(row["quantity_after"])
    return {unit: after / before for unit, (before, after) in sums.items()}


def _effects(row: dict[str, object], scale: dict[object, Decimal]) -> dict[str, Decimal]:
    """What each bar has of one thing; each step ends where the next begins."""
    effects = dict.fromkeys(EFFECTS, Decimal(0))
    before, after = row["cost_before"], row["cost_after"]
    if before is None:
        effects["new"] = _exact(after)
    elif after is None:
        effects["ended"] = -_exact(before)
    elif not _is_measured(row):
        effects["unmeasured"] = _exact(after) - _exact(before)
    else:
        cost = _exact(before)
        at_scale = _cents(cost * scale[row["measure_unit"]])
        at_old_price = _cents(cost * _exact(row["quantity_after"]) / _exact(row["quantity"]))
        effects["volume"] = at_scale - cost
        effects["mix"] = at_old_price - at_scale
        effects["price"] = _exact(after) - at_old_price
    return effects


def _exact(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_EVEN, _WIDE)


def _sum(amounts: pl.Series) -> Decimal:
    return sum(amounts.drop_nulls(), Decimal(0))
