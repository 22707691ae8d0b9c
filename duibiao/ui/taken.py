"""What a page shows, taken down while it is drawn, so that it can be put on a briefing or into a file.

The common parts of all pages (the question, the answer, charts, tables) say what they draw; nothing is computed
until somebody asks for it.
"""

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

import polars as pl

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.table import Table
from duibiao.export.view import Chart, Shown, View
from duibiao.ui import address, moment, store


@dataclass
class _Page:
    question: str = ""
    answers: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    warning: str = ""
    charts: list[tuple[str, str, Callable[[], Chart]]] = field(default_factory=list)
    tables: list[tuple[str, Shown]] = field(default_factory=list)
    data_event: int = 0


_page: ContextVar[_Page | None] = ContextVar("page_taken_down", default=None)


def begin() -> None:
    """Forget what the page before showed, and note which data this one will show."""
    _page.set(_Page(data_event=store.newest_event()))


def question(text: str) -> None:
    """The question that the page answers."""
    _now().question = text


def answer(sentence: str) -> None:
    """The sentence that answers it."""
    _now().answers.append(sentence)


def basis(line: str) -> None:
    """Cut-off date, denominator and n."""
    _now().bases.append(line)


def warning(text: str) -> None:
    """What is said before all else: demo data, for example; several are said one after the other."""
    page = _now()
    page.warning = f"{page.warning}　{text}" if page.warning else text


def chart(key: str, name: str, make: Callable[[], Chart]) -> None:
    """A chart, told by its numbers when it is asked for; `name` is what it measures."""
    _now().charts.append((key, name, make))


def table(key: str, shown: Table, about: About) -> None:
    """A table with the sheet that explains it."""
    _now().tables.append((key, Shown(shown, about)))


def charts() -> dict[str, str]:
    """The keys of the charts of the page in their order, and what each measures."""
    return {key: name for key, name, _make in _now().charts}


def tables() -> dict[str, str]:
    """The keys of the tables of the page in their order, and their titles."""
    return {key: shown.table.title for key, shown in _now().tables}


def data_event() -> int:
    """The newest event of the ledger that the figures of the page know of."""
    return _now().data_event


def anything() -> bool:
    """Whether the page has said anything that could be kept."""
    page = _now()
    return bool(page.question and (page.charts or page.tables))


def view(page: str, keys: Collection[str]) -> View:
    """The page as it was shown, with those of its charts and tables."""
    shown, past = _now(), moment.day()
    drawn = {key: make() for key, _name, make in shown.charts if key in keys}
    tables = {key: each for key, each in shown.tables if key in keys}
    return View(
        page=page,
        query=address.pairs(),
        title=shown.question,
        answer="".join(shown.answers[:1]),
        basis="".join(shown.bases[:1]),
        charts=tuple(drawn.values()),
        tables=tuple(tables.values()),
        keys=(*drawn, *tables),
        orgs=_organisations(each.table.frame for each in tables.values()),
        warning=shown.warning,
        as_of="" if past is None else formats.day(past),
    )


def _organisations(frames: Iterable[pl.DataFrame]) -> tuple[tuple[str, str], ...]:
    """Code and name of every organisation in the tables."""
    columns = ("org_code", "org_name")
    named = {row for frame in frames if set(columns) <= set(frame.columns) for row in frame.select(columns).iter_rows()}
    return tuple(sorted((str(code), str(name)) for code, name in named if code and name))


def _now() -> _Page:
    page = _page.get()
    if page is None:
        page = _Page()
        _page.set(page)
    return page
