"""Cells under a header to rows of an extract: what passed, and what failed with the reason."""

from dataclasses import dataclass, field, replace

import polars as pl

from duibiao.errors import MappingError
from duibiao.ingest import units, values
from duibiao.ingest.currency import HOME, Said
from duibiao.ingest.days import dates_once, days_of
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import ColumnRule, Mapping
from duibiao.ingest.reason import reason, together
from duibiao.ingest.values import Writing
from duibiao.ingest.wording.reasons import kind_in_words
from duibiao.language import _
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract

SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Plan:
    """How the columns of a sheet become those of an extract.

    `sources` gives the cell column of each target that is read as it stands; `wide` the cell column of each label of
    the columns that become rows; `factors` the yuan of the unit of each money column of the sheet.
    """

    extract: Extract
    mapping: Mapping | None
    header: Header
    sources: dict[str, str]
    wide: dict[str, str] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)
    mark: str = "."
    tidy: frozenset[str] = frozenset()
    """The cell columns that need no cleaning."""
    worded: frozenset[str] = frozenset()
    """The cell columns of amounts with signs or units in words."""
    from_1904: bool = False
    """Whether day numbers count from 1904."""
    beyond: tuple[str, ...] = ()
    """The cell columns to the right of all names: a row that fills one may be shifted."""
    currency: str = HOME
    currencies: Said = field(default_factory=Said)
    """What the file itself says of it."""
    currency_cells: str | None = None
    """The cell column that tells the currency of each row."""

    @property
    def unit_said(self) -> bool:
        """Whether the file or the profile says the unit of every money column."""
        general = (self.mapping and self.mapping.factor) or self.header.unit
        return (
            bool(general)
            or self.currencies.code is not None
            or all(units.in_header(self.header.names[int(cell[1:])]) is not None for cell in self.money.values())
        )

    @property
    def date_order(self) -> str:
        """The order of year, month and day; year first unless the profile says otherwise."""
        return (self.mapping and self.mapping.dates) or "ymd"

    @property
    def money(self) -> dict[str, str]:
        """The cell column of every money column, wide ones under their label."""
        return {name: cell for name, cell in self.sources.items() if name in self.factors} | self.wide

    def provides(self, target: str) -> bool:
        """Whether the file, or the profile, has this column."""
        given = dict(self.mapping.constants) if self.mapping else {}
        into = (self.mapping.wide.into, self.mapping.wide.value) if self.mapping and self.mapping.wide else ()
        return target in self.sources or target in given or target in into


@dataclass(frozen=True)
class Converted:
    """Rows of the file as values.

    `rows` has `row_number` and a column for each target that the file provides (wide columns under their label);
    `reasons` says for each row what is wrong with it, null where nothing is.
    """

    rows: pl.DataFrame
    reasons: pl.Series


def convert(body: pl.DataFrame, plan: Plan) -> Converted:
    """Read every cell; `body` has `row_number` and the cells of the sheet."""
    asked = [*_asked(plan, body), *_asked_wide(plan)]
    constants = dict(plan.mapping.constants) if plan.mapping else {}
    fixed = [_constant(text, plan.extract.column(name)) for name, text in constants.items()]
    rows = body.select("row_number", *(each.value(body).alias(each.name) for each in asked), *fixed)
    incomplete = [each for each, nulls in zip(asked, rows.null_count().row(0)[1:], strict=False) if nulls]
    wrongs = [wrong for each in incomplete for wrong in each.wrongs(plan.extract)]
    read = rows.select(pl.all().name.prefix("read_"))
    frame = pl.concat([body, read.drop("read_row_number")], how="horizontal")
    return Converted(rows, _reasons(frame, wrongs))


