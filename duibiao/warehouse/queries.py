"""The queries of the house: every select lives once, in a file under `queries/`."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from graphlib import TopologicalSorter
from hashlib import sha256

import duckdb

from duibiao.errors import UnknownReadError
from duibiao.language import _
from duibiao.settings import house

Scalar = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Read:
    """One named question: a select with `$parameters`, and which of them must be given."""

    name: str
    sql: str
    parameters: frozenset[str]
    required: frozenset[str]
    asks_last_month: bool
    """Whether it is asked for the last month loaded in the year where none is given.

    A month that the query had to find out itself would keep DuckDB from skipping the rows of all others.
    """

    def arguments(self, given: dict[str, Scalar]) -> dict[str, Scalar]:
        """Every parameter of the read, NULL where it was not given."""
        takes = ", ".join(sorted(self.parameters)) or "none"
        unknown = sorted(set(given) - self.parameters)
        if unknown:
            raise UnknownReadError(
                _("The read {name} has no parameter {unknown}").format(name=self.name, unknown=", ".join(unknown)),
                _("It takes: {takes}.").format(takes=takes),
            )
        missing = sorted(name for name in self.required if given.get(name) is None)
        if missing:
            raise UnknownReadError(
                _("The read {name} needs {missing}").format(name=self.name, missing=", ".join(missing)),
                _("It takes: {takes}.").format(takes=takes),
            )
        return {name: given.get(name) for name in self.parameters}


@dataclass(frozen=True)
class Mart:
    """A table that pages read, defined by one select: over the live rows of the scopes in `touched`, or whole."""

    name: str
    sql: str
    refreshed_by: tuple[str, ...]
    whole: bool
    """What follows from whole lists (organisations, items, successors): small, and built anew with every refresh."""
    can_wait: bool
    """Whether only pages read it: in a load of many batches in a row it is built once, at the end."""

    @property
    def table(self) -> str:
        """Its name in the warehouse."""
        return f"mart_{self.name}"

    @property
    def fingerprint(self) -> str:
        """Changes when the definition does, so an older warehouse knows what to build again."""
        return sha256(self.sql.encode()).hexdigest()


@cache
def statement(path: str) -> str:
    """The text of `queries/<path>.sql`."""
    return (house() / "queries" / f"{path}.sql").read_text(encoding="utf-8")


def read_names() -> list[str]:
    """The names of all reads."""
    return sorted(file.stem for file in (house() / "queries" / "reads").glob("*.sql"))


@cache
def read_named(name: str) -> Read:
    """The read called `name`; raises UnknownReadError for a name that is none."""
    if name not in read_names():
        raise UnknownReadError(
            _("There is no read {name}").format(name=repr(name)),
            _("Reads: {names}.").format(names=", ".join(read_names())),
        )
    sql = statement(f"reads/{name}")
    parameters = duckdb.extract_statements(sql)[0].named_parameters
    required = frozenset(_header_list(sql, "required"))
    return Read(name, sql, frozenset(parameters), required, "month" in _header_list(sql, "default"))


@cache
def marts() -> tuple[Mart, ...]:
    """All marts, each behind those that it reads itself, which whole ones may."""
    names = sorted(file.stem for file in (house() / "queries" / "marts").glob("*.sql"))
    found = {name: _mart(name) for name in names}
    return tuple(
        found[name] for name in TopologicalSorter({name: _marts_in(found[name].sql) for name in names}).static_order()
    )


def _mart(name: str) -> Mart:
    sql = statement(f"marts/{name}")
    whole = re.search(r"^-- whole$", sql, re.MULTILINE) is not None
    can_wait = re.search(r"^-- can wait$", sql, re.MULTILINE) is not None
    return Mart(name, sql, _header_list(sql, "refreshed by"), whole, can_wait)


def _marts_in(sql: str) -> list[str]:
    return sorted(set(re.findall(r"\bmart_(\w+)", sql)))


def _header_list(sql: str, label: str) -> tuple[str, ...]:
    """The comma-separated words behind `-- label:` in the header comment of a query."""
    found = re.search(rf"^-- {label}: *(.+)$", sql, re.MULTILINE)
    return tuple(word.strip() for word in found[1].split(",")) if found else ()
