"""Which column of a file is which of ours: by its header, by earlier profiles, by its cells; each with its reason."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from duibiao.ingest.evidence import Asked, Evidence
from duibiao.ingest.header import Header, is_personal, plain
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.qualifiers import MONTH, is_of_another_year, qualified, year_meant
from duibiao.language import _
from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract

TAKEN = 0.55
"""From this confidence on a suggestion is taken unless the person says otherwise."""

EXACT, ABOVE = 0.9, 0.8
"""A header that is, or ends in, a name of the column; one that has it above others, as 工作量 over 核定工作量."""

TRUSTED = 0.6
"""How sure such a header is where the extract was told; its cells may all be wrong, and are then set aside."""

FEW_CELLS = 2
"""A table with no more cells in any column is a nil return: nothing can be told from its cells."""

_NEAR = 80.0
_MEASURED = (Kind.DATE, Kind.MONEY, Kind.QUANTITY, Kind.COUNT, Kind.YEAR, Kind.MONTH)
_BY_VALUES = {
    "project_code": ("project_codes", 0.9),
    "function_code": ("function_codes", 0.7),
    "economic_code": ("economic_codes", 0.6),
}


@dataclass(frozen=True)
class Suggestion:
    """One column of the file and what it is taken for.

    `position` counts from 1; `target` is a column of the extract, None where nothing is near; `confidence` is 0 to 1;
    `alternatives` are other columns that it could be, the best first.
    """

    position: int
    header: str
    target: str | None
    confidence: float
    reason: str
    personal: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class _Named:
    """How sure a header is a name of a column (0 to 1), in which way, and which name."""

    confidence: float = 0.0
    how: str = ""
    name: str = ""

    @property
    def reason(self) -> str:
        """In the language of the session."""
        return _WAYS[self.how]().format(name=self.name, profile=self.name) if self.how else ""


_WAYS: dict[str, Callable[[], str]] = {
    "profile": lambda: _("read so with the profile {profile}"),
    "is": lambda: _("the header is {name}"),
    "part": lambda: _("part of the header is {name}"),
    "near": lambda: _("the header is nearly {name}"),
    "words": lambda: _("the header has the words {name}"),
    "notion": lambda: _("the header is {name} of a year or months that it names"),
    "faint": lambda: _("the header is {name}, and no other column is"),
}


@dataclass(frozen=True)
class _Candidate:
    position: int
    target: str
    confidence: float
    reason: str


def suggestions(
    header: Header,
    extract: Extract,
    evidence: dict[str, Evidence],
    earlier: Sequence[Mapping] = (),
    year: int | None = None,
    trusting: bool = False,
) -> list[Suggestion]:
    """A suggestion for every named or filled column, in the order of the file; each target is suggested once.

    `year` is the one that the file says it is of: amounts of other years are nobody's. Where somebody
    said which extract it is (`trusting`), a header that names a column is taken at its word, whatever its cells are.
    """
    shown = [i for i, name in enumerate(header.names) if name or (f"c{i}" in evidence and evidence[f"c{i}"].n)]
    personal = {i for i in shown if is_personal(header.names[i])}
    busy = max((each.n for each in evidence.values()), default=0) > FEW_CELLS
    meant = year_meant(header.names, year)
    candidates = [
        candidate
        for i in shown
        if i not in personal
        for column, named in _may_be(header.names[i], extract, earlier)
        if not is_another_figure(header.names[i], column, meant, earlier)
        for candidate in _best(i, column, named, evidence.get(f"c{i}"), busy, trusting)
    ]
    taken = _assigned(candidates)
    return [_suggestion(i, header, i in personal, taken.get(i), candidates) for i in shown]


def to_ask(header: Header, extracts: Sequence[Extract], profiles: Sequence[Mapping] = ()) -> Asked:
    """The cell columns whose headers may be those of days, and of numbers, in some extract."""
    days, numbers = set(), set()
    for i, name in enumerate(header.names):
        for extract in extracts:
            earlier = [profile for profile in profiles if profile.extract == extract.name]
            kinds = {column.kind for column, named in _may_be(name, extract, earlier) if named.confidence}
            days |= {f"c{i}"} if Kind.DATE in kinds else set()
            numbers |= {f"c{i}"} if kinds & {*_MEASURED} - {Kind.DATE} else set()
    return Asked(frozenset(days), frozenset(numbers))


def is_another_figure(header: str, column: Column, meant: str, earlier: Sequence[Mapping] = ()) -> bool:
    """Whether a header that names the notion of an amount says that it is of another year or span, or a rate of it.

    What the extract or a profile calls so itself is what it is: 上年结转数 is no amount of another figure.
    """
    if not column.kind.is_number or plain(header) in _plain_headers(column.headers):
        return False
    if any(plain(header) == plain(source) for profile in earlier for source in _sources(profile, column.name)):
        return False
    said = qualified(header)
    if column.cumulative and said.span == MONTH:
        return True
    return is_of_another_year(header, meant) or (column.kind is Kind.MONEY and said.is_rate)


@lru_cache(maxsize=2_000)
def _plain_headers(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(header) for header in headers)


@lru_cache(maxsize=2_000)
def _notions(headers: tuple[str, ...]) -> frozenset[str]:
    """The notions that a column is called by; those of one letter say nothing."""
    return frozenset(each for header in headers if len(each := qualified(header).notion) > 1)


def _assigned(candidates: list[_Candidate]) -> dict[int, _Candidate]:
    """The surest first; every column and every target once."""
    taken: dict[int, _Candidate] = {}
    targets: set[str] = set()
    for candidate in sorted(candidates, key=lambda each: (-each.confidence, each.position)):
        if candidate.confidence >= TAKEN and candidate.position not in taken and candidate.target not in targets:
            taken[candidate.position] = candidate
            targets.add(candidate.target)
    return taken


def _suggestion(
    i: int, header: Header, personal: bool, taken: _Candidate | None, candidates: list[_Candidate]
) -> Suggestion:
    if personal:
        return Suggestion(i + 1, header.names[i], None, 1.0, _("personal data, not loaded"), personal=True)
    others = sorted((each for each in candidates if each.position == i), key=lambda each: -each.confidence)
    rest = tuple((each.target, each.confidence) for each in others if taken is None or each.target != taken.target)
    if taken is None:
        return Suggestion(i + 1, header.names[i], None, 0.0, _("like no column of the extract"), alternatives=rest)
    return Suggestion(i + 1, header.names[i], taken.target, taken.confidence, taken.reason, alternatives=rest)


def _may_be(header: str, extract: Extract, earlier: Sequence[Mapping]) -> Iterable[tuple[Column, _Named]]:
    """The columns that a header may mean by its name; those whose cells speak for themselves, whatever it says."""
    if not earlier:
        return _by_names(header, extract)
    named = ((column, _by_profile(header, column, earlier) or _by_name(header, column)) for column in extract.columns)
    return [(column, name) for column, name in named if name.confidence or _speaks_for_itself(column)]


@lru_cache(maxsize=20_000)
def _by_names(header: str, extract: Extract) -> tuple[tuple[Column, _Named], ...]:
    """The same where no profile is known; the same headers come in file after file."""
    named = ((column, _by_name(header, column)) for column in extract.columns)
    return tuple((column, name) for column, name in named if name.confidence or _speaks_for_itself(column))


def _speaks_for_itself(column: Column) -> bool:
    return column.name in _BY_VALUES or bool(column.choices)


def _best(
    i: int, column: Column, named: _Named, evidence: Evidence | None, busy: bool, trusting: bool
) -> Iterator[_Candidate]:
    """The surest reason why column `i` could be `column`, if there is one."""
    fit = evidence.fits(column) if evidence else None
    confidence, reason = _weighed(named, column, fit, busy and not (evidence and evidence.errors))
    if trusting and named.confidence >= EXACT:
        confidence = max(confidence, TRUSTED)
    by_values = _by_values(column, evidence)
    best = max((confidence, reason), by_values)
    if best[0] > 0.2:
        yield _Candidate(i, column.name, round(best[0], 3), best[1])


def _weighed(named: _Named, column: Column, fit: float | None, busy: bool) -> tuple[float, str]:
    """A name counts less where the cells are something else; by much for dates, amounts, years and months.

    An empty column is no measure of a table that has rows (`busy`).
    """
    confidence, reason = named.confidence, named.reason
    if fit is None:
        return confidence * (0.5 if busy and column.kind in _MEASURED else 0.9), reason
    if column.kind in _MEASURED or column.choices:
        said = _("{reason}; {share:.0%} of its cells can be read as such")
        return confidence * (0.1 + 0.9 * fit), said.format(reason=reason, share=fit)
    return confidence * (0.8 + 0.2 * fit), reason


def _by_profile(header: str, column: Column, earlier: Sequence[Mapping]) -> _Named | None:
    """That an earlier profile reads such a header so, which is surer than any name."""
    for profile in earlier:
        if header and any(plain(header) == plain(source) for source in _sources(profile, column.name)):
            return _Named(0.99, "profile", profile.name)
    return None


def _by_name(header: str, column: Column) -> _Named:
    """The surest way in which a header is a name of the column."""
    ways = (*_by_spelling(header, column), *_by_notion(header, column))
    return max(ways, key=lambda each: (each.confidence, len(each.name)), default=_Named())


def _by_spelling(header: str, column: Column) -> Iterator[_Named]:
    if not header:
        return
    whole, *parts = _spellings(header)
    for spelling in column.headers:
        wanted = plain(spelling)
        if whole == wanted:
            yield _Named(0.98 if spelling in column.headers[:3] else 0.96, "is", spelling)
        elif wanted in parts:
            yield _Named(EXACT if wanted == parts[0] else ABOVE, "part", spelling)
        elif (near := fuzz.ratio(whole, wanted)) >= _NEAR and _may_be_misspelt(whole, wanted):
            yield _Named(0.5 + 0.4 * (near - _NEAR) / (100 - _NEAR), "near", spelling)
        elif _words(spelling) and _words(spelling) <= _words(header):
            yield _Named(0.62, "words", spelling)


def _by_notion(header: str, column: Column) -> Iterator[_Named]:
    """An amount under other words for its year and months: 1-8月累计支付 is 累计支付数."""
    if not header or not column.kind.is_number:
        return
    said = qualified(header)
    last = said.notion.rpartition("/")[2]
    if {said.notion, last} & _notions(column.headers) and (said.span or said.year):
        yield _Named(0.92, "notion", last)
    elif {said.notion, last} & _notions(column.headers):
        yield _Named(0.88, "near", last)
    elif {said.notion, last} & _notions(column.faint):
        yield _Named(0.6, "faint", last)


def _may_be_misspelt(header: str, wanted: str) -> bool:
    """Chinese terms that differ by one character are different terms: 本月支付数 is not 累计支付数."""
    return header.isascii() and wanted.isascii() and min(len(header), len(wanted)) >= 5


@lru_cache(maxsize=20_000)
def _spellings(header: str) -> tuple[str, ...]:
    parts = header.split("/")
    return tuple(plain(text) for text in (header, *((parts[-1], parts[0]) if len(parts) > 1 else ())))


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    """The English words of a header; none for a Chinese one."""
    return frozenset(re.findall(r"[a-z]+", text.casefold())) if text.isascii() else frozenset()


def _sources(profile: Mapping, target: str) -> Iterable[str]:
    rule = dict(profile.columns).get(target)
    return (*rule.source, *rule.join) if rule else ()


def _by_values(column: Column, evidence: Evidence | None) -> tuple[float, str]:
    """Cells that speak for themselves whatever the header says."""
    if evidence is None or evidence.n < 2:
        return 0.0, ""
    if column.name in _BY_VALUES:
        kind, most = _BY_VALUES[column.name]
        share = float(getattr(evidence, kind))
        said = _("{share:.0%} of its cells have the form of such a code").format(share=share)
        return (most * share, said) if share >= 0.8 else (0.0, "")
    if column.choices and (share := evidence.fits(column) or 0.0) >= 0.9:
        return 0.7 * share, _("{share:.0%} of its cells are words of the code list").format(share=share)
    return 0.0, ""
