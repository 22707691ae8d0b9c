"""Profiles as people save them: a mapping with the header it belongs to, written as TOML."""

import hashlib
import tomllib
from dataclasses import dataclass, replace
from typing import Any

import tomli_w

from duibiao.ingest.header import Header, plain
from duibiao.ingest.mapping import ColumnRule, Doubts, Filter, Mapping, PeriodRule, Wide, parse_mapping
from duibiao.warehouse import Warehouse

_SEPARATED = "\x1f"


@dataclass(frozen=True)
class Profile:
    """A mapping and the fingerprint of the header for which it was made."""

    mapping: Mapping
    fingerprint: str


def fingerprint(header: Header) -> str:
    """Tells headers apart by the names of their columns in order; spellings that `plain` makes equal are equal."""
    names = [plain(name) for name in header.names]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256(_SEPARATED.join(names).encode()).hexdigest()


def mapping_text(mapping: Mapping) -> str:
    """The mapping as TOML that `parse_mapping` reads back to the same mapping."""
    return tomli_w.dumps(_table(mapping))


def saved_profiles(warehouse: Warehouse) -> tuple[Profile, ...]:
    """The profiles that people saved and that hold now, by name."""
    return tuple(
        Profile(parse_mapping(tomllib.loads(row["mapping"]), row["name"]), row["fingerprint"])
        for row in warehouse.read("profiles").iter_rows(named=True)
    )


def with_open_rows(mapping: Mapping) -> Mapping:
    """A saved profile as it is used: somebody confirmed its columns; what the rows are is looked at in each file."""
    return replace(mapping, doubts=Doubts(span=False))


def save_profile(warehouse: Warehouse, name: str, header: Header, mapping: Mapping, by: str) -> None:
    """Keep the mapping under a name for files with this header; an earlier profile of that name is replaced.

    What belongs to one file only is left out: in which rows its header stands.
    """
    kept = replace(mapping, name=name, header_rows=None, doubts=None)
    warehouse.save_profile(name, mapping.extract, fingerprint(header), mapping_text(kept), by)


def _table(mapping: Mapping) -> dict[str, Any]:
    text = {"header": mapping.header, "separator": mapping.separator, "aliases": mapping.aliases,
            "encoding": mapping.encoding, "header_rows": mapping.header_rows and list(mapping.header_rows)}  # fmt: skip
    given = {
        "name": mapping.name,
        "extract": mapping.extract,
        "title": mapping.title,
        "sheet": mapping.sheet,
        "hierarchy": mapping.hierarchy,
        "until": mapping.until,
        "columns": {target: _rule(rule) for target, rule in mapping.columns},
        "constants": dict(mapping.constants),
        "wide": mapping.wide and _wide(mapping.wide),
        "filters": [_filter(rule) for rule in mapping.filters],
        "period": mapping.period and _period(mapping.period),
        "number": _filled({"decimal": mapping.decimal}),
        "scope": {"whole": True} if mapping.whole else {},
        "unit": _filled({"factor": mapping.factor, "currency": mapping.currency}),
        "text": _filled(text),
        "dates": _filled({"order": mapping.dates}),
    }
    return {key: value for key, value in given.items() if value not in (None, {}, [], "")}


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _rule(rule: ColumnRule) -> dict[str, Any]:
    given = {
        "source": list(rule.source),
        "join": list(rule.join),
        "separator": rule.separator if rule.join else None,
        "position": rule.position,
        "part": rule.part,
        "slice": rule.slice and list(rule.slice),
        "pad": rule.pad,
        "values": dict(rule.values),
        "patterns": dict(rule.patterns),
    }
    return {key: value for key, value in given.items() if value not in (None, [], {}, 0, "")}


def _wide(wide: Wide) -> dict[str, Any]:
    return {"into": wide.into, "value": wide.value, "columns": dict(wide.columns)}


def _filter(rule: Filter) -> dict[str, Any]:
    return {
        "column": rule.column,
        "drop_empty": rule.drop_empty,
        "drop_equal": list(rule.drop_equal),
        "drop_matching": rule.drop_matching,
    }


def _period(rule: PeriodRule) -> dict[str, Any]:
    return {
        "pattern": rule.pattern,
        "days_after_month_end": rule.days_after_month_end,
        "year_end_until": rule.year_end_until,
        "year_end_paid_share": rule.year_end_paid_share,
        "known": dict(rule.known),
    }
