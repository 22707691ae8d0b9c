"""Payments: a month's spending of each budget line broken into vouchers that add up to it to the cent."""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from duibiao.demo.ledger import Cents, Ledger

_REFUND_SHARE = 0.003
"""Share of line-months in which a wrong payment comes back and is paid again in the same month."""

_REFUND_FROM = 1_000_000
"""Smallest amount (cents) of a month in which that happens."""


def vouchers_of(ledger: Ledger, month: int, seed: int) -> pl.DataFrame:
    """The vouchers of one month in order of date: `line` (row of the ledger), pay_date, voucher_no, cents, payee."""
    rng = np.random.default_rng([seed, 3, ledger.year, month])
    due = ledger.amounts.paid[:, month - 1]
    rows = np.flatnonzero(due)
    many = np.where(due[rows] > 0, 1 + rng.poisson(ledger.lines["vouchers"].to_numpy()[rows]), 1)
    line, cents = _pieces(rows, due[rows], many, rng)
    wrong, back = _refunds(rows, due[rows], rng)
    line, cents = np.concatenate([line, wrong]), np.concatenate([cents, back])
    kept = cents != 0
    line, cents = line[kept], cents[kept]
    frame = pl.DataFrame(
        {
            "line": line.astype(np.int64),
            "pay_date": workdays(ledger.year, month, rng, len(line)),
            "cents": cents,
            "payee": rng.integers(1, 6_000, len(line)),
        }
    ).sort("pay_date", "line", maintain_order=True)
    number = pl.format("ZF{}{}{}", pl.lit(ledger.year), pl.lit(f"{month:02d}"), _serial())
    return frame.with_columns(voucher_no=number)


def _serial() -> pl.Expr:
    return (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(7)


def _pieces(
    rows: npt.NDArray[np.intp], due: Cents, many: npt.NDArray[np.int64], rng: np.random.Generator
) -> tuple[npt.NDArray[np.intp], Cents]:
    """`many[i]` random parts of `due[i]`: differences of rounded running shares, so that they add up exactly."""
    ends = np.cumsum(many)
    starts = ends - many
    weights = rng.uniform(0.25, 1.0, int(ends[-1]) if len(ends) else 0)
    running = np.cumsum(weights)
    before = np.where(starts > 0, running[starts - 1], 0.0)
    share = (running - np.repeat(before, many)) / np.repeat(running[ends - 1] - before, many)
    upto = np.round(share * np.repeat(due, many)).astype(np.int64)
    upto[ends - 1] = due
    pieces = np.diff(upto, prepend=0)
    pieces[starts] = upto[starts]
    return np.repeat(rows, many), pieces


def _refunds(rows: npt.NDArray[np.intp], due: Cents, rng: np.random.Generator) -> tuple[npt.NDArray[np.intp], Cents]:
    """Pairs of a payment returned and paid again: they leave the month as it was."""
    chosen = np.flatnonzero((rng.random(len(rows)) < _REFUND_SHARE) & (due > _REFUND_FROM))
    amounts = np.round(due[chosen] * rng.uniform(0.05, 0.3, len(chosen))).astype(np.int64)
    return np.tile(rows[chosen], 2), np.concatenate([-amounts, amounts])


def workdays(year: int, month: int, rng: np.random.Generator, n: int) -> npt.NDArray[np.datetime64]:
    """Days on which offices work, between the 4th and the 28th of a month."""
    first = np.datetime64(date(year, month, 1), "D")
    days = first + rng.integers(3, 28, n)
    workdays: npt.NDArray[np.datetime64] = np.busday_offset(days, 0, roll="backward")
    return workdays
