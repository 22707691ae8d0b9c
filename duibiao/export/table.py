"""A table as a person sees it: the one description that the screen and the files are made from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

import polars as pl

from duibiao import formats
from duibiao.formats import MoneyUnit
from duibiao.language import _

_PART = 10_000
"""How many rows are written at once."""

_TEXTS_KEPT = 100_000
"""How many written numbers stay in memory: a page that is drawn again has the same."""


class Kind(StrEnum):
    """What a column shows; decides its alignment, its text and its number format."""

    CODE = "code"
    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    SHARE = "share"
    POINTS = "points"
    DEVIATION = "deviation"
    NUMBER = "number"

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers in a file."""
        return self not in (Kind.CODE, Kind.TEXT, Kind.DATE)

    @property
    def side(self) -> str:
        """At which side of a column its cells stand on paper: left, center, right."""
        if self is Kind.CODE:
            return "center"
        return "right" if self.is_number else "left"


@dataclass(frozen=True)
class Column:
    """A column of a table: where its cells come from, what it is called, how it is written.

    `unit` is what a file's header says in brackets; for money it follows from the table's unit. Money marked `exact` is
    written in whole yuan (euros …) whatever the unit: costs per inhabitant or per unit of workload. Neighbouring
    columns of one `group` stand under a header of its name.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    exact: bool = False
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with the columns to show; the first `n_totals` rows are totals and come first."""

    title: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    unit: MoneyUnit = field(default_factory=MoneyUnit)
    n_totals: int = 0

    @property
    def has_groups(self) -> bool:
        """Whether the header has two rows."""
        return any(column.group for column in self.columns)

    @property
    def has_money(self) -> bool:
        """Whether any column is in the table's unit."""
        return any(column.kind is Kind.MONEY and not column.exact for column in self.columns)

    @property
    def unit_line(self) -> str:
        """What is written above the table of the unit of its amounts; nothing where no column is in it."""
        return _("Unit: {unit}").format(unit=self.unit.label) if self.has_money else ""

    @property
    def groups(self) -> list[tuple[int, int, str]]:
        """Runs of neighbouring columns of one group: first, last, name."""
        places = groupby(range(len(self.columns)), key=lambda place: self.columns[place].group)
        runs = [(list(members), group) for group, members in places]
        return [(members[0], members[-1], group) for members, group in runs if group]

    def heading(self, column: Column, per_cent: bool = False) -> str:
        """The header below a line with the table's unit: the label, and on a line of its own a unit that is another.

        `per_cent`: also of shares and rates, for cells that do not say so themselves.
        """
        unit = column.unit or (self.unit_of(column) if column.exact or (per_cent and column.kind in _UNITS) else "")
        return _("{label}\n({unit})").format(label=column.label, unit=unit) if unit else column.label

    def header(self, column: Column) -> str:
        """The header in a file: the label with the unit, since a file may lose its title row."""
        unit = self.unit_of(column)
        return _("{label} ({unit})").format(label=column.label, unit=unit) if unit else column.label

    def unit_of(self, column: Column) -> str:
        """In what the column counts."""
        if column.unit:
            return column.unit
        return _UNITS.get(column.kind, "") or self._money_unit(column)

    @property
    def headers(self) -> tuple[str, ...]:
        """One header for each column where a file has a single row of them; no two are the same."""
        told = Counter[str]()
        return tuple(self._numbered(column, told) for column in self.columns)

    @property
    def n_cells(self) -> int:
        """How many cells it shows."""
        return self.frame.height * len(self.columns)

    def parts(self) -> "Iterator[Table]":
        """The same table in runs of rows, none for an empty one; totals are rows like others in them."""
        for first in range(0, self.frame.height, _PART):
            yield replace(self, frame=self.frame.slice(first, _PART), n_totals=0)

    def scaled(self) -> pl.DataFrame:
        """The columns to show in their units, under their names: money in the table's unit, rates in per cent."""
        return self.frame.select(_scaled(column, self.unit).alias(column.name) for column in self.columns)

    def _numbered(self, column: Column, told: Counter[str]) -> str:
        header = self.header(column)
        name = _("{group}: {column}").format(group=column.group, column=header) if column.group else header
        told[name] += 1
        return f"{name} {told[name]}" if told[name] > 1 else name

    def _money_unit(self, column: Column) -> str:
        if column.kind is not Kind.MONEY:
            return ""
        return self.unit.single.label if column.exact else self.unit.label


def text(value: object, kind: Kind) -> str:
    """One scaled cell as a person reads it: zero money blank, what is not known as a dash, signs where they matter."""
    if value is None:
        return formats.MISSING if kind.is_number else ""
    return _number_text(value, kind) if kind.is_number else str(value)


_UNITS = {Kind.RATE: "%", Kind.SHARE: "%", Kind.DEVIATION: "%"}


@lru_cache(_TEXTS_KEPT, typed=True)
def _number_text(number: object, kind: Kind) -> str:
    value = Decimal(str(number))
    match kind:
        case Kind.MONEY:
            return formats.decimal(value) if value else ""
        case Kind.COUNT:
            return formats.count(int(value))
        case Kind.RATE | Kind.SHARE:
            return formats.percent(value / 100, 2 if kind is Kind.SHARE else 1)
        case Kind.DEVIATION:
            return formats.signed_percent(value / 100)
        case Kind.POINTS:
            return formats.points(value / 100)
        case _:
            return formats.decimal(value)


def _scaled(column: Column, unit: MoneyUnit) -> pl.Expr:
    cell = pl.col(column.name)
    match column.kind:
        case Kind.MONEY:
            return cell if column.exact else cell.cast(pl.Decimal(38, 10)) / pl.lit(unit.scale.factor)
        case Kind.RATE | Kind.SHARE | Kind.DEVIATION | Kind.POINTS:
            return cell.cast(pl.Float64) * 100
        case Kind.COUNT:
            return cell.cast(pl.Int64)
        case _:
            return cell
