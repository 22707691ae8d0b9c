"""The account of a file: what became of every amount that stands in it, column by column, and whether that ties.

Each amount is loaded, a control total, set aside, or left out; the whole is added up from the cells on their own, so a
row that got lost on the way shows as a difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import polars as pl

from duibiao.ingest import values
from duibiao.ingest.convert import Converted, Plan, numbers
from duibiao.ingest.evidence import sample
from duibiao.ingest.header import is_personal
from duibiao.ingest.recognise import Recognised
from duibiao.ingest.sheet import Sheet

LEAST_AMOUNTS = 0.8
"""The share of the cells of a column that must read as amounts for it to be one."""
_AMOUNT = r"^[\s¥£$€(\x{ff08}-]*\d[\d,.]*[\s)\x{ff09}%-]*$"
_NO_CODE = r"[.,]\d|^[-(]|\d,\d{3}|[¥£$€)]"
"""What codes, years and running numbers do not have."""


class Fate(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    TOTAL = "total"
    ASIDE = "aside"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Line:
    """One column of a table, or a whole sheet that is not read.

    Amounts are in yuan (or the currency of the file) where the column is read, in the unit of the file elsewhere;
    `target` is the column of the extract, '' where none; `n` counts the cells with an amount.
    """

    sheet: str
    column: str
    target: str
    n: int
    whole: Decimal
    accepted: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    aside: Decimal = Decimal(0)
    left_out: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """What nobody can say the fate of; zero, or the file is not to be trusted."""
        return self.whole - self.accepted - self.total - self.aside - self.left_out


@dataclass(frozen=True)
class Account:
    """The lines of a file: columns that are read, columns that are not, sheets that are not."""

    lines: tuple[Line, ...] = ()

    @property
    def ties(self) -> bool:
        """Whether every amount is accounted for."""
        return not any(line.difference for line in self.lines)


def account(
    recognised: Recognised,
    plan: Plan,
    sheets: Sequence[Sheet],
    converted: Converted,
    fates: Mapping[Fate, pl.Series],
    loaded: pl.DataFrame,
) -> Account:
    """The account of a file; `fates` has the row numbers of each fate but the first, `loaded` the accepted rows.

    Amounts of rows that were left out before the others were `converted` are read for it.
    """
    amounts = numbers(converted, recognised.body, plan)
    read = [_read(recognised, plan, amounts, name, fates, loaded) for name in amounts.columns[1:]]
    unread = [line for cell in _unread(recognised, plan) for line in _column(recognised, cell)]
    own = {part.sheet for part in recognised.parts} or {recognised.sheet.name}
    others = [line for sheet in sheets if sheet.name not in own for line in _sheet(sheet)]
    return Account((*read, *unread, *others))


def _read(
    recognised: Recognised,
    plan: Plan,
    numbers: pl.DataFrame,
    name: str,
    fates: Mapping[Fate, pl.Series],
    loaded: pl.DataFrame,
) -> Line:
    own = numbers.select("row_number", pl.col(name).cast(pl.Decimal(38, 4)).alias("amount")).drop_nulls("amount")
    sums = {
        fate: _sum(own.filter(pl.col("row_number").is_in(rows.implode()))) for fate, rows in fates.items() if rows.len()
    }
    accepted = _sum(loaded.select(pl.col(name).alias("amount"))) if name in loaded.columns else None
    return Line(
        sheet=recognised.sheet.name,
        column=plan.header.names[int({**plan.sources, **plan.wide}[name][1:])],
        target=name,
        n=own.height,
        whole=_sum(own),
        accepted=_wide(loaded, plan, name) if accepted is None else accepted,
        total=sums.get(Fate.TOTAL, Decimal(0)),
        aside=sums.get(Fate.ASIDE, Decimal(0)),
        left_out=sums.get(Fate.LEFT_OUT, Decimal(0)),
    )


def _wide(loaded: pl.DataFrame, plan: Plan, label: str) -> Decimal:
    """What was loaded of a column that became rows."""
    wide = plan.mapping.wide if plan.mapping else None
    if wide is None or wide.value not in loaded.columns:
        return Decimal(0)
    return _sum(loaded.filter(pl.col(wide.into) == label).select(pl.col(wide.value).alias("amount")))


def _sum(amounts: pl.DataFrame) -> Decimal:
    return Decimal(amounts["amount"].cast(pl.Decimal(38, 4)).sum() or 0)


def _unread(recognised: Recognised, plan: Plan) -> Iterator[str]:
    """The columns with amounts that no column of the extract takes; codes, years and running numbers are none."""
    used = {*plan.sources.values(), *plan.wide.values()}
    if plan.mapping:
        places = [plan.header.position(source) for source in plan.mapping.sources]
        used |= {f"c{i}" for i in places if i is not None}
    head = sample(recognised.body)
    for i, name in enumerate(plan.header.names):
        if f"c{i}" not in used and not is_personal(name):
            filled = head[f"c{i}"].drop_nulls()
            filled = filled.filter(filled.str.contains(r"\S"))
            n_amounts = int(filled.str.contains(_AMOUNT).sum())
            if n_amounts >= max(1, LEAST_AMOUNTS * filled.len()) and bool(filled.str.contains(_NO_CODE).any()):
                yield f"c{i}"


def _column(recognised: Recognised, cell: str) -> Iterator[Line]:
    amounts = recognised.body.select(values.amounts(pl.col(cell), ".").alias("amount")).drop_nulls()
    total = _sum(amounts)
    if amounts.height:
        name = recognised.header.names[int(cell[1:])] or cell
        yield Line(recognised.sheet.name, name, "", amounts.height, total, left_out=total)


def _sheet(sheet: Sheet) -> Iterator[Line]:
    """A sheet that is not read: how many cells read as amounts, and their sum."""
    if sheet.cells.is_empty():
        return
    cells = sheet.cells.select(pl.all().str.strip_chars()).unpivot(value_name="cell").drop_nulls("cell")
    numbers = cells.filter(pl.col("cell").str.contains(_AMOUNT)).select(
        values.amounts(pl.col("cell"), ".").alias("amount")
    )
    numbers = numbers.drop_nulls()
    if numbers.height:
        total = _sum(numbers)
        yield Line(sheet.name, "", "", numbers.height, total, left_out=total)
