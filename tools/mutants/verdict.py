"""What a reading made of a file whose truth is known.

Right: every line with its organisation, month and amounts. Set aside: the rest stands outside, row by row, with
reasons. Asked or refused: nothing is loaded. All else is wrong, and said by no one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from duibiao.errors import DuibiaoError
from duibiao.ingest.document import Document
from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.findings import Finding
from duibiao.ingest.fitting import fitting
from duibiao.ingest.load import Job, LoadReport, check_files
from duibiao.ingest.propose import propose
from duibiao.ingest.reading import Wish
from duibiao.ingest.report import finding_lines
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse
from tools.mutants.book import Book, Fact

Way = Literal["auto", "named", "page"]
WAYS: tuple[Way, ...] = ("auto", "named", "page")
ACCOUNTED = ("right", "set aside", "asked", "refused")


@dataclass(frozen=True)
class Seen:
    """A file as one of the ways reads it; `examined` is None where it is refused before it is read."""

    examined: Examined | None
    refusal: str = ""

    @property
    def stops(self) -> str:
        """Why nothing is loaded: refused, asked, or empty where it is loaded."""
        if self.examined is None or self.examined.blocked:
            return "refused"
        return "asked" if self.examined.questions else ""

    def says(self, code: str) -> bool:
        """Whether a finding of that code is to be taken note of."""
        return self.examined is not None and any(finding.code == code for finding in self.examined.findings)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What is asked."""
        return self.examined.questions if self.examined else ()

    @property
    def said(self) -> str:
        """All that is said of it, as a person reads it."""
        if self.examined is None:
            return self.refusal
        lines = [line for finding in self.examined.findings for line in finding_lines(finding)]
        account = account_of(self.examined)
        return "\n".join((*lines, *(note.message for note in self.examined.reading.notes), str(account or "")))


@dataclass(frozen=True)
class Verdict:
    """One word on a reading, and why it is that."""

    word: str
    why: str = ""

    @property
    def silently_wrong(self) -> bool:
        """Whether another number was loaded than the file says."""
        return self.word not in ACCOUNTED


def seen(
    warehouse: Warehouse, data: bytes, name: str, way: Way, extract: str | None = None, wish: Wish | None = None
) -> Seen:
    """The file read by a way: as what it is taken for, as the extract that is named, as on the upload page."""
    wish = wish or Wish()
    try:
        if way == "named":
            return Seen(examine(warehouse, data, name, extract_named(str(extract)), None, wish))
        found: Any = fitting(Document(data, name)) if way == "auto" else propose(data, name)
        return Seen(examine(warehouse, data, name, found.extract, found.mapping, wish))
    except DuibiaoError as error:
        return Seen(None, f"{error.message}\n{error.hint}")


def right_by_an_answer(
    warehouse: Warehouse, data: bytes, book: Book, way: Way, wish: Wish | None = None, rounds: int = 3
) -> bool:
    """Whether one way to answer the questions of the file leads to a right reading."""
    wish = wish or Wish()
    found = seen(warehouse, data, book.name + book.suffix, way, book.extract, wish)
    if found.stops != "asked":
        return not found.stops and not judged(found, book.extract, book.readings, book.n_lost).silently_wrong
    question = found.questions[0]
    answers = (replace(wish, answers=(*wish.answers, (question.code, option.value))) for option in question.options)
    return rounds > 0 and any(right_by_an_answer(warehouse, data, book, way, each, rounds - 1) for each in answers)


def checked(warehouse: Warehouse, path: Path, extract: str | None = None, wish: Wish | None = None) -> LoadReport:
    """What `check` says of the file on the command line."""
    job = Job(extract_named(extract) if extract else None, wish=wish or Wish(), acknowledged=True)
    (report,) = check_files(warehouse, job, [path])
    return report


def verdict(seen_: Seen, book: Book) -> Verdict:
    """The word on a reading of the book."""
    if book.asks and not (seen_.stops or seen_.says("repeated_rows")):
        return Verdict("not asked", _sums(seen_))
    found = judged(seen_, book.extract, book.readings, book.n_lost)
    if not found.silently_wrong and not seen_.stops and (told := _currency(seen_)) != book.currency:
        return Verdict("other currency", f"{told} for {book.currency}")
    if not found.silently_wrong and book.must_say and not seen_.stops and not re.search(book.must_say, seen_.said):
        return Verdict("not said", f"nothing says {book.must_say}")
    return found


