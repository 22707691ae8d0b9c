"""What was found in a file before it is accepted: how grave, how often, where, and how to mend it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

import polars as pl

from duibiao.language import _

MOST_EXAMPLES = 10
"""How many places of a finding are shown; its count tells of all."""


class Severity(StrEnum):
    """What a finding means for the file: it is refused, it waits for an answer, rows stay outside, or a note is due."""

    REFUSE = "refuse"
    ASK = "ask"
    SET_ASIDE = "set_aside"
    WARN = "warn"

    @property
    def label(self) -> str:
        """The word for it on the screen."""
        return {"refuse": _("Refused"), "ask": _("Question"), "set_aside": _("Set aside"), "warn": _("To be checked")}[
            self.value
        ]


@dataclass(frozen=True)
class Example:
    """One place: row of the file (from 1; 0 where it is no row), address of the cell ('' when unknown), what is there.

    Addresses count rows as a spreadsheet does that shows the file: D17 is the fourth column of row 17.
    """

    row_number: int
    cell: str
    value: str


@dataclass(frozen=True)
class Option:
    """One answer to a question: the word that gives it (`--answer code=value`), and what it means for the figures."""

    value: str
    label: str


@dataclass(frozen=True)
class Finding:
    """Something that a check found. `code` is a stable word for machines; `count` counts all cases, examples a few.

    A question (`ASK`) has `options`, the likeliest first; no general consent answers it, only one of them does.
    """

    severity: Severity
    code: str
    message: str
    count: int
    examples: tuple[Example, ...] = ()
    mend: str = ""
    options: tuple[Option, ...] = ()


def address(cell: str | None, row_number: int) -> str:
    """The address of a cell of a sheet: column c3 in row 17 is D17; '' where the column is not known."""
    if cell is None:
        return ""
    letters, left = "", int(cell[1:]) + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row_number}"


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Refusals, then questions, rows set aside, warnings; within each in the order given."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def findings_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """The findings as a batch keeps them: position, severity, code, message, n_cases, examples (JSON), mend."""
    rows = [
        (position, each.severity.value, each.code, each.message, each.count, _examples_json(each), each.mend)
        for position, each in enumerate(findings, 1)
    ]
    schema = {
        "position": pl.Int32,
        "severity": pl.String,
        "code": pl.String,
        "message": pl.String,
        "n_cases": pl.Int64,
        "examples": pl.String,
        "mend": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def findings_of(frame: pl.DataFrame) -> tuple[Finding, ...]:
    """The findings that the read `batch_findings` answers with."""
    return tuple(
        Finding(
            Severity(row["severity"]),
            row["code"],
            row["message"],
            row["n_cases"],
            tuple(Example(**example) for example in json.loads(row["examples"])),
            row["mend"],
        )
        for row in frame.iter_rows(named=True)
    )


def _examples_json(finding: Finding) -> str:
    return json.dumps([asdict(example) for example in finding.examples], ensure_ascii=False)
