"""The files of `cases`, what each says, and the word on what became of one: right, asked, refused, set aside."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from duibiao.ingest.findings import Finding, Severity
from duibiao.ingest.reading import Wish

FOLDER = Path(__file__).parent / "cases"
MOST_ROUNDS = 4
"""How often an answer may give rise to the next question."""
NOTHING = Decimal("0.00")

Line = tuple[str, str, Decimal]
"""Voucher, day, amount."""


@dataclass(frozen=True)
class Reading:
    """One right reading: its months, how many rows, sums by column, what was paid by organisation."""

    months: tuple[str, ...]
    rows: int
    sums: dict[str, Decimal]
    by_org: dict[str, Decimal]


@dataclass(frozen=True, eq=False)
class Case:
    """A file with its answer; see the head of answers.toml."""

    file: str
    note: str
    extract: str
    admits: tuple[str, ...]
    readings: tuple[Reading, ...]
    said: tuple[str, ...] = ()
    refusal: str = "."
    by_name: tuple[str, ...] = ()
    """The organisations that it calls by names alone: they have to be known."""
    currency: str = "CNY"
    lines: tuple[Line, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies."""
        return FOLDER / self.file


@dataclass(frozen=True)
class Outcome:
    """What became of a file, by whatever way: its rows where it is loaded, else why not."""

    extract: str
    status: str
    """loaded, waiting or refused"""
    rows: pl.DataFrame
    n_aside: int = 0
    currency: str = "CNY"
    said: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What is asked."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ASK)


@cache
def cases() -> dict[str, Case]:
    """All cases by the names of their files."""
    told = tomllib.loads((FOLDER / "answers.toml").read_text(encoding="utf-8"))
    return {name: _case(name, _whole(table, told)) for name, table in told.items() if "admits" in table}


def _whole(table: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """With what the one that it is like says."""
    return told[table["like"]] | table if "like" in table else table


def _case(name: str, table: dict[str, Any]) -> Case:
    first = _reading(table)
    others = tuple(_reading(table | other) for other in table.get("others", ()))
    return Case(
        name,
        table["note"],
        table["extract"],
        tuple(table["admits"]),
        (first, *others),
        tuple(table.get("said", ())),
        table.get("refusal", "."),
        tuple(table.get("by_name", ())),
        table.get("currency", "CNY"),
        tuple((voucher, day, Decimal(amount)) for voucher, day, amount in table.get("lines", ())),
        tuple(table.get("inside", ())),
        tuple(table.get("outside", ())),
    )


def _reading(table: dict[str, Any]) -> Reading:
    return Reading(tuple(table["months"]), table["rows"], _amounts(table["sums"]), _amounts(table.get("by_org", {})))


def _amounts(told: dict[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in told.items()}


def right_or_asked(outcome: Outcome, case: Case, admits: tuple[str, ...] = ()) -> str:
    """Empty where the outcome is one that the case admits, else what is wrong with it."""
    admits = admits or case.admits
    if outcome.status == "refused":
        return _refused(outcome, case) if "refuse" in admits else f"refused: {outcome.said}"
    if outcome.status == "waiting":
        return _asked(outcome) if "ask" in admits else f"asked: {outcome.said}"
    return _loaded(outcome, case, admits)


def _refused(outcome: Outcome, case: Case) -> str:
    if not re.search(case.refusal, outcome.said):
        return f"the refusal does not say {case.refusal}: {outcome.said}"
    return "" if "\n" in outcome.said.strip() else f"no next step: {outcome.said}"


def _asked(outcome: Outcome) -> str:
    if not outcome.questions:
        return f"it waits without a question: {outcome.said}"
    few = [each.message for each in outcome.questions if not each.wants_consent and len(each.options) < 2]
    return f"a question without a choice: {few}" if few else ""


def _loaded(outcome: Outcome, case: Case, admits: tuple[str, ...]) -> str:
    if outcome.extract != case.extract:
        return f"taken for {outcome.extract}"
    if outcome.currency != case.currency:
        return f"in {outcome.currency}"
    silent = [pattern for pattern in case.said if not re.search(pattern, outcome.said)]
    if silent:
        return f"nothing says {silent}: {outcome.said}"
    if "aside" in admits and outcome.n_aside:
        return _in_part(outcome, case)
    if not {"right", "aside"} & set(admits):
        return f"loaded: {_sums(outcome.rows, case.readings[0])}"
    why = [_differs(outcome.rows, reading) for reading in case.readings]
    return _lines_differ(outcome.rows, case) if "" in why else " | ".join(why)


def _in_part(outcome: Outcome, case: Case) -> str:
    """Whether each accepted line is one of the file, those that must be are, and the rest stands outside."""
    found = Counter(_lines(outcome.rows))
    if wrong := found - Counter(case.lines):
        return f"lines that the file has not: {sorted(wrong)}"
    vouchers = {voucher for voucher, _day, _amount in found}
    if out := set(case.outside) & vouchers:
        return f"accepted, though something of them is lost: {sorted(out)}"
    if lost := set(case.inside) - vouchers:
        return f"set aside without need: {sorted(lost)}"
    expected = case.readings[0].rows - found.total()
    return "" if outcome.n_aside == expected else f"{outcome.n_aside} rows set aside, not {expected}"


def _differs(rows: pl.DataFrame, reading: Reading) -> str:
    found = Reading(
        tuple(sorted(set(rows["scope_period"]))) if rows.height else (),
        rows.height,
        _sums(rows, reading),
        _by_org(rows) if reading.by_org else {},
    )
    wanted = replace(reading, months=tuple(sorted(reading.months)))
    return "" if found == wanted else f"{found} in place of {wanted}"


def _sums(rows: pl.DataFrame, reading: Reading) -> dict[str, Decimal]:
    return {name: _sum(rows[name]) if name in rows.columns else NOTHING for name in reading.sums}


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(amounts.cast(pl.Decimal(38, 2)).sum() or 0)


def _by_org(rows: pl.DataFrame) -> dict[str, Decimal]:
    by_org = rows.group_by("scope_org").agg(pl.col("paid_yuan").cast(pl.Decimal(38, 2)).sum())
    return {str(org): Decimal(paid) for org, paid in by_org.iter_rows()}


def _lines_differ(rows: pl.DataFrame, case: Case) -> str:
    if not case.lines:
        return ""
    more, less = Counter(_lines(rows)) - Counter(case.lines), Counter(case.lines) - Counter(_lines(rows))
    return f"{sorted(more)} in place of {sorted(less)}" if more or less else ""


def _lines(rows: pl.DataFrame) -> Iterator[Line]:
    for voucher, day, amount in rows.select("voucher_no", "pay_date", "amount_yuan").iter_rows():
        yield voucher, str(day), Decimal(amount)


def answered(read: Callable[[Wish], Outcome], outcome: Outcome) -> Iterator[tuple[str, Outcome]]:
    """What comes of each way to answer the questions of a file, with the answers that led to it."""
    yield from _answered(read, outcome, Wish(), MOST_ROUNDS)


def _answered(
    read: Callable[[Wish], Outcome], outcome: Outcome, wish: Wish, rounds: int
) -> Iterator[tuple[str, Outcome]]:
    if not outcome.questions or not rounds:
        yield str(wish.answers), outcome
        return
    question = outcome.questions[0]
    for option in question.options:
        given = replace(wish, answers=(*wish.answers, (question.code, option.value)))
        yield from _answered(read, read(given), given, rounds - 1)