def judged(seen_: Seen, extract: str, readings: Sequence[tuple[Fact, ...]], n_lost: int = 0) -> Verdict:
    """The word on a reading; the first of `readings` is that of all lines, and `n_lost` lines more say nothing."""
    if seen_.stops:
        return Verdict(seen_.stops, seen_.said) if _explained(seen_) else Verdict("stopped without a word")
    examined = seen_.examined
    assert examined is not None
    if examined.reading.extract.name != extract:
        return Verdict("other extract", examined.reading.extract.name)
    if why := untied(examined):
        return Verdict("account does not tie", why)
    return _compared(examined, readings, n_lost)


def _compared(examined: Examined, readings: Sequence[tuple[Fact, ...]], n_lost: int) -> Verdict:
    """The rows that were accepted against those that the file says."""
    rejected = examined.reading.rejected
    loaded = Counter(_loaded(examined, readings[0]))
    wanted = [Counter(map(_comparable, reading)) for reading in readings]
    if not n_lost and loaded in wanted:
        return Verdict("right")
    if loaded - wanted[0]:
        return Verdict("wrong", _difference(loaded, wanted[0]))
    missing = (wanted[0] - loaded).total() + n_lost
    if missing <= rejected.height and all(rejected["reason"]):
        return Verdict("set aside", f"{missing} rows")
    return Verdict("rows lost", f"{missing} missing, {rejected.height} set aside")


def _currency(seen_: Seen) -> str:
    return seen_.examined.batch.currency if seen_.examined else ""


def account_of(examined: Examined) -> Any:
    """What became of every amount of the file, where the reading says it."""
    return getattr(examined, "account", None) or getattr(examined.reading, "account", None)


def untied(examined: Examined) -> str:
    """What an account of the file does not account for; empty where it ties, or where there is none."""
    account = account_of(examined)
    if account is None:
        return ""
    ties = getattr(account, "ties", True)
    return "" if (ties() if callable(ties) else ties) else str(account)


def _explained(seen_: Seen) -> bool:
    """Whether a person learns what to do: each question has answers to choose from, each refusal a hint."""
    if seen_.examined is None:
        return "\n" in seen_.refusal.strip()
    if seen_.stops == "asked":
        return all(map(_is_answerable, seen_.questions))
    return True


def _is_answerable(question: Finding) -> bool:
    """Whether it says what it is about and how to answer, with a choice where it is more than a consent."""
    has_choice = question.wants_consent or len(question.options) > 1
    return has_choice and bool(question.message and question.mend)


Comparable = tuple[object, ...]


def _comparable(fact: Fact) -> Comparable:
    amounts = ((name, value or Decimal(0)) for name, value in fact.amounts)
    return fact.org, fact.period, fact.day, fact.project, *sorted(amounts)


def _loaded(examined: Examined, facts: tuple[Fact, ...]) -> list[Comparable]:
    """The accepted rows as comparable facts, in the columns that the facts have; a column that is missing is None."""
    rows = examined.reading.rows
    names = sorted(name for name, _value in facts[0].amounts) if facts else []
    with_day = any(fact.day for fact in facts) and "pay_date" in rows.columns
    with_project = any(fact.project for fact in facts) and "project_code" in rows.columns
    return [
        (
            row["scope_org"],
            row["scope_period"],
            row["pay_date"] if with_day else None,
            row["project_code"] if with_project else None,
            *((name, row.get(name) or Decimal(0)) for name in names),
        )
        for row in rows.iter_rows(named=True)
    ]


def _difference(loaded: Counter[Comparable], facts: Counter[Comparable]) -> str:
    more, less = loaded - facts, facts - loaded
    first = f"{next(iter(more), None)} for {next(iter(less), None)}"
    return f"{more.total()} rows that are none, {less.total()} missing: {first}"


def _sums(seen_: Seen) -> str:
    return (
        str({name: str(amounts[0]) for name, amounts in seen_.examined.reading.sums().items()})
        if seen_.examined
        else ""
    )


def total(facts: tuple[Fact, ...], column: str) -> Decimal:
    """The sum of a column over facts."""
    return sum((dict(fact.amounts).get(column, Decimal(0)) for fact in facts), Decimal(0))
