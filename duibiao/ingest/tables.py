"""All tables of a file that are one: under each other, or on several sheets, as long as they name the same columns.

A header that comes again, also with its columns in another order or with more of them, begins another part of the same
table. Parts are laid under each other in the columns of the first, and every row can be found again in the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from duibiao.ingest import currency, units, values
from duibiao.ingest import header as headers
from duibiao.ingest.convert import Plan
from duibiao.ingest.evidence import gather, sample
from duibiao.ingest.header import Header, plain
from duibiao.ingest.mapping import ColumnRule, Mapping
from duibiao.ingest.period import stated_periods
from duibiao.ingest.recognise import Part, Recognised, below
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.suggest import suggestions
from duibiao.schema.column import Kind

_DAY_WITH_MONTH_NAME = r"^\s*\d{1,2}\W+[A-Za-z]{3,9}\W+\d{2,4}\s*$"
_Piece = tuple[Header, pl.DataFrame, tuple[str, ...]]
"""A table of a sheet: its header, its rows, the texts above it."""
MOST_TITLES = 3
"""The texts that a row of titles has at most: 编制单位 on the left, the month in the middle, the unit on the right."""
_WORDS = re.compile(r"[^\W\d_]{2}")
MOST_LOOKED_AT = 2_000
"""Rows with words where amounts stand that are looked at as possible headers."""
LEAST_NAMED = 0.5
"""The share of the columns that are read which a row must name to be a header again."""
_WHOSE = ("org_code", "unit_code", "year", "month", "version")

ALIKE = 0.5
"""The share of rows that two sheets must have in common to be taken for copies of each other."""


@dataclass(frozen=True)
class Apart:
    """A table with the header of the one that is read, and why it is not simply a part of it.

    `why` is `unit`, `currency`, `copy`, `same_total`, `coarser` or `hidden`.
    """

    recognised: Recognised
    why: str


@dataclass(frozen=True)
class Joined:
    """The table that is read with all its parts, the profile that reads them, and what stays apart."""

    recognised: Recognised
    mapping: Mapping | None
    apart: tuple[Apart, ...] = ()


def joined(recognised: Recognised, plan: Plan, sheets: Sequence[Sheet], everything: bool = False) -> Joined:
    """The table with what comes again below it and on the other `sheets`.

    What contradicts it (another unit, a copy, a hidden sheet) stays apart unless `everything` is to be read.
    """
    if plan.mapping is not None and (plan.wide or not plan.mapping.header):
        return Joined(recognised, plan.mapping)
    (_own, first, _titles), *later = _pieces(recognised, plan)
    layout = _Layout(_Table(_first(recognised, first, later), dict(plan.sources), dict(plan.factors)), plan)
    below_it = (replace(recognised, header=replace(own, titles=titles), body=body) for own, body, titles in later)
    tables = [layout.first, *(table for each in below_it if (table := _table(each, layout)))]
    tables += [table for sheet in sheets for table in _on(sheet, recognised, layout)]
    summing = set() if everything else _summing(tables, plan)
    apart: list[Apart] = []
    for i, table in enumerate(tables[1:], 1):
        why = "" if everything else _why_apart(table, recognised, layout, tables[0])
        why = why or ("same_total" if {0, i} & summing else "")
        if why:
            apart.append(Apart(table.recognised, why))
        else:
            layout.add(table)
    return Joined(*layout.joined(recognised), tuple(apart))


@dataclass(frozen=True)
class _Table:
    """One table as it stands: where each target is in it, and what its other columns are called."""

    recognised: Recognised
    sources: dict[str, str]
    factors: dict[str, int]


class _Layout:
    """The columns of the first table, and the parts that were laid under it so far."""

    def __init__(self, first: _Table, plan: Plan) -> None:
        self.plan = plan
        self.first = first
        self.names = list(first.recognised.header.names)
        self.sources = dict(plan.sources)
        self.bodies: list[pl.DataFrame] = []
        self.parts: list[Part] = []
        self.height = 0
        self.sheet: Sheet | None = None
        self.add(first)

    @property
    def needed(self) -> list[str]:
        """What a table must have to be a part: the amounts and the days that are read."""
        columns = [self.plan.extract.column(name) for name in self.plan.sources]
        measured = [each.name for each in columns if each.kind.is_number or each.kind is Kind.DATE]
        return measured or [each.name for each in columns]

    def add(self, table: _Table) -> None:
        """Lay a table under the others, in the columns of the first."""
        sheet = table.recognised.sheet
        if self.sheet is not None and sheet is not self.sheet:
            self.height += self.sheet.cells.height
        self.sheet = sheet
        moved = self._places(table)
        cells = [
            (pl.col(moved[f"c{i}"]) if f"c{i}" in moved else pl.lit(None, dtype=pl.String)).alias(f"c{i}")
            for i in range(len(self.names))
        ]
        body = table.recognised.body
        if table is not self.first:
            body = body.select(pl.col("row_number") + self.height, *cells)
        self.bodies.append(body)
        header = table.recognised.header
        numbers = body["row_number"]
        first, last = (int(numbers[0]), int(numbers[-1])) if body.height else (self.height + 1, self.height)
        titles = (*header.titles, *header.footers)
        self.parts.append(Part(sheet, first, last, self.height, titles, tuple(moved.items())))

    def joined(self, recognised: Recognised) -> tuple[Recognised, Mapping | None]:
        """All parts as one table, and the profile with the columns that only later parts have."""
        if self.first.recognised.body is recognised.body and len(self.parts) == 1:
            return replace(recognised, parts=tuple(self.parts)), self.plan.mapping
        body = pl.concat(self.bodies, how="diagonal")
        cells = [f"c{i}" for i in range(len(self.names))]
        header = replace(recognised.header, names=tuple(self.names))
        whole = replace(recognised, header=header, body=body.select("row_number", *cells), parts=tuple(self.parts))
        return whole, self._mapping()

    def _mapping(self) -> Mapping | None:
        more = {name: cell for name, cell in self.sources.items() if name not in self.plan.sources}
        if self.plan.mapping is None or not more:
            return self.plan.mapping
        rules = tuple((name, ColumnRule(position=int(cell[1:]) + 1)) for name, cell in more.items())
        return replace(self.plan.mapping, columns=(*self.plan.mapping.columns, *rules))

    def _places(self, table: _Table) -> dict[str, str]:
        """For each column of the layout the one of the table; columns that the layout has not are added to it."""
        names = table.recognised.header.names
        if table is self.first:
            return {f"c{i}": f"c{i}" for i in range(len(names))}
        moved = {self.sources[name]: cell for name, cell in table.sources.items() if name in self.sources}
        for i, name in enumerate(names):
            if f"c{i}" in moved.values() or not name:
                continue
            target = next((each for each, cell in table.sources.items() if cell == f"c{i}"), None)
            moved[self._place(name, target, moved)] = f"c{i}"
        return moved

    def _place(self, name: str, target: str | None, moved: dict[str, str]) -> str:
        """Where a column of that name goes that is not read yet; a new one at the right where there is none."""
        free = (i for i, own in enumerate(self.names) if plain(own) == plain(name) and f"c{i}" not in moved)
        i = next(free, len(self.names))
        if i == len(self.names):
            self.names.append(name)
        if target is not None and target not in self.sources:
            self.sources[target] = f"c{i}"
        return f"c{i}"


def _first(recognised: Recognised, body: pl.DataFrame, later: Sequence[_Piece]) -> Recognised:
    """The first table by itself: what stands above another is no remark below it."""
    above_others = {text for _header, _body, titles in later for text in titles}
    footers = tuple(text for text in recognised.header.footers if text not in above_others)
    return replace(recognised, header=replace(recognised.header, footers=footers), body=body)


def _pieces(recognised: Recognised, plan: Plan) -> Iterator[_Piece]:
    """The body cut where another header begins: the header, the rows below it, the texts alone above it."""
    body = recognised.body
    header, titles, start = recognised.header, recognised.header.titles, 0
    for i in _header_rows(body, plan):
        end = i - _title_rows_above(body, i, start)
        own = tuple(text for k in range(end, i) for text in _texts(body.row(k)[1:]))
        if _is_again(body, i, recognised.header) and not _says_more(own, recognised.header, plan):
            continue
        yield header, body.slice(start, end - start), titles
        titles = own
        names = tuple((cell or "").strip() for cell in body.row(i)[1:])
        number = int(body["row_number"][i]) - 1
        header, start = Header(number, number, names, titles), i + 1
    yield header, body.slice(start) if start else body, titles


def _header_rows(body: pl.DataFrame, plan: Plan) -> list[int]:
    """The rows that name columns where amounts or days should stand."""
    columns = [plan.extract.column(name) for name in plan.sources]
    measured = [plan.sources[each.name] for each in columns if each.kind.is_number or each.kind is Kind.DATE]
    if not measured:
        return []
    words = pl.col(measured).str.contains(r"\p{L}{2}")
    found = body.with_row_index("place").filter(pl.any_horizontal(words).fill_null(value=False))
    if found.is_empty():
        return []
    words &= ~pl.col(measured).str.contains(_DAY_WITH_MONTH_NAME)
    found = found.filter(pl.any_horizontal(words).fill_null(value=False))
    wanted = headers.wanted_headers(plan.extract, None) | {plain(name) for name in plan.header.names if name}
    least = max(2, LEAST_NAMED * len(plan.sources))
    rows = found.head(MOST_LOOKED_AT).drop("row_number").iter_rows()
    return [int(place) for place, *cells in rows if sum(plain(cell) in wanted for cell in cells if cell) >= least]


def _is_again(body: pl.DataFrame, i: int, header: Header) -> bool:
    """Whether a row says the names of the columns in their places, as reports with page breaks do."""
    own = (name.split("/")[-1] for name in header.names)
    said = [(cell, name) for cell, name in zip(body.row(i)[1:], own, strict=False) if cell and plain(cell)]
    return all(plain(cell) == plain(name) and _measure(cell) == _measure(name) for cell, name in said)


def _measure(header: str) -> tuple[int | None, str | None]:
    """The unit and the currency that a header names, neither of which `plain` keeps."""
    return units.in_header(header), currency.in_header(header)


def _says_more(titles: Sequence[str], header: Header, plan: Plan) -> bool:
    """Whether the titles of a table that has the header once more say another unit, currency or time than the first."""
    unit, monthly = units.in_titles(titles), "month" in plan.extract.period
    if (unit and unit != header.unit) or not all(
        currency.may_mean(each, plan.currency) for each in currency.in_titles(titles)
    ):
        return True
    told = stated_periods(tuple(titles), "", monthly) if plan.extract.period else []
    return bool(told) and told != stated_periods(header.titles, "", monthly)


def _title_rows_above(body: pl.DataFrame, i: int, start: int) -> int:
    """How many rows directly above have but a text or some: the titles of the table below."""
    n = 0
    while i - n - 1 >= start and _texts(body.row(i - n - 1)[1:]):
        n += 1
    return n


def _texts(cells: Sequence[str | None]) -> list[str]:
    """The texts of a row of titles: one whatever it is, or a few without any number among them."""
    filled = [text for cell in cells if cell and (text := cell.strip())]
    is_title = len(filled) == 1 or (len(filled) <= MOST_TITLES and all(map(_WORDS.search, filled)))
    return filled if is_title else []


def _on(sheet: Sheet, recognised: Recognised, layout: _Layout) -> Iterator[_Table]:
    """The tables of another sheet that have the header of this one."""
    if sheet is recognised.sheet or sheet.cells.is_empty():
        return
    names = frozenset(plain(recognised.header.names[int(cell[1:])]) for cell in layout.plan.sources.values())
    header, named = headers.find_header(sheet, names)
    if named < max(2, LEAST_NAMED * len(names)):
        return
    other = below(sheet, header)
    table = _table(other, layout)
    if table is None:
        return
    for own, body, titles in _pieces(other, replace(layout.plan, sources=table.sources, header=header)):
        piece = _table(replace(other, header=replace(own, titles=titles), body=body), layout)
        if piece is not None:
            yield piece


def _table(recognised: Recognised, layout: _Layout) -> _Table | None:
    """The table with its columns, by their names in the first table, else as any file's; None where amounts lack."""
    header, extract = recognised.header, layout.plan.extract
    names = {plain(name): f"c{i}" for i, name in reversed(list(enumerate(header.names))) if name}
    same = {t: names.get(plain(layout.names[int(cell[1:])])) for t, cell in layout.plan.sources.items()}
    sources = {target: cell for target, cell in same.items() if cell}
    cells = [f"c{i}" for i in range(len(header.names))]
    for each in suggestions(header, extract, gather(sample(recognised.body), cells)):
        if each.target and each.target not in sources and f"c{each.position - 1}" not in sources.values():
            sources[each.target] = f"c{each.position - 1}"
    if not set(layout.needed) <= set(sources):
        return None
    return _Table(recognised, sources, _factors(header, sources, layout.plan))


