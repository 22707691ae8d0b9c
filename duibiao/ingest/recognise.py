"""Which sheet of a file holds the extract, which rows are its header, and what each column is."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from duibiao.errors import MappingError, RefusedFileError
from duibiao.ingest import currency, units, values
from duibiao.ingest import header as headers
from duibiao.ingest.convert import Plan
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import ColumnRule, Mapping
from duibiao.ingest.nearest import called, nearest_in_rows
from duibiao.ingest.sheet import Sheet
from duibiao.language import _, current
from duibiao.schema.column import Kind
from duibiao.schema.extract import Extract

_NUMBER = re.compile(r"^[\s()\-+¥$€£]*[\d.,]+(e[+-]?\d+)?[\s)%-]*$", re.IGNORECASE)
SHOWN_HEADERS = 12
FOOTER_ROWS = 20
EXAMPLE = "例："
"""With this every cell of an example row begins, as templates have one below the header: it is never data."""
EXAMPLE_ROWS = 3


@dataclass(frozen=True)
class Part:
    """One of the tables that are read as one.

    `first` and `last` are its row numbers in the joined table; less `offset` they are rows of its sheet. `moved` pairs
    each column of the joined table with the one in which it stands here; `titles` are the texts around it.
    """

    own: Sheet = field(compare=False, repr=False)
    first: int
    last: int
    offset: int
    titles: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return self.own.name

    @property
    def hidden_rows(self) -> list[int]:
        """The row numbers of the joined table that its sheet hides."""
        numbers = (row + 1 + self.offset for row in self.own.hidden_rows)
        return [number for number in numbers if self.first <= number <= self.last]

    @property
    def hidden_columns(self) -> set[str]:
        """The cell columns of the joined table that its sheet hides."""
        return {here for here, there in self.moved if int(there[1:]) in self.own.hidden_columns}

    @property
    def scaled(self) -> set[tuple[int, int]]:
        """As `Sheet.scaled`, in the columns of the joined table."""
        places = {int(there[1:]): int(here[1:]) for here, there in self.moved}
        return {(places[column], scale) for column, scale in self.own.scaled if column in places}


@dataclass(frozen=True)
class Recognised:
    """The sheet that holds the extract and the plan to read it."""

    sheet: Sheet
    header: Header
    body: pl.DataFrame
    """`row_number` (of the file, from 1) and the cells below the header that are not blank."""
    parts: tuple[Part, ...] = ()
    """The tables that were joined, with the row numbers that they have together; none where it is one."""
    known: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was worked out of it that is asked for several times."""

    @property
    def hidden_rows(self) -> set[int]:
        """The row numbers of the table that the file hides."""
        if not self.parts:
            return {row + 1 for row in self.sheet.hidden_rows}
        return {number for part in self.parts for number in part.hidden_rows}

    @property
    def hidden_columns(self) -> set[str]:
        """The cell columns of the table that the file hides, in all of it or in a part."""
        if not self.parts:
            return {f"c{column}" for column in self.sheet.hidden_columns}
        return {cell for part in self.parts for cell in part.hidden_columns}

    @property
    def scaled(self) -> frozenset[tuple[int, int]]:
        """As `Sheet.scaled`, of all parts."""
        return self.sheet.scaled.union(*(part.scaled for part in self.parts))


