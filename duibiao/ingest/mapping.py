"""Mapping profiles: how files whose headers are not ours are read. A profile is a TOML file in `data/mappings/`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from duibiao.errors import MappingError
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.settings import house

DATE_ORDERS = ("ymd", "dmy", "mdy")
"""In which order year, month and day may be written."""

T = TypeVar("T", "ColumnRule", "Wide", "Filter", "PeriodRule")


@dataclass(frozen=True)
class ColumnRule:
    """Where a target column comes from and what is done to its cells, in this order.

    `source` (the first header found), `join` (several headers joined by `separator`) or `position` (from 1: for files
    with no header, or with a header that names two columns alike); `part` keeps the group of a regular expression;
    `slice` cuts characters [from, to); `pad` fills with zeros on the left; `values` replaces whole cells; `patterns`
    gives the value of the first regular expression that is found in the cell.
    """

    source: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    separator: str = "-"
    position: int | None = None
    part: str = ""
    slice: tuple[int, int] | None = None
    pad: int = 0
    values: tuple[tuple[str, str], ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Wide:
    """Columns side by side that become rows: `columns` pairs a header with the value of the column `into`."""

    into: str
    value: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filter:
    """Rows to leave out: where `column` (a source header) is empty, equals one of the texts, or matches."""

    column: str
    drop_empty: bool = False
    drop_equal: tuple[str, ...] = ()
    drop_matching: str = ""


@dataclass(frozen=True)
class PeriodRule:
    """How the period is told by the file name.

    `pattern` is a regular expression with a group `date` (YYYY-MM-DD) or groups `year` and `month`. A date of
    publication means the last month that had ended `days_after_month_end` days before. A file published up to
    the month `year_end_until` whose paid amounts reach the share `year_end_paid_share` of the current budget is the
    final state of the year before. `known` tells the period of files for which the rule fails, by the name's stem.
    """

    pattern: str
    days_after_month_end: int = 0
    year_end_until: int = 0
    year_end_paid_share: float = 0.0
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Doubts:
    """What a proposal that nobody has confirmed leaves open.

    `columns` has the targets that other columns fit as well, with the positions (from 1) of all that do, the chosen
    one first; `dates` and `decimal` tell that the cells admit several orders of days or decimal marks.
    """

    columns: tuple[tuple[str, tuple[int, ...]], ...] = ()
    dates: bool = False
    decimal: bool = False
    span: bool = True
    """Whether it is open if amounts count from 1 January; what somebody saved has said it."""


@dataclass(frozen=True)
class Mapping:
    """A profile: how the files of one source become an extract."""

    name: str
    extract: str
    title: str = ""
    columns: tuple[tuple[str, ColumnRule], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    wide: Wide | None = None
    filters: tuple[Filter, ...] = ()
    period: PeriodRule | None = None
    header: bool = True
    whole: bool = False
    factor: int | None = None
    decimal: str | None = None
    separator: str | None = None
    currency: str = "CNY"
    aliases: bool = True
    """Whether columns without a rule are still recognised by the header aliases of the extract."""
    encoding: str | None = None
    sheet: str | None = None
    """A regular expression that the name of the sheet matches."""
    header_rows: tuple[int, int] | None = None
    """First and last row of the header, from 1; found by itself where it is not given."""
    dates: str | None = None
    """The order in which dates are written: ymd, dmy or mdy."""
    hierarchy: str | None = None
    """A target whose codes nest (类, 款, 项): rows whose code begins that of others are control totals of those."""
    until: str = ""
    """A regular expression: the first row with a cell that it finds, and all below, are another table."""
    doubts: Doubts | None = None
    """What is open of a file that is read so; None for a profile that was written and describes the rows, too."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source header that the profile names."""
        named = [header for _, rule in self.columns for header in (*rule.source, *rule.join)]
        wide = [header for header, _ in self.wide.columns] if self.wide else []
        return tuple(dict.fromkeys([*named, *wide]))


@cache
def mapping_names() -> tuple[str, ...]:
    """The profiles that ship with the product."""
    return tuple(sorted(file.stem for file in (house() / "data" / "mappings").glob("*.toml")))


def load_mapping(name: str | Path) -> Mapping:
    """The profile of that name, or in that file; raises MappingError that says which key is wrong."""
    return shipped_mapping(str(name)) if str(name) in mapping_names() else _loaded(name)


@cache
def shipped_mapping(name: str) -> Mapping:
    """A profile that ships with the product; each is read once."""
    return _loaded(name)


