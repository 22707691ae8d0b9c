"""A proposal how to read a file that nobody has described: every guess with its reason, every one correctable.

What comes out is a `Mapping`, the same object as a shipped profile: the file is read with it, and it can be saved.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.ingest import header as headers
from duibiao.ingest import units, values
from duibiao.ingest.evidence import Evidence, gather, sample
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import DATE_ORDERS, ColumnRule, Mapping
from duibiao.ingest.names import NAMED
from duibiao.ingest.period import stated_period
from duibiao.ingest.profile import Profile, fingerprint
from duibiao.ingest.recognise import Recognised, below, plan_for, recognise, sheets_of
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.suggest import Suggestion, suggestions
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract

SHOWN_HEADERS = 12
_FROM_OUTSIDE = ("year", "month")
"""Columns that a title or the name of the file may give."""


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


@dataclass(frozen=True)
class _Candidate:
    extract: Extract
    sheet: Sheet
    recognised: Recognised
    evidence: dict[str, Evidence]
    suggestions: list[Suggestion]

    @property
    def found(self) -> dict[str, Suggestion]:
        return {each.target: each for each in self.suggestions if each.target}

    @property
    def lacking(self) -> list[Column]:
        """Columns without which the file cannot be this extract at all; a name does for a code."""
        given = {*self.found, *(code for code, name in NAMED.items() if name in self.found)}
        return [column for column in _essential(self.extract) if column.name not in given]

    @property
    def score(self) -> float:
        """Share of what the extract requires, plus a share of the rest, weighed by confidence; 0 to 1."""
        required = [c for c in self.extract.required if c.name not in _FROM_OUTSIDE]
        sure = sum(self.found[c.name].confidence for c in required if c.name in self.found)
        rest = sum(each.confidence for name, each in self.found.items() if not self.extract.column(name).required)
        named = sum(bool(name) for name in self.recognised.header.names) or 1
        return 0.6 * sure / max(1, len(required)) + 0.4 * min(1.0, (sure + rest) / named)


def propose(data: bytes, file_name: str, choice: Choice | None = None, profiles: Sequence[Profile] = ()) -> Proposal:
    """How to read the file.

    Raises RefusedFileError for one that cannot be an extract: what was looked for, what was found, the nearest extract.
    """
    choice = choice or Choice()
    sheets = sheets_of(data, file_name, Mapping("", "", separator=choice.separator, encoding=choice.encoding))
    names = tuple(sheet.name for sheet in sheets if not sheet.delimited)
    if choice.sheet is not None:
        sheets = [sheet for sheet in sheets if sheet.name == choice.sheet]
    saved = _saved(sheets, choice, profiles)
    candidates = [saved[0]] if saved else list(_candidates(sheets, choice, profiles))
    best = _surest(candidates, file_name, sheets, told=bool(choice.extract))
    chosen = replace(best, suggestions=_corrected(best, choice))
    mapping = saved[1].mapping if saved else _mapping(chosen, choice, file_name)
    guesses = tuple(_guesses(chosen, choice, file_name, sheets, saved[1] if saved else None, mapping))
    return Proposal(
        extract=chosen.extract,
        sheet=chosen.sheet,
        header=chosen.recognised.header,
        body=chosen.recognised.body,
        guesses=guesses,
        suggestions=tuple(chosen.suggestions),
        mapping=mapping,
        profile=saved[1].mapping.name if saved else None,
        rivals=_rivals(candidates, best),
        missing=_missing(chosen, mapping, guesses),
        sheets=names,
    )


def proposed_through(data: bytes, file_name: str, mapping: Mapping) -> Proposal:
    """The file as a profile reads it, whatever would be guessed; the mapping of the proposal is the profile itself.

    Raises RefusedFileError or MappingError where the profile does not fit.
    """
    extract = extract_named(mapping.extract)
    sheets = sheets_of(data, file_name, mapping)
    recognised = recognise(sheets, extract, mapping, None)
    plan_for(recognised, extract, mapping)  # raises where a column is missing
    evidence = gather(sample(recognised.body), recognised.sheet.cells.columns)
    profile = Profile(mapping, fingerprint(recognised.header))
    chosen = _Candidate(extract, recognised.sheet, recognised, evidence, _as_saved(recognised.header, extract, profile))
    guesses = tuple(_guesses(chosen, Choice(), file_name, sheets, profile, mapping))
    return Proposal(
        extract=extract,
        sheet=recognised.sheet,
        header=recognised.header,
        body=recognised.body,
        guesses=guesses,
        suggestions=tuple(chosen.suggestions),
        mapping=mapping,
        profile=mapping.name,
        rivals=(),
        missing=_missing(chosen, mapping, guesses),
        sheets=tuple(sheet.name for sheet in sheets if not sheet.delimited),
    )


def _essential(extract: Extract) -> list[Column]:
    """Its hallmarks, amounts and days; of a list that has none of them all that is required."""
    required = [column for column in extract.required if column.name not in _FROM_OUTSIDE]
    if extract.hallmarks:
        return [*required, *(extract.column(name) for name in extract.hallmarks)]
    measures = [column for column in required if column.kind.is_number or column.kind is Kind.DATE]
    return measures or required


def _candidates(sheets: list[Sheet], choice: Choice, profiles: Sequence[Profile]) -> Iterator[_Candidate]:
    """Every extract on every sheet under the header that names most of its columns."""
    extracts = [extract_named(choice.extract)] if choice.extract else list(EXTRACTS.values())
    for sheet in sheets:
        known: dict[tuple[int, int], tuple[Recognised, dict[str, Evidence]]] = {}
        for extract in extracts:
            header = _header(sheet, extract, choice)
            if header is None:
                continue
            rows = (header.first, header.last)
            if rows not in known:
                recognised = below(sheet, header)
                known[rows] = recognised, gather(sample(recognised.body), sheet.cells.columns)
            recognised, evidence = known[rows]
            earlier = [profile.mapping for profile in profiles if profile.mapping.extract == extract.name]
            found = suggestions(recognised.header, extract, evidence, earlier)
            yield _Candidate(extract, sheet, recognised, evidence, found)


def _header(sheet: Sheet, extract: Extract, choice: Choice) -> Header | None:
    if sheet.cells.is_empty():
        return None
    if choice.header_rows:
        return headers.header_at(sheet, choice.header_rows)
    header, named = headers.find_header(sheet, headers.wanted_headers(extract, None))
    if named:
        return header
    return next(headers.possible_headers(sheet), None) if choice.extract else None


def _saved(sheets: list[Sheet], choice: Choice, profiles: Sequence[Profile]) -> tuple[_Candidate, Profile] | None:
    """The saved profile whose header the file has, unless the person has corrected anything."""
    if choice != Choice(sheet=choice.sheet, encoding=choice.encoding, separator=choice.separator):
        return None
    by_header = {profile.fingerprint: profile for profile in profiles}
    for sheet in sheets:
        for header in headers.possible_headers(sheet) if by_header else ():
            profile = by_header.get(fingerprint(header))
            if profile is None:
                continue
            extract, recognised = extract_named(profile.mapping.extract), below(sheet, header)
            evidence = gather(sample(recognised.body), sheet.cells.columns)
            found = _as_saved(header, extract, profile)
            mapping = replace(profile.mapping, header_rows=(header.first + 1, header.last + 1))
            return _Candidate(extract, sheet, recognised, evidence, found), replace(profile, mapping=mapping)
    return None


def _as_saved(header: Header, extract: Extract, profile: Profile) -> list[Suggestion]:
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


def _surest(candidates: list[_Candidate], file_name: str, sheets: list[Sheet], told: bool) -> _Candidate:
    """The best one that has what makes it its extract; refused where one without explains many more columns.

    Where the person told the extract, it is that, whatever is still missing.
    """
    if told and candidates:
        return max(candidates, key=lambda each: (not each.sheet.hidden, round(each.score, 6)))
    complete = [each for each in candidates if not each.lacking and len(each.found) > 1]
    complete = [each for each in complete if not any(_explains_more(other, each) for other in complete)]
    explained = max((len(each.found) for each in candidates), default=0)
    best = max(complete, key=lambda each: (not each.sheet.hidden, round(each.score, 6)), default=None)
    if best is None or len(best.found) < explained - 1:
        raise _refusal(candidates, file_name, sheets)
    return best


def _explains_more(other: _Candidate, than: _Candidate) -> bool:
    """Whether the other finds all columns of this one and more: an execution names its projects, too."""
    return other.sheet is than.sheet and set(than.found) < set(other.found)


def _refusal(candidates: list[_Candidate], file_name: str, sheets: list[Sheet]) -> RefusedFileError:
    if not candidates:
        texts = [cell for sheet in sheets[:1] for row in sheet.cells.head(5).iter_rows() for cell in row if cell]
        return RefusedFileError(
            _("{file} has no row that names the columns of an extract; it begins with {texts}").format(
                file=file_name, texts=" | ".join(texts[:SHOWN_HEADERS])
            ),
            _("Looked for the headers of: {extracts}.").format(
                extracts="、".join(extract.label for extract in EXTRACTS.values())
            ),
        )
    lacking = [each for each in candidates if each.lacking or len(each.found) < 2]
    nearest = max(lacking, key=lambda each: (len(each.found), -len(each.lacking), each.score))
    return RefusedFileError(
        _("{file} is most like {extract}, but has no {missing}").format(
            file=file_name,
            extract=nearest.extract.label,
            missing="、".join(column.label for column in nearest.lacking) or _("second column of it"),
        ),
        _("Found in row {row}: {columns}. Say which column it is, or ask for the list behind this one.").format(
            row=nearest.recognised.header.last + 1,
            columns="、".join([name for name in nearest.recognised.header.names if name][:SHOWN_HEADERS]),
        ),
    )


def _corrected(candidate: _Candidate, choice: Choice) -> list[Suggestion]:
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


def _mapping(chosen: _Candidate, choice: Choice, file_name: str) -> Mapping:
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
        currency=choice.currency or "CNY",
        aliases=False,
        encoding=choice.encoding,
        sheet=f"^{re.escape(chosen.sheet.name)}$" if workbook else None,
        header_rows=(header.first + 1, header.last + 1),
        dates=choice.dates or _order(chosen, file_name)[0],
    )


def _rule(header: Header, suggestion: Suggestion) -> ColumnRule:
    """By its name where that is the only one; by its position otherwise."""
    if header.position(suggestion.header) == suggestion.position - 1 and _is_alone(header, suggestion.header):
        return ColumnRule(source=(suggestion.header,))
    return ColumnRule(position=suggestion.position)


def _is_alone(header: Header, name: str) -> bool:
    return sum(headers.plain(other) == headers.plain(name) for other in header.names) == 1


def _order(chosen: _Candidate, file_name: str) -> tuple[str | None, str, bool]:
    """The order of day, month and year; why; and whether the cells leave no doubt."""
    column = next((c for c in chosen.extract.columns if c.kind is Kind.DATE and c.name in chosen.found), None)
    if column is None:
        return None, "", True
    cell = f"c{chosen.found[column.name].position - 1}"
    shares = chosen.evidence[cell].dates
    most = max(shares.values())
    best = [order for order in DATE_ORDERS if shares[order] >= most - 0.001]
    if "ymd" in best:
        return "ymd", _("the year comes first"), True
    if len(best) == 1 and abs(shares["dmy"] - shares["mdy"]) > 0.01:
        return (
            best[0],
            _("in another order {share:.0%} of the days could not be read").format(
                share=1 - min(shares["dmy"], shares["mdy"])
            ),
            True,
        )
    return _by_spread(chosen.recognised.body[cell], file_name)


def _by_spread(cells: pl.Series, file_name: str) -> tuple[str | None, str, bool]:
    """Days of one file lie together: the order under which they fall into fewer months."""
    frame = cells.to_frame("cell")
    months = {
        order: frame.select(values.dates(pl.col("cell"), order).dt.truncate("1mo").alias("month"))["month"]
        .drop_nulls()
        .unique()
        for order in ("dmy", "mdy")
    }
    few, many = sorted(months, key=lambda order: months[order].len())
    if months[many].len() >= 2 * months[few].len() and months[many].len() - months[few].len() >= 2:
        said = _("so the days fall into {n} months, otherwise into {of}")
        return few, said.format(n=months[few].len(), of=months[many].len()), True
    if (told := stated_period((), file_name, monthly=True)) is not None:
        month = date(told.year, told.month or 1, 1)
        fitting = [order for order in months if month in months[order].to_list()]
        if len(fitting) == 1:
            return fitting[0], _("so the days are of the month in the name of the file"), True
    return "dmy", _("day and month cannot be told apart by the cells"), False


def _guesses(
    chosen: _Candidate, choice: Choice, file_name: str, sheets: list[Sheet], saved: Profile | None, mapping: Mapping
) -> Iterator[Guess]:
    """Each guess with its reason, in the order in which a person would check them."""
    header = chosen.recognised.header
    n, of = len(chosen.found), len([name for name in header.names if name])
    told = _("as told")
    reason = _("{n} of its {of} columns are columns of this extract").format(n=n, of=of)
    if saved:
        reason = _("the header is that of the profile {profile}").format(profile=saved.mapping.name)
    yield Guess("extract", chosen.extract.label, told if choice.extract else reason)
    if len(sheets) > 1 or not chosen.sheet.delimited:
        reason = _("hidden sheet") if chosen.sheet.hidden else _("its header names most columns")
        yield Guess("sheet", chosen.sheet.name, told if choice.sheet else reason, not chosen.sheet.hidden)
    for what, fact in zip(("encoding", "separator"), chosen.sheet.facts, strict=False):
        if chosen.sheet.delimited:
            asked = getattr(choice, what)
            yield Guess(what, str(dict(fact.values)[what]), told if asked else _("found in the bytes of the file"))
    rows = f"{header.first + 1}–{header.last + 1}" if header.last > header.first else f"{header.last + 1}"
    yield Guess("header", rows, told if choice.header_rows else _("the row that names most columns"))
    order, reason, sure = _order(chosen, file_name)
    if mapping.dates and order:
        yield Guess("dates", mapping.dates, told if choice.dates else reason, sure or bool(choice.dates or saved))
    yield from _money_guesses(chosen, choice, mapping)
    if period := _period(chosen, file_name):
        yield period


def _money_guesses(chosen: _Candidate, choice: Choice, mapping: Mapping) -> Iterator[Guess]:
    """Decimal mark and unit of the amounts."""
    cells = [
        f"c{each.position - 1}" for name, each in chosen.found.items() if chosen.extract.column(name).kind is Kind.MONEY
    ]
    if not cells:
        return
    mark = choice.decimal or values.decimal_mark(chosen.recognised.body.select(cells))
    yield Guess("decimal", mark, _("as told") if choice.decimal else _("the amounts admit only this, or have none"))
    if mapping.currency != "CNY":
        yield Guess("unit", mapping.currency, _("as told"))
        return
    by_header = {units.in_header(chosen.recognised.header.names[int(cell[1:])]) for cell in cells}
    above = chosen.recognised.header.unit
    if mapping.factor:
        yield Guess("unit", units.name(mapping.factor), _("as told"))
    elif None not in by_header:
        yield Guess(
            "unit", " / ".join(units.name(unit) for unit in sorted(filter(None, by_header))), _("in the header")
        )
    elif above:
        yield Guess("unit", units.name(above), _("said above or below the table"))
    else:
        yield Guess("unit", units.name(1), _("nothing says the unit"), sure=False)


def _period(chosen: _Candidate, file_name: str) -> Guess | None:
    """The period of rows that do not say it themselves."""
    needed = [name for name in _FROM_OUTSIDE if name in chosen.extract.period and name not in chosen.found]
    if not needed:
        return None
    told = stated_period(chosen.recognised.header.titles, file_name, "month" in needed)
    if told is None:
        return Guess("period", "", _("nothing tells it: give it"), sure=False)
    return Guess("period", str(told), told.reason.message if told.reason else "")


def _rivals(candidates: list[_Candidate], best: _Candidate) -> tuple[tuple[str, float], ...]:
    scores: dict[str, float] = {}
    for each in candidates:
        if each.extract is not best.extract and not each.lacking:
            scores[each.extract.name] = max(scores.get(each.extract.name, 0.0), round(each.score, 3))
    return tuple(sorted(scores.items(), key=lambda pair: -pair[1]))


def _missing(chosen: _Candidate, mapping: Mapping, guesses: Iterable[Guess]) -> tuple[str, ...]:
    given = {*chosen.found, *dict(mapping.constants), *dict(mapping.columns)}
    given |= {code for code, name in NAMED.items() if name in given}
    given |= {mapping.wide.into, mapping.wide.value} if mapping.wide else set()
    given |= set(_FROM_OUTSIDE) if mapping.period else set()
    if any(guess.what == "period" and guess.value for guess in guesses):
        given |= set(_FROM_OUTSIDE)
    return tuple(column.name for column in chosen.extract.required if column.name not in given)
