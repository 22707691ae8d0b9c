"""How much was paid over what the standard allows, and through what: price, quantity, or things not on the list (M6).

For one organisation, item and grade with cost C, quantity q, approved quantity q*, standard s:
C − q*·s = (C_on − q·s) over price + s·(q − q*) over quantity + C_off off the list, with C = C_on + C_off.
An identity, ours: each product is rounded to the cent once (half up) and the steps are differences of rounded amounts,
so that they tie to C − q*·s to the cent.

In the middle of a year the approved quantity counts at the usual share of the item by that month, Σ paid by then ÷ Σ
paid in the year over its own past years (M20; see `forecast.expected`), and at month ÷ 12 only where nothing is known
of the past, which `share_basis` says. What is over and what is under are told apart, never netted.

Limits: it says nothing about whether the standard is right, or the service better. Without an approved quantity the
work done is taken as approved, and over quantity is unknown, not zero. Work is taken to be done at the pace at which
the item is usually paid; of a year that is over the workload is that of the whole year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

import polars as pl

STEPS = ("over_price_yuan", "over_quantity_yuan", "off_list_yuan")
"""What the excess is made up of, in the order of the columns."""

MONTHS = 12
CALENDAR = "calendar"
"""In place of whose past the share rests on, where nothing is known of it."""

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

    overs: Decimal = Decimal(0)
    """What those paid over the standard that are over it."""
    n_over: int = 0
    unders: Decimal = Decimal(0)
    """What those stayed under the standard that are under it."""
    n_under: int = 0

    @property
    def over(self) -> Decimal:
        """What was paid over what the standards allow, those under it netted; negative where less was."""
        return self.paid - self.allowed


def apart(cells: pl.DataFrame, month: int = MONTHS) -> pl.DataFrame:
    """Take what was paid apart, one row an organisation, item and grade.

    `cells`: spent_yuan (decimal), off_list_yuan (decimal, the part of it that is not on the standard's list, null for
    none), quantity, approved_quantity (of the whole year; null where unknown), standard (yuan for one unit and year);
    `month` is the cut-off. It may tell share (the usual share of the year by the month; null for the calendar) and
    whole_year (whether the quantity is that of the whole year, so that the same share of it is done by the month).
    Adds share_of_year, share_basis (basis where told, else calendar; null in December), allowed_yuan, over_price_yuan,
    over_quantity_yuan, off_list_yuan, over_yuan (their sum and spent − allowed, to the cent) and unjudged (see
    `Unjudged`; the amounts are then null).
    """
    shared = _with_share(cells, month)
    columns = ("spent_yuan", "off_list_yuan", "quantity", "approved_quantity", "standard", "share_of_year", "_done")
    told = [_steps(row, month) for row in shared.select(columns).iter_rows()]
    names = ("allowed_yuan", *STEPS, "over_yuan")
    amounts = [pl.Series(name, [each[i] for each in told], _MONEY) for i, name in enumerate(names)]
    return shared.with_columns(*amounts, _unjudged()).drop("_done")


def excess(apart: pl.DataFrame) -> Excess:
    """The sums over what could be judged; the steps too are those of everything, netted."""
    judged = apart.filter(pl.col("unjudged").is_null())
    paid, allowed, price, quantity, off_list = (_sum(judged[name]) for name in ("spent_yuan", "allowed_yuan", *STEPS))
    over, under = judged.filter(pl.col("over_yuan") > 0), judged.filter(pl.col("over_yuan") < 0)
    overs, unders = _sum(over["over_yuan"]), -_sum(under["over_yuan"])
    return Excess(
        judged.height, paid, allowed, price, quantity, off_list, overs, over.height, unders, under.height
    )  # fmt: skip


def together(apart: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Rows that were taken apart, added up by the columns `by`: amounts of what was judged, and what was not.

    Returns by, n, spent_yuan, allowed_yuan, the STEPS, over_yuan (netted), overs_yuan and unders_yuan (what those are
    over that are over, and under that are under), unjudged_yuan (paid for what could not be judged);
    quantity, approved_quantity, value (unit cost) and standard (of the mix of grades, Σ quantity × standard ÷ Σ
    quantity) where all of it is one item in one unit, else null.
    """
    judged = pl.col("unjudged").is_null()
    one_thing = (pl.col("item_code").n_unique() == 1) & (pl.col("measure_unit").fill_null("").n_unique() == 1)
    sums = apart.group_by(list(by), maintain_order=True).agg(
        *(_of_judged(pl.col(name)).alias(name) for name in ("allowed_yuan", *STEPS, "over_yuan")),
        n=judged.sum(),
        overs_yuan=_of_judged(pl.col("over_yuan").clip(0)),
        unders_yuan=_of_judged((-pl.col("over_yuan")).clip(0)),
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


def _of_judged(amount: pl.Expr) -> pl.Expr:
    """The sum over what was judged; null where nothing of it is known."""
    known = amount.filter(pl.col("unjudged").is_null())
    return pl.when(known.count() > 0).then(known.sum())


def _with_share(cells: pl.DataFrame, month: int) -> pl.DataFrame:
    """With share_of_year, share_basis, and which part of the quantity is done by the month."""
    nothing = {"share": pl.Float64, "basis": pl.String, "whole_year": pl.Boolean}
    missing = [pl.lit(None, kind).alias(name) for name, kind in nothing.items() if name not in cells.columns]
    told = cells.with_columns(missing)
    known = pl.col("share").is_not_null() & (month < MONTHS)
    basis = pl.when(known).then(pl.col("basis").fill_null("class")).when(month < MONTHS).then(pl.lit(CALENDAR))
    share = pl.when(known).then("share")
    done = pl.when(pl.col("whole_year").fill_null(value=False)).then(share.fill_null(month / MONTHS)).otherwise(1.0)
    return told.with_columns(share_of_year=share, share_basis=basis, _done=done).drop(
        *(name for name in nothing if name not in cells.columns)
    )


def _where(one_thing: pl.Expr, what: str | pl.Expr) -> pl.Expr:
    """The sum of something known of every row, where they are all of one thing."""
    column = pl.col(what) if isinstance(what, str) else what
    return pl.when(one_thing & column.is_not_null().all()).then(column.sum())


def _steps(
    row: tuple[Decimal, Decimal | None, float | None, float | None, float | None, float | None, float],
    month: int,
) -> tuple[Decimal | None, ...]:
    spent, off_list, quantity, approved, standard, share, done = row
    part = Decimal(month) / MONTHS if share is None else _exact(share)
    if standard is None or quantity is None:
        return (None,) * 5
    off = off_list or Decimal(0)
    at_standard = _cents(_exact(quantity) * _exact(done) * _exact(standard))
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
