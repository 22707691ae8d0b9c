"""What a file could be: every extract on every sheet, what speaks for it, and which of them it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duibiao.errors import RefusedFileError
from duibiao.ingest import header as headers
from duibiao.ingest.choice import Choice
from duibiao.ingest.evidence import Asked, Evidence, gather, sample
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import ColumnRule
from duibiao.ingest.names import NAMED
from duibiao.ingest.nearest import nearest_columns
from duibiao.ingest.period import stated_period
from duibiao.ingest.profile import Profile, fingerprint, with_open_rows
from duibiao.ingest.recognise import Recognised, below
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.suggest import Suggestion, suggestions, to_ask
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract

SHOWN_HEADERS = 12
FROM_OUTSIDE = ("year", "month")
"""Columns that a title or the name of the file may give."""


@dataclass(frozen=True)
class Candidate:
    """A table of the file as one extract: what its columns would be, and the evidence of their cells."""

    extract: Extract
    sheet: Sheet
    recognised: Recognised
    evidence: dict[str, Evidence]
    suggestions: list[Suggestion]

    @property
    def found(self) -> dict[str, Suggestion]:
        """The columns of the extract that it has."""
        return {each.target: each for each in self.suggestions if each.target}

    @property
    def money(self) -> list[str]:
        """Its columns of money that the file has."""
        return [name for name in self.found if self.extract.column(name).kind is Kind.MONEY]

    @property
    def lacking(self) -> list[Column]:
        """Columns without which the file cannot be this extract at all; a name does for a code."""
        given = {*self.found, *(code for code, name in NAMED.items() if name in self.found)}
        return [column for column in _essential(self.extract) if column.name not in given]

    @property
    def score(self) -> float:
        """Share of what the extract requires, plus a share of the rest, weighed by confidence; 0 to 1."""
        required = [c for c in self.extract.required if c.name not in FROM_OUTSIDE]
        sure = sum(self.found[c.name].confidence for c in required if c.name in self.found)
        rest = sum(each.confidence for name, each in self.found.items() if not self.extract.column(name).required)
        named = sum(bool(name) for name in self.recognised.header.names) or 1
        return 0.6 * sure / max(1, len(required)) + 0.4 * min(1.0, (sure + rest) / named)


def candidates(sheets: list[Sheet], file_name: str, choice: Choice, profiles: Sequence[Profile]) -> Iterator[Candidate]:
    """Every extract on every sheet under the header that names most of its columns."""
    extracts = [extract_named(choice.extract)] if choice.extract else list(EXTRACTS.values())
    for sheet in sheets:
        known: dict[tuple[int, int], tuple[Recognised, dict[str, Evidence], int | None]] = {}
        for extract in extracts:
            header = _header(sheet, extract, choice)
            if header is None:
                continue
            rows = (header.first, header.last)
            if rows not in known:
                recognised = below(sheet, header)
                told = stated_period(recognised.header.titles, file_name, monthly=False)
                asked = to_ask(recognised.header, extracts, [profile.mapping for profile in profiles])
                evidence = gather(sample(recognised.body, header.names), sheet.cells.columns, _with_told(asked, choice))
                known[rows] = recognised, evidence, told.year if told else None
            recognised, evidence, year = known[rows]
            earlier = [profile.mapping for profile in profiles if profile.mapping.extract == extract.name]
            found = suggestions(recognised.header, extract, evidence, earlier, year, bool(choice.extract))
            yield Candidate(extract, sheet, recognised, evidence, found)


def _with_told(asked: Asked, choice: Choice) -> Asked:
    """With the columns that the person said."""
    told = {f"c{position - 1}" for _target, position in choice.columns if position is not None}
    return Asked(asked.days | told, asked.numbers | told)


def _header(sheet: Sheet, extract: Extract, choice: Choice) -> Header | None:
    if sheet.cells.is_empty():
        return None
    if choice.header_rows:
        return headers.header_at(sheet, choice.header_rows)
    header, named = headers.find_header(sheet, headers.wanted_headers(extract, None))
    if named:
        return header
    return next(headers.possible_headers(sheet), None) if choice.extract else None


def saved_candidate(
    sheets: list[Sheet], choice: Choice, profiles: Sequence[Profile]
) -> tuple[Candidate, Profile] | None:
    """The saved profile whose header the file has, unless the person has corrected anything."""
    if choice != Choice(
        sheet=choice.sheet, encoding=choice.encoding, separator=choice.separator, currency=choice.currency
    ):
        return None
    by_header = {profile.fingerprint: profile for profile in profiles}
    for sheet in sheets:
        for header in headers.possible_headers(sheet) if by_header else ():
            profile = by_header.get(fingerprint(header))
            if profile is None:
                continue
            extract, recognised = extract_named(profile.mapping.extract), below(sheet, header)
            evidence = gather(sample(recognised.body), sheet.cells.columns)
            found = as_saved(header, extract, profile)
            mapping = replace(with_open_rows(profile.mapping), header_rows=(header.first + 1, header.last + 1))
            mapping = replace(mapping, currency=choice.currency) if choice.currency else mapping
            return Candidate(extract, sheet, recognised, evidence, found), replace(profile, mapping=mapping)
    return None


def as_saved(header: Header, extract: Extract, profile: Profile) -> list[Suggestion]:
    """The columns as the profile has them."""
    reason = _("read so with the profile {profile}").format(profile=profile.mapping.name)
    targets = {i: target for target, rule in profile.mapping.columns if (i := _first_place(header, rule)) is not None}
    return [
        replace(each, target=targets.get(each.position - 1), confidence=1.0, reason=reason)
        if not each.personal
        else each
        for each in suggestions(header, extract, {})
    ]


def _first_place(header: Header, rule: ColumnRule) -> int | None:
    if rule.position is not None:
        return rule.position - 1
    return next((i for name in (*rule.source, *rule.join) if (i := header.position(name)) is not None), None)


def surest(found: list[Candidate], file_name: str, sheets: list[Sheet], told: bool) -> Candidate:
    """The best one that has what makes it its extract; refused where one without explains many more columns.

    Where the person told the extract, it is that, whatever is still missing.
    """
    if told and found:
        return max(found, key=lambda each: (not each.sheet.hidden, round(each.score, 6)))
    complete = [each for each in found if not each.lacking and len(each.found) > 1]
    complete = [each for each in complete if not any(_explains_more(other, each) for other in complete)]
    complete = [each for each in complete if not _leaves_amounts(each, found)]
    explained = max((len(each.found) for each in found), default=0)
    best = max(complete, key=lambda each: (not each.sheet.hidden, round(each.score, 6)), default=None)
    if best is None or len(best.found) < explained - 1:
        raise _refusal(found, file_name, sheets)
    return best


def _leaves_amounts(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether it takes no money of a table in which other extracts see money: amounts are never left in silence."""
    if candidate.money:
        return False
    return any(other.money for other in others if other.sheet is candidate.sheet)