def _loaded(name: str | Path) -> Mapping:
    file = Path(name) if str(name).endswith(".toml") else house() / "data" / "mappings" / f"{name}.toml"
    if not file.exists():
        raise MappingError(
            _("There is no mapping {name}").format(name=name),
            _("Shipped mappings: {names}.").format(names=", ".join(mapping_names())),
        )
    try:
        return parse_mapping(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(
            _("The mapping {name} is not valid TOML: {error}").format(name=file.name, error=error),
            _("Mend the line it names."),
        ) from error


def parse_mapping(given: dict[str, Any], name: str) -> Mapping:
    """A profile from its TOML table; raises MappingError for unknown keys and columns."""
    number, scope = given.get("number", {}), given.get("scope", {})
    _only(given, name, ("name", "extract", "title", "columns", "constants", "wide", "filters", "period", "number",
                        "scope", "unit", "text", "dates", "sheet", "hierarchy", "until"))  # fmt: skip
    _only(number, f"{name} [number]", ("decimal",))
    _only(scope, f"{name} [scope]", ("whole",))
    _only(given.get("unit", {}), f"{name} [unit]", ("factor", "currency"))
    _only(given.get("text", {}), f"{name} [text]", ("header", "separator", "aliases", "encoding", "header_rows"))
    _only(given.get("dates", {}), f"{name} [dates]", ("order",))
    mapping = Mapping(
        name=given.get("name", name),
        extract=given.get("extract", ""),
        title=given.get("title", ""),
        columns=tuple((target, _rule(name, target, rule)) for target, rule in given.get("columns", {}).items()),
        constants=tuple((target, str(value)) for target, value in given.get("constants", {}).items()),
        wide=_wide(name, given["wide"]) if "wide" in given else None,
        filters=tuple(_filter(name, one) for one in given.get("filters", [])),
        period=_period(name, given["period"]) if "period" in given else None,
        header=given.get("text", {}).get("header", True),
        whole=scope.get("whole", False),
        factor=given.get("unit", {}).get("factor"),
        decimal=number.get("decimal"),
        separator=given.get("text", {}).get("separator"),
        currency=given.get("unit", {}).get("currency", "CNY"),
        aliases=given.get("text", {}).get("aliases", True),
        encoding=given.get("text", {}).get("encoding"),
        header_rows=_rows(name, given.get("text", {}).get("header_rows")),
        sheet=given.get("sheet"),
        dates=_order(name, given.get("dates", {}).get("order")),
        hierarchy=given.get("hierarchy"),
        until=given.get("until", ""),
    )
    _check_pattern(f"{name} until", mapping.until)
    _check_pattern(f"{name} sheet", mapping.sheet or "")
    _check_targets(mapping, extract_named(mapping.extract))
    return mapping


def _rows(name: str, given: list[int] | None) -> tuple[int, int] | None:
    if given is None:
        return None
    if len(given) != 2 or not 1 <= given[0] <= given[1]:
        raise MappingError(
            _("{name} [text] header_rows are not two numbers of rows").format(name=name), _("Write [first, last].")
        )
    return given[0], given[1]


def _order(name: str, given: str | None) -> str | None:
    if given not in (None, *DATE_ORDERS):
        raise MappingError(
            _("{name} [dates] does not know the order {given}").format(name=name, given=given),
            _("It knows: {known}.").format(known=", ".join(DATE_ORDERS)),
        )
    return given


def _rule(name: str, target: str, given: dict[str, Any] | list[str] | str) -> ColumnRule:
    table: dict[str, Any] = dict(given) if isinstance(given, dict) else {"source": given}
    if isinstance(table.get("source"), str):
        table["source"] = [table["source"]]
    rule = _table(ColumnRule, f"{name} [columns.{target}]", table)
    for pattern in (rule.part, *(pattern for pattern, _value in rule.patterns)):
        _check_pattern(f"{name} [columns.{target}]", pattern)
    return rule


def _filter(name: str, given: dict[str, Any]) -> Filter:
    rule = _table(Filter, f"{name} [[filters]]", given)
    _check_pattern(f"{name} [[filters]]", rule.drop_matching)
    return rule


def _wide(name: str, given: dict[str, Any]) -> Wide:
    return _table(Wide, f"{name} [wide]", given)


def _period(name: str, given: dict[str, Any]) -> PeriodRule:
    rule = _table(PeriodRule, f"{name} [period]", given)
    _check_pattern(f"{name} [period]", rule.pattern)
    groups = re.compile(rule.pattern).groupindex
    if not ("date" in groups or "year" in groups):
        raise MappingError(
            _("{name} [period] pattern has no group `date` or `year`").format(name=name), _("Write (?P<date>…).")
        )
    return rule


def _table(kind: type[T], where: str, given: dict[str, Any]) -> T:
    """A frozen dataclass from a TOML table, lists and tables as tuples."""
    _only(given, where, tuple(kind.__dataclass_fields__))
    try:
        return kind(**{key: _frozen(value) for key, value in given.items()})
    except TypeError as error:
        raise MappingError(f"{where}: {error}", _("Give the key it names.")) from error


def _check_pattern(where: str, pattern: str) -> None:
    """Raise MappingError for what is no regular expression to polars (cells) or to Python (names of files)."""
    try:
        re.compile(pattern)
        pl.select(pl.lit("").str.contains(pattern.replace("(?P<", "(?<")))
    except (re.error, pl.exceptions.ComputeError) as error:
        raise MappingError(f"{where}: {pattern}: {error}", _("Mend the line it names.")) from error


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _frozen(each)) for key, each in value.items())
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _only(given: dict[str, Any], where: str, known: tuple[str, ...]) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise MappingError(
            _("{where} does not know {unknown}").format(where=where, unknown=", ".join(unknown)),
            _("It knows: {known}.").format(known=", ".join(known)),
        )


def _check_targets(mapping: Mapping, extract: Extract) -> None:
    wide = (mapping.wide.into, mapping.wide.value) if mapping.wide else ()
    wide = (*wide, mapping.hierarchy) if mapping.hierarchy else wide
    for target in (*dict(mapping.columns), *dict(mapping.constants), *wide):
        extract.column(target)
