"""The warehouse that this server shows, and cached reads of it."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from duibiao.settings import settings
from duibiao.ui import moment
from duibiao.ui.kept import drop_all_but, forget, kept, kept_frames
from duibiao.warehouse import Warehouse

BYTES_KEPT = 2**30
"""How much of what was read stays in memory for all sessions; what was used longest ago is dropped first."""

_EVENTS_KEPT = 64
_BEGUN_KEPT = 512
_MOST_AT_ONCE = 2
_MOST_COMMITS = 10**9
_threads = ThreadPoolExecutor(_MOST_AT_ONCE, "reads")
_under_way: list[Future[pl.DataFrame]] = []
_newest: list[int] = []

Scalar = str | int | float | bool | None


_served: list[Warehouse] = []


def warehouse() -> Warehouse:
    """The warehouse that is shown: that of this installation, or one that is served for a while (see `serving`)."""
    return _served[-1] if _served else _own_warehouse()


@contextmanager
def serving(other: Warehouse) -> Iterator[None]:
    """Show another warehouse meanwhile, to ask of it what the pages say of theirs; what was read before is dropped."""
    forget()
    _served.append(other)
    try:
        yield
    finally:
        _served.remove(other)
        forget()


@kept(1)
def _own_warehouse() -> Warehouse:
    """The warehouse of this installation, opened once for all sessions: they read it and load into it."""
    return Warehouse.open(settings().warehouse)


def read(name: str, **scalars: Scalar) -> pl.DataFrame:
    """Run a read of `queries/reads` at the moment that the pages show; what was asked before comes from memory."""
    return _read(name, tuple(sorted(scalars.items())), *state())


def read_ahead(*asked: tuple[str, Mapping[str, Scalar]]) -> None:
    """Begin several reads, the first ones first, while the page goes on; `read` waits for one under way.

    Not of a past moment, which is built first and would hold up all others.
    """
    if moment.as_of() is None:
        _begin(tuple((name, tuple(sorted(scalars.items()))) for name, scalars in asked), version())


def finish_reads() -> None:
    """Wait for the reads that were begun."""
    wait(_under_way)


def rows_of(name: str, **scalars: Scalar) -> Callable[[Path], int]:
    """What writes the answer to a read, at the moment that the pages show now, into an Arrow file; for many rows."""
    served, as_of = warehouse(), moment.as_of()
    return lambda path: served.write_rows(path, name, as_of=as_of, **scalars)


def state() -> tuple[datetime | None, int]:
    """Which data the pages show: the past moment (none for now) and the version; keys of what is cached."""
    return moment.as_of(), version()


def version() -> int:
    """The version of the data, another one every day: what was explained may have expired. Drops what is of others."""
    now = date.today().toordinal() * _MOST_COMMITS + warehouse().data_version()
    if _newest != [now]:
        _newest[:] = [now]
        drop_all_but(now)
    return now


def newest_event() -> int:
    """The newest event of the ledger that the pages know of at the moment that they show."""
    return _newest_event(*state())


def is_empty() -> bool:
    """Whether nothing has been loaded yet that a page could show."""
    return read("years").is_empty()


def currency(year: int, month: int | None = None) -> str:
    """The currency of a year's amounts, at a month end (default: the last); several are named together."""
    told = read("currencies").filter(year=year)
    chosen = told.tail(1) if month is None else told.filter(month=month)
    return str(chosen["currency"][0]) if chosen.height else "CNY"


@kept(_EVENTS_KEPT)
def _newest_event(as_of: datetime | None, version: int) -> int:  # noqa: ARG001
    until = None if as_of is None else as_of.astimezone(UTC).replace(tzinfo=None)
    return int(warehouse().read("newest_event", until=until)["event_id"][0])


@kept(_BEGUN_KEPT)
def _begin(asked: tuple[tuple[str, tuple[tuple[str, Scalar], ...]], ...], version: int) -> None:
    """What fails here fails again, and is said, when it is read."""
    _under_way[:] = [each for each in _under_way if not each.done()]
    _under_way.extend(_threads.submit(_read, name, scalars, None, version) for name, scalars in asked)


@kept_frames(BYTES_KEPT)
def _read(
    name: str,
    scalars: tuple[tuple[str, Scalar], ...],
    as_of: datetime | None,
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    return warehouse().read(name, as_of=as_of, **dict(scalars))
