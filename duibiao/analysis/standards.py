"""Which standard applies to what is asked, on which of its days, and what it comes to.

A row of the library applies on a day when its version is issued and the day lies within its dates, both included, and
when it is of the same kind, way of computing, service item, grade and unit of workload; one that was repealed since
held until its last day. Within one version a row of the area asked goes before one for everywhere. The tier in which
the whole quantity lies (`quantity_from` included, `quantity_to` excluded) gives the amount for all of it: tiers are not
marginal, as income tax is.

A term over which the version changes is split at the day of the change, by months (see `analysis.terms`). A unit that
ends in 年 (万平方米·年) counts what is there, so its amount is for twelve months; any other (吨, 核·月, 系统·次) counts
what is done, so its amount is for the whole quantity, however long the term. Exact until the end, then rounded once to
the cent, halves up.

Nothing is guessed: where two rows apply on the same day, where a day has none, or where a quantity, a base or a unit is
not told, the answer is a refusal that says why.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Self

import polars as pl

from duibiao import formats
from duibiao.analysis.terms import MONTHS_OF_YEAR, Term, day_after, months_between
from duibiao.language import _

ISSUED, REPEALED = "issued", "repealed"
"""The states in which a standard applies within its dates; a repealed one only where its last day is told."""

_PER_YEAR = re.compile(r"(^|[·・•/])\s*年$")
_BY_YEAR = "年"


class Computing(StrEnum):
    """How a standard makes an amount."""

    QUOTA = "quota"
    """Quantity × amount."""
    RATIO = "ratio"
    """Base × per cent."""
    CAP = "cap"
    """A most: per unit, as a share of the base, or for the whole; the lower where it states two."""


class Why(StrEnum):
    """Why no standard gives an amount."""

    NONE = "none"
    NOT_ISSUED = "not_issued"
    GRADE = "grade"
    NOT_IN_FORCE = "not_in_force"
    UNIT = "unit"
    AREA = "area"
    QUANTITY = "quantity"
    TIER = "tier"
    GAP = "gap"
    AMBIGUOUS = "ambiguous"
    MONTHS = "months"
    BASE = "base"
    INCOMPLETE = "incomplete"

    @property
    def is_absence(self) -> bool:
        """Whether there simply is none for this; else there is one, and something keeps it from being applied."""
        return self in (Why.NONE, Why.NOT_ISSUED, Why.GRADE, Why.NOT_IN_FORCE)


@dataclass(frozen=True)
class Cell:
    """One row of the extract `standard`."""

    standard_code: str
    standard_kind: str
    version: str
    status: str
    valid_from: date
    item_code: str
    valid_to: date | None = None
    grade: str | None = None
    area: str | None = None
    amount_yuan: Decimal | None = None
    ratio_percent: Decimal | None = None
    measure_unit: str | None = None
    computing: str | None = None
    quantity_from: Decimal | None = None
    quantity_to: Decimal | None = None
    standard_name: str | None = None
    source_document: str | None = None

    @cached_property
    def way(self) -> Computing:
        """How it is computed; where it does not say, a ratio if it has only that, else a quota."""
        if self.computing:
            return Computing(self.computing)
        return Computing.RATIO if self.amount_yuan is None and self.ratio_percent is not None else Computing.QUOTA

    @property
    def is_in_force(self) -> bool:
        """Whether it applies within its dates: issued, or repealed with the day until which it held."""
        return self.status == ISSUED or (self.status == REPEALED and self.valid_to is not None)

    @property
    def last_day(self) -> date:
        """The last day of its dates."""
        return self.valid_to or date.max

    @property
    def is_for_the_whole(self) -> bool:
        """Whether its amount is not for one unit of workload: a most for everything, or for everything in a year."""
        return self.way is not Computing.QUOTA and self.measure_unit in (None, _BY_YEAR)

    @property
    def title(self) -> str:
        """Code and version."""
        return f"{self.standard_code}（{self.version}）"

    def holds(self, quantity: Decimal | None) -> bool:
        """Whether the quantity lies in its tier; one without tiers takes any, even one that is not told."""
        if self.quantity_from is None and self.quantity_to is None:
            return True
        if quantity is None:
            return False
        return (self.quantity_from is None or quantity >= self.quantity_from) and (
            self.quantity_to is None or quantity < self.quantity_to
        )

    def covers(self, day: date) -> bool:
        """Whether the day lies within its dates."""
        return self.valid_from <= day <= self.last_day


@dataclass(frozen=True)
class Need:
    """What is asked of the library: how much of which item and grade, where, when, and of what a share is taken."""

    item_code: str
    term: Term
    grade: str | None = None
    area: str | None = None
    quantity: Decimal | None = None
    measure_unit: str | None = None
    base_yuan: Decimal | None = None


@dataclass(frozen=True)
class Piece:
    """A part of the term in which one row applies: its share of a year or of the term, and its exact amount."""

    cell: Cell
    first: date
    last: date
    months: Fraction
    share: Fraction
    amount: Fraction


@dataclass(frozen=True)
class Applied:
    """What a standard comes to over the whole term, to the cent, and the pieces that it is made of."""

    amount_yuan: Decimal
    pieces: tuple[Piece, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The rows that apply, in the order of time."""
        return tuple(piece.cell for piece in self.pieces)