def recognise(sheets: list[Sheet], extract: Extract, mapping: Mapping | None, sheet_name: str | None) -> Recognised:
    """The sheet whose header names most columns of the extract.

    Raises RefusedFileError when none does, or when two visible sheets do equally well.
    """
    if sheet_name is not None:
        sheets = called(sheets, sheet_name)
    elif mapping and mapping.sheet:
        sheets = _named_like(sheets, mapping.sheet)
    if mapping and not mapping.header:
        return _until(below(sheets[0], headers.no_header(sheets[0])), mapping)
    if mapping and mapping.header_rows and len(sheets) == 1:
        return _until(below(sheets[0], headers.header_at(sheets[0], mapping.header_rows)), mapping)
    wanted = headers.wanted_headers(extract, mapping)
    found = [(sheet, *headers.find_header(sheet, wanted)) for sheet in sheets]
    if not found or max(named for *_rest, named in found) == 0:
        raise _no_header(sheets, extract)
    least = len([column for column in extract.required if column.name not in ("org_code", *extract.period)])
    sheet, header, most = max(found, key=lambda each: (each[2] >= least, not each[0].hidden, each[2]))
    rivals = [other.name for other, _header, named in found if named == most and other.hidden == sheet.hidden]
    if len(rivals) > 1:
        raise RefusedFileError(
            _("Several sheets could be the {extract}: {names}").format(extract=extract.label, names="、".join(rivals)),
            _("Say which with --sheet, or load them one by one."),
        )
    return _until(below(sheet, header), mapping)


def _named_like(sheets: list[Sheet], pattern: str) -> list[Sheet]:
    """The sheets whose name the pattern finds; raises RefusedFileError where there is none."""
    named = [sheet for sheet in sheets if re.search(pattern, sheet.name)]
    if not named:
        raise RefusedFileError(
            _("The file has no sheet called {pattern}").format(pattern=pattern),
            _("Its sheets: {names}.").format(names="、".join(sheet.name for sheet in sheets)),
        )
    return named


def plan_for(recognised: Recognised, extract: Extract, mapping: Mapping | None) -> Plan:
    """Which cell column each target is, units and the decimal mark; raises MappingError for a header not found."""
    header = recognised.header
    found = {name: f"c{i}" for name, i in headers.positions(header, extract, mapping).items()}
    found |= _ruled_sources(header, mapping)
    wide = _wide_sources(header, mapping)
    _refuse_twins(recognised, {**found, **wide}, mapping)
    numbers = [found[column.name] for column in extract.numbers if column.name in found]
    amounts = list(dict.fromkeys([*numbers, *wide.values()]))
    codes = [found[column.name] for column in extract.columns if column.kind is Kind.CODE and column.name in found]
    default = mapping.decimal if mapping and mapping.decimal else "."
    tidy = values.tidy_columns(recognised.body.select(list(dict.fromkeys([*amounts, *codes]))))
    money = [found[column.name] for column in extract.money if column.name in found] + list(wide.values())
    said = currencies(recognised, money)
    return Plan(
        extract=extract,
        mapping=mapping,
        header=header,
        sources=found,
        wide=wide,
        factors=_factors(header, extract, mapping, found, wide),
        mark=values.decimal_mark(recognised.body.select(amounts), default),
        tidy=tidy,
        worded=values.worded_columns(recognised.body.select(cell for cell in amounts if cell not in tidy)),
        from_1904=recognised.sheet.from_1904,
        beyond=_beyond(recognised),
        currency=(mapping and mapping.currency) or said.code or currency.HOME,
        currencies=said,
        currency_cells=currency.column_of(header.names),
    )


def currencies(recognised: Recognised, money: list[str]) -> currency.Said:
    """What the table says of the currency of the amounts in those cell columns; worked out once."""
    key = "currencies", current(), *money
    if key not in recognised.known:
        recognised.known[key] = _currencies(recognised, money)
    found: currency.Said = recognised.known[key]
    return found


def _currencies(recognised: Recognised, money: list[str]) -> currency.Said:
    header = recognised.header
    names = [header.names[int(cell[1:])] for cell in money]
    around = (*header.titles, *header.footers)
    return (
        currency.said(names, around, recognised.body, money, currency.column_of(header.names))
        if money
        else currency.Said()
    )


