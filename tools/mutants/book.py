"""A file as a list of sheets of rows that know what they are, so that it can be changed and still be checked."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Role = Literal["title", "header", "line", "total", "note"]


@dataclass(frozen=True)
class Shown:
    """A number with the format in which it is shown: a text, or the number of a built-in one."""

    value: Decimal | date | int
    format: str | int


@dataclass(frozen=True)
class Formula:
    """A formula that nobody has calculated: no value is stored with it, or the 0 that some programs put there."""

    text: str
    stored: int | str = ""


Cell = str | int | Decimal | date | Shown | Formula | None


@dataclass(frozen=True)
class Fact:
    """What a row says, however it is written: whose amounts (yuan, by column of the extract), of which month."""

    org: str
    period: str
    amounts: tuple[tuple[str, Decimal], ...]
    project: str | None = None
    day: date | None = None


@dataclass(eq=False)
class Row:
    """One row of a sheet; `fact` is that of a line, None for all that is to be no line."""

    cells: list[Cell]
    role: Role = "line"
    fact: Fact | None = None
    hidden: bool = False
    lost: bool = False
    """Whether the file has lost what the line said, so that it can only be set aside."""


@dataclass(eq=False)
class Merge:
    """Cells that are one: rows by identity, so that rows put in before them move them along."""

    first: Row
    left: int
    last: Row
    right: int


@dataclass(eq=False)
class Sheet:
    """A sheet: `targets` says of each column what it is in the extract, None for one that is nothing of it."""

    name: str
    rows: list[Row]
    targets: list[str | None]
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    """Whether hidden rows are hidden by a filter."""

    def of(self, *roles: Role) -> list[Row]:
        """The rows that are one of these."""
        return [row for row in self.rows if row.role in roles]

    @property
    def lines(self) -> list[Row]:
        """The rows that have a fact."""
        return [row for row in self.rows if row.role == "line"]

    def place(self, target: str) -> int | None:
        """The column of a target."""
        return self.targets.index(target) if target in self.targets else None

    @property
    def money(self) -> list[int]:
        """The columns of amounts."""
        return [i for i, target in enumerate(self.targets) if target and target.endswith("_yuan")]

    @property
    def header(self) -> Row:
        """The last row of the header."""
        return self.of("header")[-1]

    def insert_column(self, at: int, target: str | None, cells: dict[int, Cell]) -> None:
        """A column put in at that place; `cells` by the identity of the row, empty elsewhere."""
        for row in self.rows:
            row.cells.insert(at, cells.get(id(row)))
        self.targets.insert(at, target)
        for merge in self.merges:
            merge.left += merge.left >= at
            merge.right += merge.right >= at
        self.hidden_columns = {i + (i >= at) for i in self.hidden_columns}

    def rename(self, at: int, name: str) -> str:
        """Another name in the header of a column; a unit that stands behind it stays there."""
        cell = str(self.header.cells[at] or "")
        unit = cell[cell.index("(") :] if cell.endswith("元)") else ""
        self.header.cells[at] = f"{name}{unit}"
        return f"{name}{unit}"


@dataclass(eq=False)
class Book:
    """A file with what it says.

    `asks`: it does not say enough, so that only a question is right. `closed`: its columns no longer stand in all of
    it where `targets` says, so that nothing else of it can be changed.
    """

    extract: str
    sheets: list[Sheet]
    unit: str = "元"
    suffix: str = ".xlsx"
    name: str = "预算执行情况表"
    encoding: str = "utf-8-sig"
    separator: str = ","
    date_1904: bool = False
    asks: bool = False
    closed: bool = False
    currency: str = "CNY"
    must_say: str = ""
    """A pattern of which the report must have a match where the file is loaded."""
    history: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        """The first sheet that has a table."""
        return next(sheet for sheet in self.sheets if sheet.targets[1:])

    @property
    def workbook(self) -> bool:
        """Whether it is a workbook, no text."""
        return self.suffix == ".xlsx"

    @property
    def factor(self) -> int:
        """How many yuan are one of its unit."""
        return {"元": 1, "万元": 10_000, "亿元": 100_000_000}[self.unit]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the lines of all sheets say, as far as they still say it."""
        return facts_of(row for row in self._lines if not row.lost)

    @property
    def n_lost(self) -> int:
        """How many lines have lost what they said."""
        return sum(row.lost for row in self._lines)

    @property
    def readings(self) -> tuple[tuple[Fact, ...], ...]:
        """Every reading that is right: of all lines, or of the visible ones where some are hidden."""
        visible = facts_of(row for row in self._lines if not row.lost and not row.hidden)
        return (self.facts,) if visible == self.facts else (self.facts, visible)

    @property
    def _lines(self) -> list[Row]:
        return [row for sheet in self.sheets for row in sheet.lines]

    @property
    def month(self) -> tuple[int, int] | None:
        """Year and month of which its lines are; None where they are of several, or of years."""
        periods = {fact.period for fact in self.facts}
        if len(periods) != 1 or len(period := periods.pop()) != len("2026-08"):
            return None
        return int(period[:4]), int(period[5:])

    def copy(self) -> "Book":
        """Another with the same rows, to be changed."""
        return deepcopy(self)


def facts_of(rows: Iterable[Row]) -> tuple[Fact, ...]:
    """What the rows say."""
    return tuple(row.fact for row in rows if row.fact is not None)


def amounts_of(row: Row, sheet: Sheet) -> dict[int, Decimal]:
    """The amounts of a row by column, as they are written."""
    return {i: value for i in sheet.money if (value := number(row.cells[i])) is not None}


def number(cell: Cell) -> Decimal | None:
    """The number that a cell holds."""
    if isinstance(cell, Shown) and isinstance(cell.value, Decimal | int):
        return Decimal(cell.value)
    return Decimal(cell) if isinstance(cell, Decimal | int) else None


def summed(rows: Iterable[Row], sheet: Sheet, label: str = "合计", at: int = 1) -> Row:
    """A total row over those rows."""
    cells: list[Cell] = [None] * len(sheet.targets)
    kept = list(rows)
    for i in sheet.money:
        found = [value for row in kept if (value := number(row.cells[i])) is not None]
        cells[i] = _as_shown(sum(found, Decimal(0)), kept[0].cells[i]) if found else None
    cells[at] = label
    return Row(cells, "total")


def _as_shown(value: Decimal, like: Cell) -> Cell:
    """A sum in the format of its first part."""
    return Shown(value, like.format) if isinstance(like, Shown) else value


def blocks(sheet: Sheet) -> Iterator[list[Row]]:
    """The lines of one organisation after those of the other, as they stand."""
    at = sheet.place("org_code")
    block: list[Row] = []
    for row in sheet.lines:
        if block and at is not None and block[-1].cells[at] != row.cells[at]:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def header_copy(sheet: Sheet, cells: Sequence[Cell] | None = None) -> Row:
    """The last row of the header once more."""
    return Row(list(cells if cells is not None else sheet.header.cells), "header")
