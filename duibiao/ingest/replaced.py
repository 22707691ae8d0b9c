"""What stands and would be gone: rows that are read now, of organisations and periods that a new batch takes over.

A file that names a part of what an organisation has takes the rest away, on every way in; so it is asked about first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from duibiao.analysis.batch_change import BatchChange
from duibiao.ingest.fact import Values, values
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Option, Severity
from duibiao.ingest.reading import Reading

CODE, YES = "replaces", "yes"
"""The question, and the answer that lets the rows go."""

SMALL_SHARE = 0.05
"""Up to this share of the rows and of each amount that stand, a correction may take rows away with a note alone."""

MAJORITY = 0.5
"""Nor may it take more than this of what stands of one organisation and period, however small a part of the file."""

COARSER = 0.5
"""A file with fewer rows than this share of those that stand says less than they do, though it may name all things."""

_SCOPE = ["scope_org", "scope_period"]


@dataclass(frozen=True)
class Loss:
    """What would be gone.

    `scopes`: grain scope that is taken over: scope_org, scope_period, n_rows and n_rows_gone, and for every column of
    money `<name>` and `<name>_gone`: sums of absolute amounts, so that refunds hide nothing. `amounts`: of every such
    column the signed sum of what is gone. `columns`: those of them that the file has not at all. `n_after` is how many
    rows the file has for these scopes.
    """

    scopes: pl.DataFrame
    amounts: dict[str, Decimal]
    columns: tuple[str, ...]
    n_after: int

    @property
    def n_rows(self) -> int:
        """How many rows stand."""
        return int(self.scopes["n_rows"].sum())

    @property
    def n_gone(self) -> int:
        """How many of them would be gone."""
        return int(self.scopes["n_rows_gone"].sum())

    @property
    def is_coarser(self) -> bool:
        """Whether far fewer rows stand for the same things afterwards."""
        return self.n_after < COARSER * self.n_rows

    @property
    def is_large(self) -> bool:
        """Whether more would be gone than a correction takes away."""
        parts = ["n_rows", *self.amounts]
        whole = self.scopes.sum().select((_share(part) > SMALL_SHARE).alias(part) for part in parts)
        each = self.scopes.select((_share(part) > MAJORITY).any().alias(part) for part in parts)
        return self.is_coarser or any((*whole.row(0), *each.row(0)))


def loss(change: BatchChange, before: pl.DataFrame, reading: Reading) -> Loss:
    """What of the rows that stand (`before`) the file does not have any more.

    A thing that has gone to another organisation of the file is not gone.
    """
    gone = _gone_things(change, reading.rows).cast({name: before.schema[name] for name in change.by})
    lost = before.with_row_index("place").join(gone, on=list(change.by), how="semi", nulls_equal=True)
    flagged = before.with_row_index("place").with_columns(is_gone=pl.col("place").is_in(lost["place"].to_list()))
    money = [column.name for column in reading.extract.money if _has_money(before[column.name])]
    absent = [name for name in money if name not in reading.rows.columns]
    scopes = flagged.group_by(_SCOPE, maintain_order=True).agg(
        pl.len().alias("n_rows"),
        pl.col("is_gone").sum().alias("n_rows_gone"),
        *(_absolute(name).sum().alias(name) for name in money),
        *(_absolute(name).filter(pl.col("is_gone") | (name in absent)).sum().alias(f"{name}_gone") for name in money),
    )
    amounts = {name: _total((before if name in absent else lost)[name]) for name in money}
    n_after = reading.rows.join(scopes, on=_SCOPE, how="semi").height
    return Loss(scopes, amounts, tuple(absent), n_after)


def is_allowed(answers: Sequence[tuple[str, str]]) -> bool:
    """Whether somebody said that what the file does not name may go."""
    return (CODE, YES) in answers


def finding(lost: Loss, reading: Reading) -> Iterator[Finding]:
    """The question whether rows that stand may go; for few of them a note."""
    if not (lost.n_gone or lost.is_large):
        return
    told, places = _told(lost, reading), tuple(_examples(lost))
    if lost.is_large:
        n = max(lost.n_gone, lost.n_rows - lost.n_after)
        yield Finding(Severity.ASK, CODE, n, told, places, (Option(YES, "replace"),))
    else:
        yield Finding(Severity.WARN, "rows_gone", lost.n_gone, told, places)


def _told(lost: Loss, reading: Reading) -> Values:
    sums = {name: amount for name, amount in lost.amounts.items() if amount}
    return values(
        extract=reading.extract.name,
        currency=reading.plan.currency,
        of=lost.n_rows,
        n=lost.n_gone,
        n_after=lost.n_after if lost.is_coarser and not lost.n_gone else None,
        columns=tuple(sums),
        sums=tuple(sums.values()),
        absent=lost.columns or None,
    )


def _gone_things(change: BatchChange, rows: pl.DataFrame) -> pl.DataFrame:
    """The things of `change.by` that nobody in the file has any more."""
    gone = change.things.filter(pl.col("status") == "gone").select(change.by)
    rest = [name for name in change.by if name != "scope_org"]
    if not set(rest) - {"scope_period"} or not set(rest) <= set(rows.columns):
        return gone
    there = rows.select(rest).unique().cast({name: gone.schema[name] for name in rest})
    return gone.join(there, on=rest, how="anti")


def _examples(lost: Loss) -> Iterator[Example]:
    """The organisations and periods that lose most rows."""
    money = next(reversed(lost.amounts), None)
    order = ["n_rows_gone", *([f"{money}_gone"] if money else [])]
    for row in lost.scopes.sort(order, descending=True).head(MOST_EXAMPLES).iter_rows(named=True):
        amount = row[f"{money}_gone"] if money else None
        if row["n_rows_gone"] or amount:
            scope = values(org=row["scope_org"], period=row["scope_period"])
            more = values(n=row["n_rows_gone"], of=row["n_rows"], column=money, amount=amount)
            yield Example(0, "", (*scope, *more))


def _has_money(amounts: pl.Series) -> bool:
    return amounts.null_count() < amounts.len()


def _absolute(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Decimal(38, 2)).abs()


def _total(amounts: pl.Series) -> Decimal:
    return Decimal(amounts.cast(pl.Decimal(38, 2)).sum() or 0)


def _share(part: str) -> pl.Expr:
    """Of a sum, how much of it is gone; 0 where there is nothing."""
    share = pl.col(f"{part}_gone").cast(pl.Float64) / pl.col(part).cast(pl.Float64)
    return share.fill_nan(0.0).fill_null(0.0)
