"""A proposal how to read a file that nobody has described: every guess with its reason, every one correctable.

What comes out is a `Mapping`, the same object as a shipped profile: the file is read with it, and it can be saved.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import polars as pl

from duibiao.ingest import header as headers
from duibiao.ingest.candidates import FROM_OUTSIDE, Candidate, as_saved, candidates, rivals, saved_candidate, surest
from duibiao.ingest.choice import Choice, Guess
from duibiao.ingest.document import Document
from duibiao.ingest.evidence import gather, sample
from duibiao.ingest.guesses import date_order, guesses, money_cells
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import ColumnRule, Doubts, Mapping
from duibiao.ingest.names import NAMED
from duibiao.ingest.profile import Profile, fingerprint
from duibiao.ingest.recognise import currencies, plan_for, recognise
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.suggest import TAKEN, Suggestion
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.column import Kind
from duibiao.schema.extract import Extract

NEAR_AMOUNT, NEAR_DAY = 0.15, 0.03
"""By how much less sure another column may be, and still make a question of which one is meant."""

__all__ = ["Choice", "Guess", "Proposal", "propose", "proposed", "proposed_through"]


@dataclass(frozen=True)
class Proposal:
    """How a file is proposed to be read.

    `body` has the rows below the header (`row_number` and the cells); `rivals` are other extracts that it could be,
    with their scores (0 to 1); `missing` the required columns that nothing gives; `profile` the saved one that fits;
    `sheets` the names of all sheets of a workbook.
    """

    extract: Extract
    sheet: Sheet
    header: Header
    body: pl.DataFrame
    guesses: tuple[Guess, ...]
    suggestions: tuple[Suggestion, ...]
    mapping: Mapping
    profile: str | None
    rivals: tuple[tuple[str, float], ...]
    missing: tuple[str, ...]
    sheets: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Guess, ...]:
        """What the person must look at before the file is read."""
        return tuple(guess for guess in self.guesses if not guess.sure)


def propose(data: bytes, file_name: str, choice: Choice | None = None, profiles: Sequence[Profile] = ()) -> Proposal:
    """How to read the file.

    Raises RefusedFileError for one that cannot be an extract: what was looked for, what was found, the nearest extract.
    """
    return proposed(Document(data, file_name), choice or Choice(), profiles)


def proposed(document: Document, choice: Choice, profiles: Sequence[Profile] = ()) -> Proposal:
    """The same of a file that is open."""
    sheets = document.sheets(Mapping("", "", separator=choice.separator, encoding=choice.encoding))
    names = tuple(sheet.name for sheet in sheets if not sheet.delimited)
    if choice.sheet is not None:
        sheets = [sheet for sheet in sheets if sheet.name == choice.sheet]
    saved = saved_candidate(sheets, choice, profiles)
    found = [saved[0]] if saved else list(candidates(sheets, document.file_name, choice, profiles))
    best = surest(found, document.file_name, sheets, told=bool(choice.extract))
    chosen = replace(best, suggestions=_corrected(best, choice))
    profile = saved[1] if saved else None
    order = date_order(chosen, document.file_name)
    mapping = profile.mapping if profile else _mapping(chosen, choice, document.file_name, order[0])
    guessed = tuple(guesses(chosen, choice, document.file_name, sheets, profile, mapping, order))
    if profile is None:
        mapping = replace(mapping, doubts=_doubts(chosen, choice, guessed))
    return _proposal(chosen, mapping, guessed, profile, names, rivals(found, best))


def proposed_through(document: Document, mapping: Mapping) -> Proposal:
    """The file as a profile reads it, whatever would be guessed; the mapping of the proposal is the profile itself.

    Raises RefusedFileError or MappingError where the profile does not fit.
    """
    extract = extract_named(mapping.extract)
    sheets = document.sheets(mapping)
    recognised = recognise(sheets, extract, mapping, None)
    plan_for(recognised, extract, mapping)  # raises where a column is missing
    evidence = gather(sample(recognised.body), recognised.sheet.cells.columns)
    profile = Profile(mapping, fingerprint(recognised.header))
    chosen = Candidate(extract, recognised.sheet, recognised, evidence, as_saved(recognised.header, extract, profile))
    order = date_order(chosen, document.file_name)
    guessed = tuple(guesses(chosen, Choice(), document.file_name, sheets, profile, mapping, order))
    names = tuple(sheet.name for sheet in sheets if not sheet.delimited)
    return _proposal(chosen, mapping, guessed, profile, names, ())


def _proposal(
    chosen: Candidate,
    mapping: Mapping,
    guessed: tuple[Guess, ...],
    profile: Profile | None,
    sheets: tuple[str, ...],
    others: tuple[tuple[str, float], ...],
) -> Proposal:
    return Proposal(
        extract=chosen.extract,
        sheet=chosen.sheet,
        header=chosen.recognised.header,
        body=chosen.recognised.body,
        guesses=guessed,
        suggestions=tuple(chosen.suggestions),
        mapping=mapping,
        profile=profile.mapping.name if profile else None,
        rivals=others,
        missing=_missing(chosen, mapping, guessed),
        sheets=sheets,
    )


def _corrected(candidate: Candidate, choice: Choice) -> list[Suggestion]:
    """The suggestions with what the person said; a column that was taken elsewhere is free again."""
    said = dict(choice.columns)
    by_position = {position: target for target, position in said.items() if position is not None}
    corrected = []
    for each in candidate.suggestions:
        if each.position in by_position and not each.personal:
            target = by_position[each.position]
            each = replace(each, target=target, confidence=1.0, reason=_("as told"))  # noqa: PLW2901
        elif each.target in said:
            each = replace(each, target=None, confidence=0.0, reason=_("as told"))  # noqa: PLW2901
        corrected.append(each)
    return corrected


def _mapping(chosen: Candidate, choice: Choice, file_name: str, dates: str | None) -> Mapping:
    header, workbook = chosen.recognised.header, not chosen.sheet.delimited
    values_of = dict(choice.values)
    return Mapping(
        name=PurePath(file_name).stem,
        extract=chosen.extract.name,
        columns=tuple(
            (target, replace(_rule(header, each), values=values_of.get(target, ())))
            for target, each in chosen.found.items()
        ),
        constants=choice.constants,
        factor=choice.factor,
        decimal=choice.decimal,
        separator=choice.separator,
        currency=choice.currency or currencies(chosen.recognised, money_cells(chosen)).code,
        aliases=False,
        encoding=choice.encoding,
        sheet=f"^{re.escape(chosen.sheet.name)}$" if workbook else None,
        header_rows=(header.first + 1, header.last + 1),
        dates=choice.dates or dates,
    )


def _doubts(chosen: Candidate, choice: Choice, guessed: Sequence[Guess]) -> Doubts:
    told = {target for target, _position in choice.columns}
    unsure = {guess.what for guess in guessed if not guess.sure}
    columns = tuple((name, rivals) for name in chosen.found if name not in told and (rivals := _fitting(chosen, name)))
    return Doubts(columns, dates="dates" in unsure)


def _fitting(chosen: Candidate, target: str) -> tuple[int, ...]:
    """All columns that could be an amount or a day that is read, the chosen one first; none where no other could."""
    column, own = chosen.extract.column(target), chosen.found[target]
    if not (column.kind.is_number or column.kind is Kind.DATE):
        return ()
    margin = NEAR_AMOUNT if column.kind.is_number else NEAR_DAY
    others = [
        each.position
        for each in chosen.suggestions
        if each.target is None and dict(each.alternatives).get(target, 0.0) >= max(TAKEN, own.confidence - margin)
    ]
    return (own.position, *others) if others else ()


def _rule(header: Header, suggestion: Suggestion) -> ColumnRule:
    """By its name where that is the only one; by its position otherwise."""
    if header.position(suggestion.header) == suggestion.position - 1 and _is_alone(header, suggestion.header):
        return ColumnRule(source=(suggestion.header,))
    return ColumnRule(position=suggestion.position)


def _is_alone(header: Header, name: str) -> bool:
    return sum(headers.plain(other) == headers.plain(name) for other in header.names) == 1


def _missing(chosen: Candidate, mapping: Mapping, guesses: Iterable[Guess]) -> tuple[str, ...]:
    given = {*chosen.found, *dict(mapping.constants), *dict(mapping.columns)}
    given |= {code for code, name in NAMED.items() if name in given}
    given |= {mapping.wide.into, mapping.wide.value} if mapping.wide else set()
    given |= set(FROM_OUTSIDE) if mapping.period else set()
    if any(guess.what == "period" and guess.value for guess in guesses):
        given |= set(FROM_OUTSIDE)
    return tuple(column.name for column in chosen.extract.required if column.name not in given)
