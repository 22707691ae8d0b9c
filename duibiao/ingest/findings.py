"""What was found in a file before it is accepted: how grave, how often, where; words are made of it when it is read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from duibiao.ingest import wording
from duibiao.ingest.fact import Values, as_dict, values_from
from duibiao.ingest.wording import Said
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

    Addresses count rows as a spreadsheet does that shows the file: D17 is the fourth column of row 17. `values` are
    those of this place; its column, extract and currency are those of the finding where it does not name others.
    """

    row_number: int
    cell: str
    values: Values = ()
    sheet: str = ""


@dataclass(frozen=True)
class Option:
    """One answer to a question: the word that gives it (`--answer code=value`), and what it means for the figures.

    `code` and `values` are worded when they are read; `kept` is shown where there is no code.
    """

    value: str
    code: str = ""
    values: Values = ()
    kept: str = ""

    @property
    def label(self) -> str:
        """What it means, in the language of the reader."""
        return wording.option(self.code, self.values) if self.code else self.kept


CONSENTS = ("go_on", "as_they_are", "replace")
"""The codes of options by which a file goes in as it is; the other answer is to mend it."""


@dataclass(frozen=True)
class Finding:
    """Something that a check found. `code` is a stable word for machines; `count` counts all cases, examples a few.

    `values` are what its words are made of: columns by their name in the extract, amounts in yuan. A question (`ASK`)
    has `options`, the likeliest first; no general consent answers it, only one of them does. `kept` is the text of a
    batch of an earlier version, or of an error; it is shown as it is.
    """

    severity: Severity
    code: str
    count: int
    values: Values = ()
    examples: tuple[Example, ...] = ()
    options: tuple[Option, ...] = ()
    kept: Said | None = None

    @property
    def wants_consent(self) -> bool:
        """Whether it is a question that only asks if the file may go in as it is."""
        return bool(self.options) and all(option.code in CONSENTS for option in self.options)

    @property
    def message(self) -> str:
        """What was found, in the language of the reader."""
        return self._said.message

    @property
    def mend(self) -> str:
        """How to mend it, in the language of the reader; below a question how to answer it."""
        answer = wording.how_to_answer(self.code) if self.severity is Severity.ASK else ""
        return " ".join(part for part in (self._said.mend, answer) if part)

    @property
    def advice(self) -> str:
        """How to mend it, without how a question is answered: where the answers stand beside it, that is seen."""
        return self._said.mend

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The examples in words: where (a cell, else a row, else nothing), and what is there."""
        return tuple((_where(each), self.shown(each)) for each in self.examples)

    def shown(self, example: Example) -> str:
        """What stands in a place, in the language of the reader."""
        given = dict(example.values)
        return str(given["text"]) if "text" in given else wording.example(self.code, example.values, self.values)

    def as_data(self) -> dict[str, object]:
        """It as JSON holds it, for machines; and in words, for people."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "count": self.count,
            "values": as_dict(self.values),
            "examples": [_example_data(each) | {"value": self.shown(each)} for each in self.examples],
            "options": [
                {"value": each.value, "code": each.code, "values": as_dict(each.values), "label": each.label}
                for each in self.options
            ],
            "message": self.message,
            "mend": self.mend,
        }

    @property
    def _said(self) -> Said:
        return self.kept or wording.finding(self.code, (*self.values, ("count", self.count)))


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
    """The findings as a batch keeps them: position, severity, code, message, n_cases, examples, mend, facts.

    `examples` and `facts` (the values) are JSON; `message` and `mend` are empty but where the finding keeps a text.
    """
    rows = [
        (
            position,
            each.severity.value,
            each.code,
            each.kept.message if each.kept else "",
            each.count,
            json.dumps([_example_data(example) for example in each.examples], ensure_ascii=False),
            each.kept.mend if each.kept else "",
            json.dumps(as_dict(each.values), ensure_ascii=False),
        )
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
        "facts": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def findings_of(frame: pl.DataFrame) -> tuple[Finding, ...]:
    """The findings that the read `batch_findings` answers with; those of earlier versions keep their sentences."""
    return tuple(
        Finding(
            Severity(row["severity"]),
            row["code"],
            row["n_cases"],
            values_from(json.loads(row["facts"] or "{}")),
            tuple(map(_example, json.loads(row["examples"]))),
            kept=Said(row["message"], row["mend"]) if row["message"] else None,
        )
        for row in frame.iter_rows(named=True)
    )


def _where(example: Example) -> str:
    place = example.cell or (str(example.row_number) if example.row_number else "")
    return f"{example.sheet}!{place}" if example.sheet and place else place


def _example_data(example: Example) -> dict[str, object]:
    place = {"row_number": example.row_number, "cell": example.cell}
    sheet = {"sheet": example.sheet} if example.sheet else {}
    return place | sheet | {"values": as_dict(example.values)}


def _example(given: Mapping[str, Any]) -> Example:
    told = values_from(given["values"]) if "values" in given else (("text", given["value"]),)
    return Example(given["row_number"], given["cell"], told, given.get("sheet", ""))
