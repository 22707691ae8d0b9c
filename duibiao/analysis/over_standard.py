"""How much was paid over what the standard allows, and through what: price, quantity, or things not on the list (M6).

For one organisation, item and grade with cost C, quantity q, approved quantity q*, standard s:
C − q*·s = (C_on − q·s) over price + s·(q − q*) over quantity + C_off off the list, with C = C_on + C_off.
An identity, ours: each product is rounded to the cent once (half up) and the steps are differences of rounded amounts,
so that they tie to C − q*·s to the cent.

Limits: it says nothing about whether the standard is right, or the service better. Without an approved quantity the
work done is taken as approved, and over quantity is unknown, not zero. A part of the year is set against the same part
of the approved quantity of the year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

import polars as pl

STEPS = ("over_price_yuan", "over_quantity_yuan", "off_list_yuan")
"""What the excess is made up of, in the order of the columns."""

MONTHS = 12
_CENT = Decimal("0.01")
_WIDE = Context(prec=60)
_MONEY = pl.Decimal(38, 2)


class Unjudged(StrEnum):
    """Why an amount cannot be set against a standard."""

    NO_STANDARD = "no_standard"
    NO_WORKLOAD = "no_workload"


@dataclass(frozen=True)
class Excess:
    """Sums of what was judged, in yuan to the cent: `paid` − `allowed` = `price` + `quantity` + `off_list`."""

    n: int
    paid: Decimal
    allowed: Decimal
    price: Decimal
    quantity: Decimal
    off_list: Decimal

    @property
    def over(self) -> Decimal:
        """What was paid over what the standards allow; negative where less was."""
        return self.paid - self.allowed


def apart(cells: pl.DataFrame, month: int = MONTHS) -> pl.DataFrame:
    """Take what was paid apart, one row an organisation, item and grade.

    `cells`: spent_yuan (decimal), off_list_yuan (decimal, the part of it that is not on the standard's list, null for
    none), quantity, approved_quantity (of the whole year; null where unknown), standard (yuan for one unit and year);
    `month` is the cut-off. Adds allowed_yuan, over_price_yuan, over_quantity_yuan, off_list_yuan, over_yuan (their sum
    and spent − allowed, to the cent) and unjudged (see `Unjudged`; the amounts are then null).
    """
    part = Decimal(month) / MONTHS
    columns = ("spent_yuan", "off_list_yuan", "quantity", "approved_quantity", "standard")
    told = [_steps(row, part) for row in cells.select(columns).iter_rows()]
    names = ("allowed_yuan", *STEPS, "over_yuan")
    amounts = [pl.Series(name, [each[i] for each in told], _MONEY) for i, name in enumerate(names)]
    return cells.with_columns(*amounts, _unjudged())


def excess(apart: pl.DataFrame) -> Excess:
    """The sums over what could be judged."""
    judged = apart.filter(pl.col("unjudged").is_null())
    sums = (_sum(judged[name]) for name in ("spent_yuan", "allowed_yuan", *STEPS))
    return Excess(judged.height, *sums)


def together(apart: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Rows that were taken apart, added up by the columns `by`: amounts of what was judged, and what was not.

    Returns by, n, spent_yuan, allowed_yuan, the STEPS, over_yuan, unjudged_yuan (paid for what could not be judged);
    quantity, approved_quantity, value (unit cost) and standard (of the mix of grades, Σ quantity × standard ÷ Σ
    quantity) where all of it is one item in one unit, else null.
    """
    judged = pl.col("unjudged").is_null()
    one_thing = (pl.col("item_code").n_unique() == 1) & (pl.col("measure_unit").fill_null("").n_unique() == 1)
    sums = apart.group_by(list(by), maintain_order=True).agg(
        *(_of_judged(name) for name in ("allowed_yuan", *STEPS, "over_yuan")),
        n=judged.sum(),
        spent_yuan=pl.col("spent_yuan").cast(_MONEY).sum(),
        unjudged_yuan=pl.col("spent_yuan").filter(~judged).cast(_MONEY).sum(),
        quantity=_where(one_thing, "quantity"),
        approved_quantity=_where(one_thing, "approved_quantity"),
        _at_standard=_where(one_thing, pl.col("quantity") * pl.col("standard")),
    )
    divided = pl.when(pl.col("quantity") > 0)
    return sums.with_columns(
        value=divided.then(pl.col("spent_yuan").cast(pl.Float64) / pl.col("quantity")),
        standard=divided.then(pl.col("_at_standard") / pl.col("quantity")),
    ).drop("_at_standard")


def _of_judged(name: str) -> pl.Expr:
    """The sum over what was judged; null where nothing of it is known."""
    known = pl.col(name).filter(pl.col("unjudged").is_null())
    return pl.when(known.count() > 0).then(known.sum()).alias(name)


def _where(one_thing: pl.Expr, what: str | pl.Expr) -> pl.Expr:
    """The sum of something known of every row, where they are all of one thing."""
    column = pl.col(what) if isinstance(what, str) else what
    return pl.when(one_thing & column.is_not_null().all()).then(column.sum())


def _steps(
    row: tuple[Decimal, Decimal | None, float | None, float | None, float | None], part: Decimal
) -> tuple[Decimal | None, ...]:
    spent, off_list, quantity, approved, standard = row
    if standard is None or quantity is None:
        return (None,) * 5
    off = off_list or Decimal(0)
    at_standard = _cents(_exact(quantity) * _exact(standard))
    allowed = at_standard if approved is None else _cents(_exact(approved) * part * _exact(standard))
    over_quantity = None if approved is None else at_standard - allowed
    return allowed, spent - off - at_standard, over_quantity, off, spent - allowed


def _unjudged() -> pl.Expr:
    no_standard, no_workload = pl.lit(str(Unjudged.NO_STANDARD)), pl.lit(str(Unjudged.NO_WORKLOAD))
    return (
        pl.when(pl.col("standard").is_null())
        .then(no_standard)
        .when(pl.col("quantity").is_null())
        .then(no_workload)
        .alias("unjudged")
    )


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP, _WIDE)


def _sum(amounts: pl.Series) -> Decimal:
    return sum(amounts.drop_nulls(), Decimal(0))