def _refuse_twins(recognised: Recognised, found: dict[str, str], mapping: Mapping | None) -> None:
    """Raise RefusedFileError where a column that is read has a namesake with other cells."""
    names = [headers.plain(name) for name in recognised.header.names]
    chosen = {target for target, rule in (mapping.columns if mapping else ()) if rule.position is not None}
    for cell in dict.fromkeys(cell for target, cell in found.items() if target not in chosen):
        i = int(cell[1:])
        twins = [f"c{j}" for j, name in enumerate(names) if j != i and name and name == names[i]]
        if any(not recognised.body[twin].eq_missing(recognised.body[cell]).all() for twin in twins):
            raise RefusedFileError(
                _("{n} columns are called {name}, and they differ").format(
                    n=len(twins) + 1, name=recognised.header.names[i]
                ),
                _("Rename the other, or say in a mapping which column it is by its position."),
            )


def _beyond(recognised: Recognised) -> tuple[str, ...]:
    """The cell columns to the right of all names where separators make the cells and some row has one too many."""
    names = recognised.header.names
    if not recognised.sheet.delimited or recognised.header.first < 0:
        return ()
    last = max((i for i, name in enumerate(names) if name), default=-1)
    cells = recognised.body.select(f"c{i}" for i in range(last + 1, len(names)))
    blank = cells.select(~pl.all().str.contains(r"\S").any()).row(0) if cells.width else ()
    return tuple(cell for cell, empty in zip(cells.columns, blank, strict=True) if not empty)


def left_out(plan: Plan) -> tuple[list[str], list[str]]:
    """The headers that are not loaded: those of personal data, and those that no column of the extract asks for."""
    used = {int(cell[1:]) for cell in (*plan.sources.values(), *plan.wide.values())}
    if plan.mapping:
        used |= {i for source in plan.mapping.sources if (i := plan.header.position(source)) is not None}
    rest = [name for i, name in enumerate(plan.header.names) if name and i not in used]
    personal = [name for name in rest if headers.is_personal(name)]
    return personal, [name for name in rest if name not in personal]


def personal_cells(header: Header) -> list[str]:
    """The cell columns of personal data: nothing keeps them, not even rows that are set aside."""
    return [f"c{i}" for i, name in enumerate(header.names) if headers.is_personal(name)]


def below(sheet: Sheet, header: Header) -> Recognised:
    """The rows below the header that are not blank, with what stands alone under them; worked out once."""
    key = "below", header.first, header.last
    if key not in sheet.known or sheet.known[key].header.names != header.names:
        sheet.known[key] = _below(sheet, header)
    found: Recognised = sheet.known[key]
    return found


def _below(sheet: Sheet, header: Header) -> Recognised:
    numbered = filled_down(sheet, header.last + 1).with_row_index("row_number", offset=1).slice(header.last + 1)
    numbered = numbered.with_columns(pl.col("row_number").cast(pl.Int64))
    body = _without_examples(numbered.filter(_filled(numbered.drop("row_number"))))
    return Recognised(sheet, replace(header, footers=_lone_texts(body.tail(FOOTER_ROWS))), body)


def _filled(cells: pl.DataFrame) -> pl.Series:
    """Which rows have more than blanks; most show it in the fullest column."""
    if cells.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    fullest = min(cells.columns, key=lambda name: cells[name].null_count())
    filled = cells[fullest].str.contains(r"\S").fill_null(value=False)
    rest = cells.filter(~filled).select(pl.any_horizontal(pl.all().str.contains(r"\S")).fill_null(value=False))
    return filled.scatter((~filled).arg_true(), rest.to_series()) if rest.height else filled


def _until(recognised: Recognised, mapping: Mapping | None) -> Recognised:
    """Without what the profile says is another table below."""
    if mapping is None or not mapping.until:
        return recognised
    cells = pl.all().exclude("row_number").str.contains(mapping.until).fill_null(value=False)
    kept = ~recognised.body.select(pl.any_horizontal(cells).cum_max()).to_series()
    return replace(recognised, body=recognised.body.filter(kept))


