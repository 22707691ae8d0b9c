"""Cells under a header to rows of an extract: what passed, and what failed with the reason."""

from dataclasses import dataclass, field

import polars as pl

from duibiao.ingest import values
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import ColumnRule, Mapping
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
    columns: list[pl.Series] = [body["row_number"]]
    reasons: list[pl.Series] = []
    for column in plan.extract.columns:
        if column.name in plan.sources:
            cells = ruled(body, column.name, plan)
            read = values.read(cells, column, plan.mark, plan.factors.get(column.name, 1)).alias(column.name)
            columns.append(read)
            reasons += _failures(cells, read, column)
        elif plan.mapping and column.name in dict(plan.mapping.constants):
            columns.append(_constant(dict(plan.mapping.constants)[column.name], column, body.height))
    for label, source in plan.wide.items():
        read, failures = _wide_column(body[source], label, plan)
        columns.append(read)
        reasons += failures
    return Converted(pl.DataFrame(columns), _joined(reasons, body.height))


def ruled(body: pl.DataFrame, target: str, plan: Plan) -> pl.Series:
    """The cells of a target column after the rule of the profile."""
    cells = body[plan.sources[target]]
    rule = dict(plan.mapping.columns).get(target) if plan.mapping else None
    return _apply(cells, rule, body, plan) if rule else cells


def _apply(cells: pl.Series, rule: ColumnRule, body: pl.DataFrame, plan: Plan) -> pl.Series:
    if rule.join:
        parts = [f"c{i}" for header in rule.join if (i := plan.header.position(header)) is not None]
        cells = body.select(pl.concat_str(parts, separator=rule.separator, ignore_nulls=True))[parts[0]]
    if rule.slice:
        cells = values.trimmed(cells).str.slice(rule.slice[0], rule.slice[1] - rule.slice[0])
    if rule.pad:
        cells = values.codes(cells).str.zfill(rule.pad)
    if rule.values:
        cells = values.trimmed(cells).replace(dict(rule.values))
    if rule.patterns:
        cells = _first_match(cells, rule.patterns)
    return cells


def _first_match(cells: pl.Series, patterns: tuple[tuple[str, str], ...]) -> pl.Series:
    """Computed once for each different cell, of which there are few."""
    different = cells.unique().drop_nulls()
    found = pl.DataFrame({"cell": different}).select(
        pl.coalesce(pl.when(pl.col("cell").str.contains(p)).then(pl.lit(value)) for p, value in patterns)
    )
    return cells.replace_strict(different, found.to_series(), default=None, return_dtype=pl.String)


def _constant(text: str, column: Column, height: int) -> pl.Series:
    return values.read(pl.Series([text]), column, ".", 1).new_from_index(0, height).alias(column.name)


def _wide_column(cells: pl.Series, label: str, plan: Plan) -> tuple[pl.Series, list[pl.Series]]:
    assert plan.mapping is not None
    assert plan.mapping.wide is not None
    column = plan.extract.column(plan.mapping.wide.value)
    read = values.read(cells, column, plan.mark, plan.factors.get(label, 1)).alias(label)
    return read, _failures(cells, read, column, required=False)


def _failures(cells: pl.Series, read: pl.Series, column: Column, required: bool | None = None) -> list[pl.Series]:
    """What is wrong in a column, as a series of reasons; nothing when all is well."""
    if read.null_count() == 0:
        return []
    empty = values.is_nothing(cells) if column.kind.is_number else values.trimmed(cells).is_null()
    unreadable = read.is_null() & ~empty
    reasons = []
    if bool(unreadable.any()):
        shown = cells.str.slice(0, SHOWN_CHARACTERS)
        said = _("{column}: “{value}” is not {kind}")
        text = said.format(column=column.label, value="\x00", kind=_kind_in_words(column))
        before, after = text.split("\x00")
        frame = pl.DataFrame({"cell": shown, "bad": unreadable})
        reasons.append(
            frame.select(pl.when("bad").then(pl.lit(before) + pl.col("cell") + pl.lit(after)).alias("reason"))["reason"]
        )
    if (column.required if required is None else required) and bool(empty.any()):
        missing = pl.Series("reason", [_("{column} is empty").format(column=column.label)]).new_from_index(
            0, len(cells)
        )
        reasons.append(missing.set(~empty, None))
    return reasons


def _kind_in_words(column: Column) -> str:
    if column.choices:
        return _("one of {choices}").format(choices=" / ".join(choice.label for choice in column.choices))
    return {
        Kind.MONEY: _("an amount of money"),
        Kind.QUANTITY: _("a number"),
        Kind.COUNT: _("a whole number"),
        Kind.YEAR: _("a year"),
        Kind.MONTH: _("a month"),
        Kind.DATE: _("a date"),
    }.get(column.kind, _("a text"))


def _joined(reasons: list[pl.Series], height: int) -> pl.Series:
    if not reasons:
        return pl.Series("reason", [None], dtype=pl.String).new_from_index(0, height)
    frame = pl.DataFrame([reason.alias(str(i)) for i, reason in enumerate(reasons)])
    joined = frame.select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).alias("reason"))["reason"]
    return joined.set(joined == "", None)
