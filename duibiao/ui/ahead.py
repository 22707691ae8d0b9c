"""What will be asked first, worked out before anybody asks it.

Once a server has drawn its first page, and after every change of the data, a thread asks what the pages will: the month
ends of the newest year, the ends of the years before it, what was monitored and what is asked for. The answers are kept
(see `kept`), and a click finds them. Nothing waits for it, and it gives way to the pages: what is not there yet is
worked out at the click.
"""

import atexit
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from threading import Condition, Event, Thread
from threading import enumerate as threads

from duibiao.formats import MoneyUnit
from duibiao.settings import settings
from duibiao.ui import attention, moment, store
from duibiao.ui.attention import Look, Matter
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost import asking, operations, uses
from duibiao.ui.kept import kept
from duibiao.ui.progress import cuts, monitored, stuck

PAST_YEARS = 4
MONITORED_MONTHS = 6
"""How far back it looks: what is kept must hold all of it, so that the newest is not pushed out again."""

_OF_EVERY_MONTH = ("headline", "unit_costs", "item_totals", "execution_by_org")
"""What all pages and the overview read of a month end."""

_NAME = "ahead"
_LONGEST_SECONDS = 5.0
"""How long the end of the server waits for the question that is being worked out, and that one for a page."""

_QUIET_SECONDS = 10.0
"""How long the data must have stayed as they are: while notes are written one after the other nothing is begun."""

_log = logging.getLogger(__name__)
_began, _ended = Event(), Event()


class _Pages:
    """How many pages are being drawn now."""

    def __init__(self) -> None:
        self.n = 0
        self.changed = Condition()

    def count(self, more: int) -> None:
        with self.changed:
            self.n += more
            self.changed.notify_all()

    def wait_for_none(self) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.n == 0 or _ended.is_set(), _LONGEST_SECONDS)


_pages = _Pages()


@contextmanager
def giving_way() -> Iterator[None]:
    """While a page is drawn no new question is begun."""
    _pages.count(1)
    try:
        yield
    finally:
        _pages.count(-1)


def give_way() -> None:
    """Wait until no page is drawn, some seconds at most."""
    _pages.wait_for_none()


def begin() -> None:
    """Begin, once for each version of the data; not where the settings say no."""
    if settings().work_ahead:
        _begun(store.version())


def finish() -> None:
    """Work everything out now; raises what a question raises."""
    copy_context().run(lambda: [question() for question in _asked_now(store.version())])


@kept(1)
def _begun(version: int) -> Thread:
    """The first one of a server at once, those after a change once it has been quiet for a while."""
    quiet = _QUIET_SECONDS if _began.is_set() else 0.0
    thread = Thread(target=_work, args=(version, quiet), name=_NAME, daemon=True)
    _began.set()
    thread.start()
    return thread


@atexit.register
def _end() -> None:
    _ended.set()
    _pages.count(0)
    for thread in threads():
        if thread.name == _NAME:
            thread.join(_LONGEST_SECONDS)


def _work(version: int, quiet: float) -> None:
    """Ask one question after the other; what fails will fail again, and be said, at the click."""
    if _ended.wait(quiet):
        return
    for question in _asked_now(version):
        give_way()
        try:
            question()
        except Exception:
            _log.exception("Working ahead: %s", question)


def _asked_now(version: int) -> Iterator[Callable[[], object]]:
    """The questions of the data as they are now, in a context of their own; no more once they have changed."""
    moment.stay_now()
    for question in _questions():
        if _ended.is_set() or store.version() != version:
            return
        yield question


def _stuck(view: stuck.View) -> None:
    """Projects and their groups."""
    stuck.groups(view)
    stuck.whole(view)


def _of_requests() -> Iterator[Callable[[], object]]:
    """The newest requests, all of them and as the standards ask for them, in the language of the installation."""
    cells = store.read("standard_cells")
    for year in store.read("request_years")["year"].top_k(1):
        yield partial(asking.reviewed, year)
        yield from (partial(uses.reviewed, cells, code, year) for code in cells["standard_code"].unique().sort())


def _questions() -> Iterator[Callable[[], object]]:
    """The newest first; each takes tenths of a second, the first ones of a large district a few."""
    years = store.read("years").head(1 + PAST_YEARS).select("year", "last_month").rows()
    for place, (year, last_month) in enumerate(years):
        known = store.read("months", year=year)["month"].to_list()
        # A year is chosen with the month that one looks at, which is mostly the newest one.
        for month in known if place == 0 else {last_month, years[0][1]} & set(known):
            look = Look(year, month, MoneyUnit())
            yield from (partial(store.read, name, year=year, month=month) for name in _OF_EVERY_MONTH)
            yield partial(_stuck, attention.stuck_view(look))
            yield from (
                partial(operations.taken_apart, When(year, month, full_year=raised)) for raised in (True, False)
            )
            if place == 0:
                yield from (partial(attention.finding, matter, look) for matter in Matter)
        yield partial(cuts.found, attention.cuts_when(Look(year, last_month, MoneyUnit())))
    yield from _of_requests()
    monitored_months = store.read("monitored_months").sort("year", "month", descending=True)
    for year, month in monitored_months.head(MONITORED_MONTHS).select("year", "month").iter_rows():
        reports = monitored.usual(year, month, MoneyUnit(), "pace")
        yield from (partial(part, reports) for part in (monitored.found, monitored.beyond_scope, monitored.missing))
