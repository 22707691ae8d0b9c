"""How much of a request is justified, line by line, by which rule and from which source.

1. A standard that is issued and in force: spending standards first, then cost standards (`analysis.standards`). A quota
   or a ratio gives the amount, a cap limits it, or gives it alone. A standard that exists but cannot be applied (two
   apply, the base is not told …) leaves the line unjudged: nothing weaker stands in for it.
2. Else the unit costs that at least five other organisations paid in the last full year for the same item, grade and
   unit: the own unit cost of that year, but not below the P25 and not above the P75 of the others; their P75 where the
   own is not known. Times quantity, and months where the unit counts a year.
3. Else the line is not judged. That is no zero: its amount is kept apart in every total.

What is suggested is the lower of that and of what is requested, so requested = suggested + cut + not judged, to the
cent. Unit costs are taken to four decimals, amounts are rounded to the cent once a line, halves up.
Limits: the quantity itself is taken as requested (a growth is noted, not cut); last year's prices are not indexed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

import polars as pl

from duibiao import formats
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.analysis.software import CSBMK_2025, FUNCTION_POINT, person_months, reference_cost
from duibiao.analysis.standards import (
    Applied,
    Cell,
    Computing,
    Library,
    Need,
    Piece,
    Refusal,
    Why,
    applied,
    cents,
    is_per_year,
)
from duibiao.analysis.terms import MONTHS_OF_YEAR, Term
from duibiao.language import _

KINDS = ("spending_standard", "cost_standard")
"""The kinds of standard that say what may be spent, the one that goes first first."""

GROWTH_NOTED = Fraction(1, 5)
"""From this growth of the quantity over the last full year on a line says so."""

_RATE_PLACES = Decimal("0.0001")
_OFF_BY = Decimal(1)
"""By how many yuan quantity times unit price may miss the amount: unit prices are rounded."""


class Rule(StrEnum):
    """By what a line was judged."""

    QUOTA = "quota"
    RATIO = "ratio"
    CAP = "cap"
    OWN = "own"
    PEERS = "peers"
    NONE = "none"


@dataclass(frozen=True)
class Line:
    """One line of a request, as in the extract `request`."""

    request_no: str
    line_no: str
    year: int
    org_code: str
    amount_yuan: Decimal
    org_name: str | None = None
    project_code: str | None = None
    project_name: str | None = None
    item_code: str | None = None
    item_name: str | None = None
    grade: str | None = None
    area: str | None = None
    quantity: Decimal | None = None
    measure_unit: str | None = None
    unit_price_yuan: Decimal | None = None
    months: Decimal | None = None
    service_from: date | None = None
    service_to: date | None = None
    base_yuan: Decimal | None = None
    person_months: Decimal | None = None
    reason_text: str | None = None


@dataclass(frozen=True)
class Past:
    """What an organisation paid for one item and grade in the last full year, in one unit of workload."""

    org_code: str
    unit_cost_yuan: Decimal
    quantity: Decimal
    spent_yuan: Decimal


@dataclass(frozen=True)
class Item:
    """A service item of the catalogue: its name, and in what its workload is counted."""

    name: str | None = None
    measure_unit: str | None = None


@dataclass(frozen=True)
class Known:
    """What requests are judged by: the library of standards, unit costs of the last full year, service items."""

    library: Library
    past: dict[tuple[str, str | None, str | None], tuple[Past, ...]] = field(default_factory=dict)
    """By item, grade and unit."""
    items: dict[str, Item] = field(default_factory=dict)
    year: int | None = None
    """The last full year; None where none is loaded."""


@dataclass(frozen=True)
class Peers:
    """Unit costs of the other organisations, quartiles interpolated linearly, to four decimals."""

    n: int
    lower: Decimal
    median: Decimal
    upper: Decimal


@dataclass(frozen=True)
class Judged:
    """One line with its evidence and the verdict; amounts that are not known are None, never zero."""

    line: Line
    rule: Rule
    term: Term | None = None
    standard_yuan: Decimal | None = None
    pieces: tuple[Piece, ...] = ()
    peers: Peers | None = None
    n_peers: int = 0
    own: Past | None = None
    reference_yuan: Decimal | None = None
    suggested_yuan: Decimal | None = None
    how: str = ""
    source: str = ""
    why_not: str = ""
    notes: tuple[str, ...] = ()

    @property
    def cut_yuan(self) -> Decimal | None:
        """Requested − suggested."""
        return None if self.suggested_yuan is None else self.line.amount_yuan - self.suggested_yuan

    @property
    def not_judged_yuan(self) -> Decimal | None:
        """What was requested, where nothing is suggested."""
        return self.line.amount_yuan if self.suggested_yuan is None else None


@dataclass(frozen=True)
class Totals:
    """Sums over lines: requested = suggested + cut + not judged, to the cent."""

    n_lines: int
    n_judged: int
    requested_yuan: Decimal
    suggested_yuan: Decimal
    cut_yuan: Decimal
    not_judged_yuan: Decimal

    @property
    def judged_yuan(self) -> Decimal:
        """What was requested in the lines that were judged; the denominator of a share that is cut."""
        return self.requested_yuan - self.not_judged_yuan


@dataclass(frozen=True, eq=False)
class Review:
    """All lines of the requests, judged, in their order; two reviews are the same only if they are one."""

    lines: tuple[Judged, ...]
    known: Known

    @cached_property
    def totals(self) -> Totals:
        """Of all lines."""
        return totals(self.lines)

    @cached_property
    def by_request(self) -> dict[str, tuple[Judged, ...]]:
        """The lines of each request, in the order in which they come."""
        return _grouped(self.lines, lambda judged: judged.line.request_no)

    @cached_property
    def by_org(self) -> dict[str, tuple[Judged, ...]]:
        """The lines of each organisation."""
        return _grouped(self.lines, lambda judged: judged.line.org_code)

    @cached_property
    def totals_by_request(self) -> dict[str, Totals]:
        """The sums of each request."""
        return {code: totals(lines) for code, lines in self.by_request.items()}

    @cached_property
    def totals_by_org(self) -> dict[str, Totals]:
        """The sums of each organisation."""
        return {code: totals(lines) for code, lines in self.by_org.items()}

    @cached_property
    def worst_first(self) -> "Review":
        """The same lines, the largest cut first."""
        return Review(tuple(sorted(self.lines, key=lambda judged: -(judged.cut_yuan or 0))), self.known)

    @cached_property
    def not_judged(self) -> tuple[Judged, ...]:
        """The lines that could not be judged."""
        return tuple(judged for judged in self.lines if judged.rule is Rule.NONE)

    def of(self, request_nos: frozenset[str]) -> "Review":
        """The review of some of the requests."""
        return Review(tuple(judged for judged in self.lines if judged.line.request_no in request_nos), self.known)


def known(standards: pl.DataFrame, unit_costs: pl.DataFrame, items: pl.DataFrame, year: int | None) -> Known:
    """What requests are judged by.

    `standards`: rows of the extract, all versions; `unit_costs` as `analysis.panel.unit_costs` returns them, of which
    `year` counts; `items`: item_code, item_name, measure_unit.
    """
    past: dict[tuple[str, str | None, str | None], list[Past]] = {}
    costs = unit_costs.filter((pl.col("year") == (year or 0)) & pl.col("value").is_not_null()).sort("org_code")
    for row in costs.iter_rows(named=True):
        each = Past(row["org_code"], _rate(row["value"]), _rate(row["quantity"]), Decimal(str(row["spent_yuan"])))
        past.setdefault((row["item_code"], row["grade"], row["measure_unit"]), []).append(each)
    named = {row["item_code"]: Item(row["item_name"], row["measure_unit"]) for row in items.iter_rows(named=True)}
    return Known(Library.of(standards), {key: tuple(each) for key, each in past.items()}, named, year)


def last_full_year(years: pl.DataFrame, before: int) -> int | None:
    """The newest year before `before` that is loaded to its end, if there is one; `years`: year, last_month."""
    full = years.filter((pl.col("last_month") == MONTHS_OF_YEAR) & (pl.col("year") < before))["year"]
    return None if full.is_empty() else int(str(full.max()))


def lines_of(requests: pl.DataFrame) -> tuple[Line, ...]:
    """Lines from a frame with the columns of a `Line`; columns that it has not are not told."""
    names = [name for name in Line.__dataclass_fields__ if name in requests.columns]
    return tuple(Line(**row) for row in requests.select(names).iter_rows(named=True))


def review(lines: Iterable[Line], known: Known) -> Review:
    """Judge every line."""
    return Review(tuple(_judged(_completed(line, known), known) for line in lines), known)


def totals(lines: Sequence[Judged]) -> Totals:
    """Sums over some lines."""
    judged = [each for each in lines if each.suggested_yuan is not None]
    return Totals(
        n_lines=len(lines),
        n_judged=len(judged),
        requested_yuan=_sum(each.line.amount_yuan for each in lines),
        suggested_yuan=_sum(each.suggested_yuan for each in judged),
        cut_yuan=_sum(each.cut_yuan for each in judged),
        not_judged_yuan=_sum(each.not_judged_yuan for each in lines),
    )


def _completed(line: Line, known: Known) -> Line:
    """With the unit of the catalogue where the line tells none, and the catalogue's name of the item."""
    item = known.items.get(line.item_code or "", Item())
    listed = item.measure_unit if line.quantity is not None else None
    unit = (line.measure_unit or "").strip() or listed
    return replace(line, measure_unit=unit, item_name=line.item_name or item.name)