def _explains_more(other: Candidate, than: Candidate) -> bool:
    """Whether the other finds all columns of this one and more: an execution names its projects, too."""
    return other.sheet is than.sheet and set(than.found) < set(other.found)


def _refusal(found: list[Candidate], file_name: str, sheets: list[Sheet]) -> RefusedFileError:
    if not found:
        texts = [cell for sheet in sheets[:1] for row in sheet.cells.head(5).iter_rows() for cell in row if cell]
        return RefusedFileError(
            _("{file} has no row that names the columns of an extract; it begins with {texts}").format(
                file=file_name, texts=" | ".join(texts[:SHOWN_HEADERS])
            ),
            _("Looked for the headers of: {extracts}.").format(
                extracts="、".join(extract.label for extract in EXTRACTS.values())
            ),
        )
    lacking = [each for each in found if each.lacking or len(each.found) < 2] or found
    nearest = max(lacking, key=lambda each: (len(each.found), -len(each.lacking), each.score))
    taken = [each.position - 1 for each in nearest.suggestions if each.target]
    near = nearest_columns(nearest.lacking, nearest.recognised.header.names, taken)
    own = _("Found in row {row}: {columns}. Say which column it is, or ask for the list behind this one.").format(
        row=nearest.recognised.header.last + 1,
        columns="、".join([name for name in nearest.recognised.header.names if name][:SHOWN_HEADERS]),
    )
    return RefusedFileError(
        _("{file} is most like {extract}, but has no {missing}").format(
            file=file_name,
            extract=nearest.extract.label,
            missing="、".join(column.label for column in nearest.lacking) or _("second column of it"),
        ),
        f"{near} {own}".strip(),
    )


def rivals(found: list[Candidate], best: Candidate) -> tuple[tuple[str, float], ...]:
    """Other extracts that the file could be, with their scores (0 to 1), the likeliest first."""
    scores: dict[str, float] = {}
    for each in found:
        if each.extract is not best.extract and not each.lacking:
            scores[each.extract.name] = max(scores.get(each.extract.name, 0.0), round(each.score, 3))
    return tuple(sorted(scores.items(), key=lambda pair: -pair[1]))


def _essential(extract: Extract) -> list[Column]:
    """Its hallmarks, amounts and days; of a list that has none of them all that is required."""
    required = [column for column in extract.required if column.name not in FROM_OUTSIDE]
    if extract.hallmarks:
        return [*required, *(extract.column(name) for name in extract.hallmarks)]
    measures = [column for column in required if column.kind.is_number or column.kind is Kind.DATE]
    return measures or required