def filled_down(sheet: Sheet, first: int) -> pl.DataFrame:
    """The cells, with the text of a merged cell in all of its rows, from row `first` (from 0) on.

    Only texts, and only downwards: an amount that is merged over rows stands for all of them together and stays where
    it is, or it would be added up once for each; a total merged over columns must not pass for a code.
    """
    ranges = [each for each in sheet.merged() if first <= each[0] < each[2] and 0 <= each[1] < sheet.cells.width]
    columns: dict[str, list[str | None]] = {}
    for top, left, bottom, _right in ranges:
        name = f"c{left}"
        cells = columns.setdefault(name, sheet.cells[name].to_list())
        text = cells[top] if top < len(cells) else None
        if text and not _NUMBER.match(text):
            for row in range(top + 1, min(bottom + 1, len(cells))):
                cells[row] = cells[row] or text
    return sheet.cells.with_columns(pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items())


def _without_examples(body: pl.DataFrame) -> pl.DataFrame:
    """Examples stand in the first rows, if at all."""
    first = body.head(EXAMPLE_ROWS).drop("row_number").rows()
    marked = [all(not cell or not cell.strip() or cell.lstrip().startswith(EXAMPLE) for cell in row) for row in first]
    if not any(marked):
        return body
    return body.filter(~pl.Series(marked).extend_constant(False, body.height - len(marked)))


def _lone_texts(rows: pl.DataFrame) -> tuple[str, ...]:
    """The texts that stand alone in their rows, as notes under a table do."""
    filled = [[cell for cell in row if cell and cell.strip()] for row in rows.drop("row_number").iter_rows()]
    return tuple(cells[0] for cells in filled if len(cells) == 1)


def _no_header(sheets: list[Sheet], extract: Extract) -> RefusedFileError:
    texts = [cell for sheet in sheets[:1] for row in sheet.cells.head(5).iter_rows() for cell in row if cell]
    return RefusedFileError(
        _("No header of the extract {extract} was found; the file begins with {texts}").format(
            extract=extract.label, texts=" | ".join(texts[:SHOWN_HEADERS])
        ),
        nearest_in_rows(extract, sheets)
        or _("Looked for {columns}. Rename the headers, or describe the file in a mapping.").format(
            columns="、".join(column.label for column in extract.required)
        ),
    )


def _ruled_sources(header: Header, mapping: Mapping | None) -> dict[str, str]:
    rules = mapping.columns if mapping else ()
    return {target: f"c{_place(header, target, rule)}" for target, rule in rules}


def _place(header: Header, target: str, rule: ColumnRule) -> int:
    """Where the (first) column of a rule stands; raises MappingError when the file has not what the rule needs."""
    if rule.position is not None:
        places = [rule.position - 1] if 0 < rule.position <= len(header.names) else []
    else:
        places = [i for name in (*rule.source, *rule.join) if (i := header.position(name)) is not None]
    if not places or (rule.join and len(places) < len(rule.join)):
        wanted = f"#{rule.position}" if rule.position is not None else " / ".join((*rule.source, *rule.join))
        raise MappingError(
            _("The file has no column {wanted}, which the mapping reads as {target}").format(
                wanted=wanted, target=target
            ),
            _("Its columns: {columns}.").format(columns="、".join(name for name in header.names if name)),
        )
    personal = [header.names[i] for i in places if headers.is_personal(header.names[i])]
    if personal:
        raise MappingError(
            _("Personal data, not loaded: {columns}").format(columns="、".join(personal)), _("Mend the line it names.")
        )
    return places[0]


def _wide_sources(header: Header, mapping: Mapping | None) -> dict[str, str]:
    if mapping is None or mapping.wide is None:
        return {}
    found = {value: header.position(source) for source, value in mapping.wide.columns}
    return {value: f"c{i}" for value, i in found.items() if i is not None}


def _factors(
    header: Header, extract: Extract, mapping: Mapping | None, found: dict[str, str], wide: dict[str, str]
) -> dict[str, int]:
    """The unit of each money column: its header's, else the profile's, else the one above the table."""
    columns = {column.name: found[column.name] for column in extract.money if column.name in found} | wide
    general = (mapping.factor if mapping else None) or header.unit or 1
    return {name: units.in_header(header.names[int(cell[1:])]) or general for name, cell in columns.items()}