def numbers(converted: Converted, body: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The amounts and quantities of all rows of the body, whatever becomes of them; with `row_number`.

    They are read again only where fewer rows were converted.
    """
    if converted.rows.height == body.height:
        names = [column.name for column in plan.extract.numbers if column.name in plan.sources]
        return converted.rows.select("row_number", *names, *plan.wide)
    asked = [each for each in (*_asked(plan, body), *_asked_wide(plan)) if each.column.kind.is_number]
    return body.select("row_number", *(each.value(body).alias(each.name) for each in asked))


Wrong = tuple[pl.Expr, pl.Expr]
"""Whether something is wrong with a row, and the reason in that case."""


def _reasons(frame: pl.DataFrame, wrongs: list[Wrong]) -> pl.Series:
    """What is wrong with each row; reasons are made only for those with which something is."""
    nothing = pl.Series("reason", [None], dtype=pl.String).new_from_index(0, frame.height)
    if not wrongs or frame.is_empty():
        return nothing
    bad = frame.select(pl.any_horizontal(wrong.fill_null(value=False) for wrong, _said in wrongs)).to_series()
    if not bool(bad.any()):
        return nothing
    said = frame.filter(bad).select(together(pl.when(wrong).then(said) for wrong, said in wrongs)).to_series()
    return nothing.scatter(bad.arg_true(), said)


@dataclass(frozen=True)
class _Asked:
    """One column to read: its name in the rows, what it is, and its cells after the rule of the profile."""

    name: str
    column: Column
    cell: pl.Expr
    required: bool
    writing: Writing
    told: pl.Expr | None = None
    """What the file has, where only a part of the cell is read: what has no such part is not empty but wrong."""

    def value(self, body: pl.DataFrame) -> pl.Expr:
        """What is read of its cells, as an expression over the rows in which they stand."""
        if self.column.kind is Kind.DATE:
            return dates_once(self.cell, body, self.writing.days)
        return values.read(self.cell, self.column, self.writing)

    def wrongs(self, extract: Extract) -> list[Wrong]:
        """What is wrong with a cell whose value (in `read_<name>`) is null."""
        number = self.column.kind.is_number and not self.column.choices
        cell = self.cell if self.told is None else self.told
        empty = values.is_nothing(cell) if number else values.trimmed(cell).is_null()
        missing = pl.col(f"read_{self.name}").is_null()
        if self.column.may_be_lost:
            return []
        lost = pl.lit(value=False)
        if self.column.kind is Kind.CODE and not self.writing.tidy:
            lost = values.has_lost_digits(cell)
        shown = cell.str.slice(0, SHOWN_CHARACTERS)
        wrongs = [
            (missing & ~empty & ~lost, reason("unreadable", extract, self.column.name, value=shown)),
            (missing & ~empty & lost, reason("lost_digits", extract, self.column.name, value=shown)),
        ]
        if self.required:
            wrongs.append((missing & empty, reason("missing", extract, self.column.name)))
        return wrongs


def _asked(plan: Plan, body: pl.DataFrame) -> list[_Asked]:
    rules = dict(plan.mapping.columns) if plan.mapping else {}
    return [
        _Asked(
            column.name,
            column,
            _ruled(plan.sources[column.name], rules.get(column.name), plan),
            column.required,
            _writing(plan, column, plan.sources[column.name], body),
            pl.col(plan.sources[column.name]) if column.name in rules and rules[column.name].part else None,
        )
        for column in plan.extract.columns
        if column.name in plan.sources
    ]


def _asked_wide(plan: Plan) -> list[_Asked]:
    if plan.mapping is None or plan.mapping.wide is None:
        return []
    column = plan.extract.column(plan.mapping.wide.value)
    return [
        _Asked(
            label, column, pl.col(cell), False, replace(_plain_writing(plan, cell), factor=plan.factors.get(label, 1))
        )
        for label, cell in plan.wide.items()
    ]


def _writing(plan: Plan, column: Column, cell: str, body: pl.DataFrame) -> Writing:
    writing = replace(_plain_writing(plan, cell), factor=plan.factors.get(column.name, 1))
    if column.kind is not Kind.DATE:
        return writing
    return replace(writing, days=days_of(body[cell], plan.date_order, plan.header.titles, plan.from_1904))


def _plain_writing(plan: Plan, cell: str) -> Writing:
    return Writing(plan.mark, tidy=cell in plan.tidy, worded=cell in plan.worded)


def _ruled(source: str, rule: ColumnRule | None, plan: Plan) -> pl.Expr:
    """The cells of a column after the rule of the profile."""
    cell = pl.col(source)
    if rule is None:
        return cell
    if rule.join:
        parts = [f"c{i}" for header in rule.join if (i := plan.header.position(header)) is not None]
        cell = pl.concat_str(parts, separator=rule.separator, ignore_nulls=True)
    if rule.part:
        cell = values.trimmed(cell).str.extract(rule.part, 1)
    if rule.slice:
        cell = values.trimmed(cell).str.slice(rule.slice[0], rule.slice[1] - rule.slice[0])
    if rule.pad:
        cell = values.codes(cell, source in plan.tidy).str.zfill(rule.pad)
    if rule.values:
        cell = values.trimmed(cell).replace(dict(rule.values))
    if rule.patterns:
        cell = pl.coalesce(pl.when(cell.str.contains(pattern)).then(pl.lit(value)) for pattern, value in rule.patterns)
    return cell


def _constant(text: str, column: Column) -> pl.Expr:
    value = pl.select(values.read(pl.lit(text), column, Writing())).to_series()
    if value.item() is None:
        said = _("{column}: “{value}” is not {kind}")
        raise MappingError(
            said.format(column=column.label, value=text, kind=kind_in_words(column)), _("Mend the line it names.")
        )
    return pl.lit(value.item(), dtype=value.dtype).alias(column.name)