def _judged(line: Line, known: Known) -> Judged:
    if unusable := _unusable(line):
        return Judged(line, Rule.NONE, why_not=unusable)
    term = _term(line)
    if isinstance(term, str):
        return Judged(line, Rule.NONE, why_not=term)
    evidence = _evidence(line, term, known)
    standard = _standard(line, term, known.library)
    if isinstance(standard, _Standard):
        return _by_standard(evidence, standard)
    if standard is not None and not standard.why.is_absence:
        return replace(evidence, why_not=standard.text)
    return _by_past(evidence, known, "" if standard is None or standard.why is Why.NONE else standard.text)


def _unusable(line: Line) -> str:
    """What keeps a line from being looked at; empty where nothing does."""
    if line.item_code is None:
        return _("No service item is told")
    if line.amount_yuan < 0:
        return _("The amount is negative")
    return _("The quantity is negative") if line.quantity is not None and line.quantity < 0 else ""


def _term(line: Line) -> Term | str:
    """When the service runs, or what is wrong with it: its dates, else so many months of the year, else all of it."""
    if line.months is not None and not 0 < line.months <= MONTHS_OF_YEAR:
        return _("{months} months is no part of a year").format(months=_plain(line.months))
    if line.service_from is None and line.service_to is None:
        return Term.of_year(line.year, None if line.months is None else Fraction(line.months))
    first, last = line.service_from or date(line.year, 1, 1), line.service_to or date(line.year, 12, 31)
    if last < first:
        return _("The service ends on {last}, before it begins").format(last=formats.day(last))
    term = Term(first, last)
    if line.months is not None and abs(term.length - Fraction(line.months)) >= Fraction(1, 2):
        return _("{months} months are told, but from {first} to {last} it is {length}").format(
            months=_plain(line.months),
            first=formats.day(first),
            last=formats.day(last),
            length=_number(term.length),
        )
    return term