@dataclass(frozen=True)
class Refusal:
    """Why there is no amount, as a code and in a sentence."""

    why: Why
    text: str


@dataclass(frozen=True)
class Library:
    """All rows of the extract `standard`, whatever their status."""

    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, standards: pl.DataFrame) -> Self:
        """From a frame with the columns of a `Cell`; columns that it has not are not told."""
        names = [name for name in Cell.__dataclass_fields__ if name in standards.columns]
        return cls(tuple(Cell(**row) for row in standards.select(names).iter_rows(named=True) if row["item_code"]))

    @cached_property
    def by_thing(self) -> dict[tuple[str, str, Computing], tuple[Cell, ...]]:
        """The rows by service item, kind of standard and way of computing."""
        found: dict[tuple[str, str, Computing], list[Cell]] = {}
        for cell in self.cells:
            found.setdefault((cell.item_code, cell.standard_kind, cell.way), []).append(cell)
        return {thing: tuple(cells) for thing, cells in found.items()}


def is_per_year(measure_unit: str | None) -> bool:
    """Whether an amount for the unit is for a year: 万平方米·年, 年; not 吨, 核·月, 人年."""
    return bool(measure_unit and _PER_YEAR.search(measure_unit.strip()))


def share_of(measure_unit: str | None, months: Fraction, of_months: Fraction) -> Fraction:
    """By what the amount for a whole quantity is multiplied in `months` of a term of `of_months`."""
    return months / MONTHS_OF_YEAR if is_per_year(measure_unit) else months / of_months