def _factors(header: Header, sources: dict[str, str], plan: Plan) -> dict[str, int]:
    """The unit of each money column, where the table says one of its own; the one of the first table elsewhere."""
    general = units.in_titles((*header.titles, *header.footers))
    own = {t: units.in_header(header.names[int(cell[1:])]) or general for t, cell in sources.items()}
    return {name: own.get(name) or factor for name, factor in plan.factors.items()}


def _why_apart(table: _Table, recognised: Recognised, layout: _Layout, first: _Table) -> str:
    if any(table.factors.get(name, factor) != factor for name, factor in layout.plan.factors.items()):
        return "unit"
    if _is_in_another_currency(table, layout.plan):
        return "currency"
    if table.recognised.sheet is recognised.sheet:
        return ""
    if table.recognised.sheet.hidden and not recognised.sheet.hidden:
        return "hidden"
    if _told_by(table, layout.plan) != _told_by(first, layout.plan):
        return "coarser"
    return _alike(table, first, layout)


def _is_in_another_currency(table: _Table, plan: Plan) -> bool:
    """Whether the headers of its amounts, or else its titles, name a currency that is not that of the first table."""
    header = table.recognised.header
    names = (header.names[int(table.sources[name][1:])] for name in plan.factors if name in table.sources)
    said = list(filter(None, map(currency.in_header, names)))
    said = said or currency.in_titles((*header.titles, *header.footers))
    return not all(currency.may_mean(each, plan.currency) for each in said)


