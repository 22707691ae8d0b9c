"""A briefing in which organisations are A, B, C …: the same letter everywhere, and no letter tells a code or a rank."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
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

    Only what the tables show is left of their frames, so that nothing that was hidden can be found again.
    """
    mask = _Mask(names, _letters(briefing, names, keep), keep)
    return replace(
        briefing,
        title=mask.text(briefing.title),
        moment=mask.text(briefing.moment),
        slides=tuple(_slide(slide, mask) for slide in briefing.slides),
        actions=tuple(_action(action, mask) for action in briefing.actions),
    )


def _letters(briefing: Briefing, names: Sequence[Known], keep: frozenset[str]) -> dict[str, str]:
    """A letter for the code of each organisation that occurs, handed out by a shuffle that the title decides."""
    told = "\n".join(_texts(briefing))
    found = sorted(
        {
            known.code
            for known in names
            if known.code not in keep and any(word and word in told for word in (known.code, *known.names))
        }
    )
    random.Random(briefing.title).shuffle(found)
    used = {letter for known in names for word in (known.code, *known.names) for letter in word.upper()}
    free = "".join(letter for letter in ascii_uppercase if letter not in used) or ascii_uppercase
    return dict(zip(found, _labels(free), strict=False))


def _labels(letters: str) -> Iterator[str]:
    """A, B, …, Z, AA, AB, … of the letters that occur in no name."""
    for length in count(1):
        yield from ("".join(each) for each in product(letters, repeat=length))


class _Mask:
    """Replaces names and codes by letters, longest first; a name that is kept is left whole."""

    def __init__(self, names: Sequence[Known], letters: dict[str, str], keep: frozenset[str]) -> None:
        self._letters = letters
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


def _texts(briefing: Briefing) -> Iterable[str]:
    """Every text of a briefing in which an organisation may be named."""
    yield from (briefing.title, briefing.moment)
    yield from (words for action in briefing.actions for words in (action.what, action.who))
    for slide in briefing.slides:
        view = slide.view
        yield from (slide.title, slide.note, view.title, view.answer, view.basis, view.warning)
        yield from (words for pair in (*view.query, *view.orgs) for words in pair)
        for chart in view.charts:
            yield from (*chart.categories, chart.axis, chart.across, *(chart.reference or ())[:1])
            yield from (words for series in chart.series for words in (series.name, *series.texts))
        for shown in view.tables:
            yield from _texts_of(shown)


def _texts_of(shown: Shown) -> Iterable[str]:
    table, about = shown.table, shown.about
    yield from (table.title, about.warning, *about.batches, *about.remarks)
    yield from (words for pair in (*about.filters, *about.definitions) for words in pair)
    for column in table.columns:
        yield from (column.label, column.unit, column.group)
        if not column.kind.is_number:
            yield from (str(value) for value in table.frame[column.name] if value is not None)