def cents(amount: Fraction) -> Decimal:
    """An exact amount to the cent, halves away from zero."""
    doubled = abs(amount) * 200
    n = (doubled.numerator // doubled.denominator + 1) // 2
    return Decimal(n if amount >= 0 else -n).scaleb(-2)


def applied(library: Library, kind: str, computing: Computing, need: Need) -> Applied | Refusal:
    """What the standards of one kind and one way of computing come to over the term of the need, or why nothing."""
    found = _of_the_thing(library, kind, computing, need)
    if isinstance(found, Refusal):
        return found
    cells = _for_the_quantity(found, need)
    if isinstance(cells, Refusal):
        return cells
    stretches = _stretches(cells, need.term)
    if isinstance(stretches, Refusal):
        return stretches
    if need.term.is_floating and len(stretches) > 1:
        return Refusal(
            Why.MONTHS,
            _("{standard} changes on {day}: which {n} months are meant is not said").format(
                standard=stretches[1][0].standard_code,
                day=formats.day(stretches[1][1]),
                n=formats.decimal(_decimal(need.term.length), 0 if need.term.length.denominator == 1 else 2),
            ),
        )
    return _summed(stretches, need)


def _of_the_thing(library: Library, kind: str, computing: Computing, need: Need) -> list[Cell] | Refusal:
    """The issued rows of the item and grade whose dates touch the term."""
    item = library.by_thing.get((need.item_code, kind, computing), ())
    if not item:
        return Refusal(Why.NONE, _("There is no standard for {item}").format(item=need.item_code))
    graded = [cell for cell in item if cell.grade == need.grade]
    if not graded:
        return Refusal(
            Why.GRADE,
            _("There are standards for {item}, but of grade {grades}, not {grade}").format(
                item=need.item_code, grades=_listed(_grade(cell.grade) for cell in item), grade=_grade(need.grade)
            ),
        )
    issued = [cell for cell in graded if cell.is_in_force]
    if not issued:
        return Refusal(
            Why.NOT_ISSUED, _("{standards} is not issued").format(standards=_listed(cell.title for cell in graded))
        )
    touching = [cell for cell in issued if cell.valid_from <= need.term.last and cell.last_day >= need.term.first]
    if not touching:
        return Refusal(
            Why.NOT_IN_FORCE,
            _("{standards} does not apply from {first} to {last}").format(
                standards=_listed(cell.title for cell in issued),
                first=formats.day(need.term.first),
                last=formats.day(need.term.last),
            ),
        )
    return touching


def _for_the_quantity(cells: Sequence[Cell], need: Need) -> list[Cell] | Refusal:
    """Those of the unit and the area in whose tier the quantity lies."""
    same = [cell for cell in cells if _same_unit(cell, need)]
    if not same:
        return Refusal(
            Why.UNIT,
            _("The standard counts in {units}, the request in {unit}").format(
                units=_listed(str(cell.measure_unit) for cell in cells), unit=need.measure_unit or _("no unit")
            ),
        )
    there = _of_the_area(same, need.area)
    if not there:
        return Refusal(
            Why.AREA,
            _("The standard is for {areas}, not for {area}").format(
                areas=_listed(str(cell.area) for cell in same), area=need.area or _("an area that is not told")
            ),
        )
    tiered = [cell for cell in there if cell.holds(need.quantity)]
    if tiered:
        return tiered
    if need.quantity is None:
        return Refusal(Why.QUANTITY, _("The standard has tiers, and no quantity is told"))
    return Refusal(
        Why.TIER,
        _("The quantity {quantity} lies in no tier of {standards}").format(
            quantity=f"{need.quantity.normalize():f}", standards=_listed(cell.title for cell in there)
        ),
    )


def _same_unit(cell: Cell, need: Need) -> bool:
    """Shares of a base and amounts for the whole are for no unit; a quota that names none is for any."""
    if cell.is_for_the_whole or cell.way is Computing.RATIO or cell.amount_yuan is None or cell.measure_unit is None:
        return True
    return need.measure_unit is not None and cell.measure_unit.strip() == need.measure_unit.strip()


def _of_the_area(cells: Sequence[Cell], area: str | None) -> list[Cell]:
    """Of each version the rows of the area; where it has none, those for everywhere."""
    own = {(cell.standard_code, cell.version) for cell in cells if area is not None and cell.area == area}
    return [
        cell
        for cell in cells
        if (cell.area == area if (cell.standard_code, cell.version) in own else cell.area is None)
    ]


_Stretch = tuple[Cell, date, date]


def _stretches(cells: Sequence[Cell], term: Term) -> list[_Stretch] | Refusal:
    """Which row applies from when to when: the whole term, without gap, with one row each day."""
    cuts = {cell.valid_from for cell in cells} | {day_after(cell.last_day) for cell in cells}
    starts = [term.first, *sorted(day for day in cuts if term.first < day <= term.last)]
    ends = [date.fromordinal(start.toordinal() - 1) for start in starts[1:]] + [term.last]
    found: list[_Stretch] = []
    for first, last in zip(starts, ends, strict=True):
        here = [cell for cell in cells if cell.covers(first)]
        if not here:
            return Refusal(
                Why.GAP,
                _("No version of {standards} applies on {day}").format(
                    standards=_listed(cell.standard_code for cell in cells), day=formats.day(first)
                ),
            )
        if len(here) > 1:
            return Refusal(
                Why.AMBIGUOUS,
                _("Several apply on {day}: {standards}; none is chosen").format(
                    standards=_listed(cell.title for cell in here), day=formats.day(first)
                ),
            )
        if found and found[-1][0] == here[0]:
            found[-1] = (here[0], found[-1][1], last)
        else:
            found.append((here[0], first, last))
    return found


def _summed(stretches: Sequence[_Stretch], need: Need) -> Applied | Refusal:
    pieces = []
    whole = need.term.length
    for cell, first, last in stretches:
        months = whole if len(stretches) == 1 else months_between(first, last)
        share = share_of(_counted_in(cell, need), months, whole)
        amount = _of_a_whole(cell, need)
        if isinstance(amount, Refusal):
            return amount
        pieces.append(Piece(cell, first, last, months, share, amount * share))
    return Applied(cents(sum((piece.amount for piece in pieces), Fraction(0))), tuple(pieces))


def _counted_in(cell: Cell, need: Need) -> str | None:
    """The unit that tells whether the amount is for a year."""
    return cell.measure_unit if cell.is_for_the_whole else cell.measure_unit or need.measure_unit


def _of_a_whole(cell: Cell, need: Need) -> Fraction | Refusal:
    """What the row comes to for a whole year, or for the whole quantity."""
    match cell.way:
        case Computing.QUOTA:
            return _by_quantity(cell, need)
        case Computing.RATIO:
            return _by_base(cell, need)
    limits = []
    if cell.amount_yuan is not None:
        limits.append(Fraction(cell.amount_yuan) if cell.is_for_the_whole else _by_quantity(cell, need))
    if cell.ratio_percent is not None or not limits:
        limits.append(_by_base(cell, need))
    refused = next((limit for limit in limits if isinstance(limit, Refusal)), None)
    return refused or min(limit for limit in limits if not isinstance(limit, Refusal))


def _by_quantity(cell: Cell, need: Need) -> Fraction | Refusal:
    if cell.amount_yuan is None:
        return Refusal(Why.INCOMPLETE, _("{standard} states no amount").format(standard=cell.title))
    if need.quantity is None:
        return Refusal(Why.QUANTITY, _("No quantity is told"))
    return Fraction(cell.amount_yuan) * Fraction(need.quantity)


def _by_base(cell: Cell, need: Need) -> Fraction | Refusal:
    if cell.ratio_percent is None:
        return Refusal(Why.INCOMPLETE, _("{standard} states neither amount nor ratio").format(standard=cell.title))
    if need.base_yuan is None:
        return Refusal(Why.BASE, _("What {standard} takes a share of is not told").format(standard=cell.title))
    return Fraction(cell.ratio_percent) / 100 * Fraction(need.base_yuan)


def _listed(texts: Iterable[str]) -> str:
    """Each once, the first three, and how many more."""
    each = list(dict.fromkeys(texts))
    shown = "、".join(each[:3])
    return shown if len(each) <= 3 else _("{list} and {n} more").format(list=shown, n=len(each) - 3)


def _grade(grade: str | None) -> str:
    return grade or _("(none)")


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