def _told_by(table: _Table, plan: Plan) -> set[str]:
    """What tells the rows of a table apart below their organisation: a list of sums has no projects."""
    finer = [name for name in plan.extract.key if name in table.sources and name not in _WHOSE]
    cells = table.recognised.body.select(
        pl.col(table.sources[name]).str.contains(r"\S").any().fill_null(value=False).alias(name) for name in finer
    )
    return {name for name, filled in zip(finer, cells.row(0), strict=True) if filled} if finer else set()


def _summing(tables: list[_Table], plan: Plan) -> set[int]:
    """The tables that add up to all others together: totals of what stands elsewhere in the file."""
    money = [name for name in plan.factors if name in plan.sources]
    if not money or len(tables) < 2:
        return set()
    sums = [_sums(table, money, plan.mark) for table in tables]
    total = [sum(each[k] for each in sums) for k in range(len(money))]
    return {i for i, each in enumerate(sums) if any(each) and all(2 * a == b for a, b in zip(each, total, strict=True))}


def _sums(table: _Table, money: list[str], mark: str) -> list[Decimal]:
    body = table.recognised.body
    cells = [values.amounts(pl.col(table.sources[name]), mark).sum().alias(name) for name in money]
    return [Decimal(each or 0) for each in body.select(cells).row(0)]


def _alike(table: _Table, first: _Table, layout: _Layout) -> str:
    """Whether a sheet is a copy of the first one."""
    shared = [name for name in layout.plan.sources if name in table.sources]
    own = table.recognised.body.select(pl.col(table.sources[name]).str.strip_chars().alias(name) for name in shared)
    others = first.recognised.body.select(pl.col(first.sources[name]).str.strip_chars().alias(name) for name in shared)
    common = own.join(others.unique(), on=shared, how="semi", nulls_equal=True).height
    return "copy" if common > ALIKE * min(own.height, others.height) and own.height else ""