def _evidence(line: Line, term: Term, known: Known) -> Judged:
    """The line with all that is known about it, not judged yet."""
    every = known.past.get((str(line.item_code), line.grade, line.measure_unit), ())
    own = next((past for past in every if past.org_code == line.org_code), None)
    others = tuple(past.unit_cost_yuan for past in every if past.org_code != line.org_code)
    reference = None if line.quantity is None else reference_cost(line.quantity, line.measure_unit)
    return Judged(
        line,
        Rule.NONE,
        term=term,
        peers=_peers(others),
        n_peers=len(others),
        own=own,
        reference_yuan=reference,
        notes=tuple(_notes(line, term, own, reference, known.year)),
    )


@lru_cache(maxsize=4096)
def _peers(unit_costs: tuple[Decimal, ...]) -> Peers | None:
    """Quartiles of the others; None for too few."""
    if len(unit_costs) < FEWEST_PEERS:
        return None
    ordered = sorted(unit_costs)
    lower, median, upper = (_quantile(ordered, Fraction(k, 4)) for k in (1, 2, 3))
    return Peers(len(ordered), lower, median, upper)


def _quantile(ordered: Sequence[Decimal], share: Fraction) -> Decimal:
    """Interpolated linearly between the two nearest (type 7), to four decimals."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    exact = Fraction(ordered[below]) + (place - below) * (Fraction(ordered[above]) - Fraction(ordered[below]))
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_RATE_PLACES, ROUND_HALF_UP)


@dataclass(frozen=True)
class _Standard:
    """The standard that decides, and its rule."""

    rule: Rule
    applied: Applied


def _standard(line: Line, term: Term, library: Library) -> _Standard | Refusal | None:
    """The first kind that has one for this line; what keeps one from being applied; else the most telling absence."""
    need = Need(str(line.item_code), term, line.grade, line.area, line.quantity, line.measure_unit, line.base_yuan)
    absent: list[Refusal] = []
    for kind in KINDS:
        found = {way: applied(library, kind, way, need) for way in Computing}
        refused = [each for each in found.values() if isinstance(each, Refusal)]
        if blocked := next((each for each in refused if not each.why.is_absence), None):
            return blocked
        given = {way: each for way, each in found.items() if isinstance(each, Applied)}
        if given:
            return _deciding(given)
        absent += refused
    return max(absent, key=lambda each: list(Why).index(each.why), default=None)


def _deciding(given: dict[Computing, Applied]) -> _Standard | Refusal:
    """A quota or a ratio, limited by a cap; a quota and a ratio for the same thing are two that apply."""
    if Computing.QUOTA in given and Computing.RATIO in given:
        titles = "、".join(given[way].cells[0].title for way in (Computing.QUOTA, Computing.RATIO))
        return Refusal(
            Why.AMBIGUOUS, _("A quota and a ratio both apply: {standards}; none is chosen").format(standards=titles)
        )
    least = min(given, key=lambda way: (given[way].amount_yuan, way is Computing.CAP))
    return _Standard(Rule(least.value), given[least])


def _by_standard(evidence: Judged, standard: _Standard) -> Judged:
    pieces = standard.applied.pieces
    return replace(
        evidence,
        rule=standard.rule,
        standard_yuan=standard.applied.amount_yuan,
        pieces=pieces,
        suggested_yuan=min(evidence.line.amount_yuan, standard.applied.amount_yuan),
        how=" + ".join(_piece_text(piece, evidence.line) for piece in pieces),
        source="；".join(dict.fromkeys(source_of(piece.cell) for piece in pieces)),
    )


def source_of(cell: Cell) -> str:
    """Which standard in which version, and the document that it stands in."""
    title = f"{cell.standard_name or cell.standard_code}（{cell.version}）"
    return f"{title}，{cell.source_document}" if cell.source_document else title


def _piece_text(piece: Piece, line: Line) -> str:
    """How a person computes the piece again: amount × quantity × part of the year, or share × base."""
    cell = piece.cell
    if cell.way is Computing.QUOTA:
        told = _amount_text(cell, line)
    elif cell.way is Computing.RATIO:
        told = _ratio_text(cell, line)
    else:
        limits = [_amount_text(cell, line)] if cell.amount_yuan is not None else []
        limits += [_ratio_text(cell, line)] if cell.ratio_percent is not None else []
        told = (
            limits[0]
            if len(limits) == 1
            else _("the lower of {first} and {second}").format(first=limits[0], second=limits[1])
        )
    if piece.share == 1:
        return told
    of = MONTHS_OF_YEAR if piece.months / MONTHS_OF_YEAR == piece.share else _number(piece.months / piece.share)
    return f"{told} × {_number(piece.months)}/{of}"


def _amount_text(cell: Cell, line: Line) -> str:
    amount = formats.decimal(cell.amount_yuan)
    return amount if cell.is_for_the_whole else f"{amount} × {_plain(line.quantity)}"


def _ratio_text(cell: Cell, line: Line) -> str:
    return f"{_plain(cell.ratio_percent)}% × {formats.decimal(line.base_yuan)}"


def _by_past(evidence: Judged, known: Known, absence: str) -> Judged:
    """By what others paid in the last full year, with the own unit cost inside their range."""
    line, peers, own = evidence.line, evidence.peers, evidence.own
    if peers is None or evidence.term is None:
        few = _("No issued standard, and fewer than {fewest} other organisations with a unit cost ({n})").format(
            fewest=FEWEST_PEERS, n=evidence.n_peers
        )
        return replace(evidence, why_not=f"{absence}；{few}" if absence else few)
    if line.quantity is None:
        return replace(evidence, why_not=_("No quantity is told"))
    rate = peers.upper if own is None else max(peers.lower, min(own.unit_cost_yuan, peers.upper))
    share = evidence.term.years if is_per_year(line.measure_unit) else Fraction(1)
    limit = cents(Fraction(rate) * Fraction(line.quantity) * share)
    months = "" if share == 1 else f" × {_number(evidence.term.length)}/{MONTHS_OF_YEAR}"
    return replace(
        evidence,
        rule=Rule.PEERS if own is None or rate != own.unit_cost_yuan else Rule.OWN,
        suggested_yuan=min(line.amount_yuan, limit),
        how=f"{formats.decimal(rate, 4)} × {_plain(line.quantity)}{months}",
        source=_past_text(rate, peers, own, known.year),
    )


def _past_text(rate: Decimal, peers: Peers, own: Past | None, year: int | None) -> str:
    words = {"year": year, "n": peers.n}
    if own is not None and rate == own.unit_cost_yuan:
        return _("Own unit cost of {year}, within the range of {n} others").format(**words)
    if own is not None and own.unit_cost_yuan < peers.lower:
        return _("P25 of the unit costs of {n} others in {year}; the own one is below it").format(**words)
    return _("P75 of the unit costs of {n} others in {year}").format(**words)


def _notes(line: Line, term: Term, own: Past | None, reference: Decimal | None, year: int | None) -> Iterable[str]:
    """What a reader should ask about, whatever the verdict."""
    yield from _arithmetic(line, term)
    if own is not None and line.quantity is not None and own.quantity > 0:
        growth = Fraction(line.quantity) / Fraction(own.quantity) - 1
        if growth >= GROWTH_NOTED:
            yield _("Quantity {growth} above that of {year} ({quantity}): to be checked").format(
                growth=formats.percent(float(growth)), year=year, quantity=_plain(own.quantity)
            )
    if reference is not None and reference > 0:
        above = Fraction(line.amount_yuan) / Fraction(reference) - 1
        yield _("Reference, no standard: {amount} yuan by {source}; requested is {above} of it").format(
            amount=formats.decimal(reference), source=CSBMK_2025.source, above=formats.percent(float(above + 1))
        )
    if line.person_months is not None and line.measure_unit == FUNCTION_POINT and line.quantity is not None:
        yield _("{told} person-months are stated, the reference for {points} function points is {effort}").format(
            told=_plain(line.person_months),
            points=_plain(line.quantity),
            effort=_number(person_months(line.quantity)),
        )


def _arithmetic(line: Line, term: Term) -> Iterable[str]:
    """Where quantity times unit price is not what is requested, neither for the whole nor for the months told."""
    if line.quantity is None or line.unit_price_yuan is None:
        return
    product = Fraction(line.quantity) * Fraction(line.unit_price_yuan)
    made = {product, product * term.years, product * term.length}
    if all(abs(each - Fraction(line.amount_yuan)) > _OFF_BY for each in made):
        yield _("Quantity × unit price is {product}, not what is requested: to be checked").format(
            product=formats.decimal(cents(product))
        )


def _grouped(lines: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, tuple[Judged, ...]]:
    found: dict[str, list[Judged]] = {}
    for judged in lines:
        found.setdefault(key(judged), []).append(judged)
    return {name: tuple(each) for name, each in found.items()}


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))


def _rate(value: object) -> Decimal:
    return Decimal(str(value)).quantize(_RATE_PLACES, ROUND_HALF_UP)


def _plain(number: Decimal | None) -> str:
    """A quantity as it is told, without zeros that say nothing."""
    if number is None:
        return formats.MISSING
    return f"{number.normalize():,f}"


def _number(number: Fraction) -> str:
    """An exact number with at most two decimals."""
    return _plain((Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))
