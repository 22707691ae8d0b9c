"""What a person corrects of a proposal, and what is guessed without a person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """What the person has corrected; None, or nothing, where the guess stands.

    `columns` pairs a target with the number of its column (from 1), None for one that the file has not.
    """

    extract: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, int] | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    dates: str | None = None
    factor: int | None = None
    currency: str | None = None
    columns: tuple[tuple[str, int | None], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Of a target: what a cell of the file means in the words of the extract."""


@dataclass(frozen=True)
class Guess:
    """One thing guessed of a file.

    `what` is extract, sheet, encoding, separator, header, dates, decimal, unit or period.
    """

    what: str
    value: str
    reason: str
    sure: bool = True
