"""A briefing in which organisations are A, B, C …: the same letter everywhere, and no letter tells a code or a rank."""

import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from string import ascii_uppercase

import polars as pl

from duibiao.export.about import About
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shown, View

_SHORTEST_CODE = 6
"""A shorter code may be part of any number, so it is replaced only where it stands alone as a code."""
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Known:
    """An organisation with its code and every name it goes or went by."""

    code: str
    names: tuple[str, ...]


def anonymous(
    briefing: Briefing, names: Sequence[Known], keep: frozenset[str] = frozenset(), seed: str = ""
) -> Briefing:
    """The briefing with letters for organisations, but for those whose codes are to be kept; numbers are untouched.

    All `names` have letters, whether they occur or not, by a shuffle that only the `seed` decides: an organisation has
    the same one in every view, file and edition made with the same names and seed, and one who does not know the seed
    cannot find out whose it is. Only what the tables show is left of their frames, so that nothing that was hidden can
    be found again.
    """
    mask = _Mask(names, _letters(names, seed), keep)
    return replace(
        briefing,
        title=mask.text(briefing.title),
        moment=mask.text(briefing.moment),
        slides=tuple(_slide(slide, mask) for slide in briefing.slides),
        actions=tuple(_action(action, mask) for action in briefing.actions),
    )


def _letters(names: Sequence[Known], seed: str) -> dict[str, str]:
    """A letter for the code of each organisation, in the order of what the seed makes of the codes."""
    codes = sorted({known.code for known in names}, key=lambda code: (_drawn(seed, code), code))
    used = {letter for known in names for word in (known.code, *known.names) for letter in word.upper()}
    free = "".join(letter for letter in ascii_uppercase if letter not in used) or ascii_uppercase
    return dict(zip(codes, _labels(free), strict=False))


def _drawn(seed: str, code: str) -> bytes:
    """A number that nobody can compute without the seed."""
    return hmac.digest(seed.encode(), code.encode(), "sha256")


def _labels(letters: str) -> Iterator[str]:
    """A, B, …, Z, AA, AB, … of the letters that occur in no name."""
    for length in count(1):
        yield from ("".join(each) for each in product(letters, repeat=length))


class _Mask:
    """Replaces names and codes by letters, longest first; a name that is kept is left whole."""

    def __init__(self, names: Sequence[Known], letters: dict[str, str], keep: frozenset[str]) -> None:
        self._letters = letters = {code: letter for code, letter in letters.items() if code not in keep}
        told = {
            name: letters[known.code]
            for known in names
            if known.code in letters
            for name in known.names
            if len(name) >= _SHORTEST_NAME
        }
        self._alone = {name: letters[known.code] for known in names if known.code in letters for name in known.names}
        kept = {word: word for known in names if known.code in keep for word in (known.code, *known.names) if word}
        codes = {code: letter for code, letter in letters.items() if len(code) >= _SHORTEST_CODE}
        self._names = _Replacing(told | kept)
        self._all = _Replacing(told | codes | kept)

    def text(self, words: str) -> str:
        """Names anywhere, and long codes."""
        return self._alone.get(words) or self._all(words)

    def written(self, words: str) -> str:
        """What is written beside a number: names, but no codes, which might be the number itself."""
        return self._names(words)

    def code(self, words: str) -> str:
        """A cell that is a code, or several with signs between them."""
        whole = self._letters.get(words)
        if whole:
            return whole
        parts = re.split(r"([^0-9A-Za-z]+)", self.text(words))
        return "".join(self._letters.get(part, part) for part in parts)


class _Replacing:
    """All of some words in one pass, the longest first."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words
        longest = sorted(words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if words else None

    def __call__(self, told: str) -> str:
        if self._pattern is None:
            return told
        return self._pattern.sub(lambda match: self._words[match.group()], told)


def _slide(slide: Slide, mask: _Mask) -> Slide:
    return replace(slide, view=_view(slide.view, mask), title=mask.text(slide.title), note=mask.text(slide.note))


def _action(action: Action, mask: _Mask) -> Action:
    return replace(action, what=mask.text(action.what), who=mask.text(action.who))


def _view(view: View, mask: _Mask) -> View:
    return replace(
        view,
        query=tuple((mask.text(name), mask.code(value)) for name, value in view.query),
        title=mask.text(view.title),
        answer=mask.text(view.answer),
        basis=mask.text(view.basis),
        charts=tuple(_chart(chart, mask) for chart in view.charts),
        tables=tuple(Shown(_table(shown.table, mask), _about(shown.about, mask)) for shown in view.tables),
        orgs=tuple((mask.code(code), mask.text(name)) for code, name in view.orgs),
        warning=mask.text(view.warning),
    )


def _chart(chart: Chart, mask: _Mask) -> Chart:
    reference = chart.reference and (mask.text(chart.reference[0]), chart.reference[1])
    return replace(
        chart,
        categories=tuple(map(mask.text, chart.categories)),
        series=tuple(_series(series, mask) for series in chart.series),
        axis=mask.text(chart.axis),
        across=mask.text(chart.across),
        reference=reference,
    )


def _series(series: Series, mask: _Mask) -> Series:
    return replace(series, name=mask.text(series.name), texts=tuple(map(mask.written, series.texts)))


def _table(table: Table, mask: _Mask) -> Table:
    columns = tuple(
        replace(column, label=mask.text(column.label), unit=mask.text(column.unit), group=mask.text(column.group))
        for column in table.columns
    )
    shown = table.frame.select(list(dict.fromkeys(column.name for column in table.columns)))
    hidden = {column.name: _cells(shown[column.name], column, mask) for column in columns if not column.kind.is_number}
    return replace(
        table,
        title=mask.text(table.title),
        frame=shown.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in hidden.items()),
        columns=columns,
    )


def _cells(values: pl.Series, column: Column, mask: _Mask) -> list[str | None]:
    hide = mask.code if column.kind is Kind.CODE else mask.text
    return [None if value is None else hide(str(value)) for value in values]


def _about(about: About, mask: _Mask) -> About:
    def pairs(told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((mask.text(name), mask.text(words)) for name, words in told)

    return replace(
        about,
        filters=pairs(about.filters),
        definitions=pairs(about.definitions),
        batches=tuple(map(mask.text, about.batches)),
        remarks=tuple(map(mask.text, about.remarks)),
        warning=mask.text(about.warning),
    )
