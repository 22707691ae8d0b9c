"""The warehouse that this server shows, and cached reads of it."""

import atexit
import gc
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import streamlit as st

from duibiao.settings import settings
from duibiao.ui import moment
from duibiao.ui.kept import kept, kept_frames
from duibiao.warehouse import Warehouse

BYTES_KEPT = 2**30
"""How much of what was read stays in memory for all sessions; what was used longest ago is dropped first."""

_EVENTS_KEPT = 64
_BEGUN_KEPT = 512
_MOST_AT_ONCE = 2
_threads = ThreadPoolExecutor(_MOST_AT_ONCE, "reads")

Scalar = str | int | float | bool | None


@kept(1)
def warehouse() -> Warehouse:
    """The warehouse of this installation, opened once for all sessions: they read it and load into it."""
    return Warehouse.open(settings().warehouse)


def read(name: str, **scalars: Scalar) -> pl.DataFrame:
    """Run a read of `queries/reads` at the moment that the pages show; what was asked before comes from memory."""
    return _read(name, tuple(sorted(scalars.items())), moment.as_of(), warehouse().data_version())


def read_ahead(*asked: tuple[str, Mapping[str, Scalar]]) -> None:
    """Begin several reads, the first ones first, while the page goes on; `read` waits for one under way."""
    _begin(tuple((name, tuple(sorted(scalars.items()))) for name, scalars in asked), *state())


def rows_of(name: str, **scalars: Scalar) -> Callable[[Path], int]:
    """What writes the answer to a read, at the moment that the pages show now, into an Arrow file; for many rows."""
    served, as_of = warehouse(), moment.as_of()
    return lambda path: served.write_rows(path, name, as_of=as_of, **scalars)


def state() -> tuple[datetime | None, int]:
    """Which data the pages show: the past moment (none for now) and the version; keys of what is cached."""
    return moment.as_of(), warehouse().data_version()


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


@st.cache_resource(max_entries=1, show_spinner=False)
def freeze_imports() -> None:
    """Every rerun ends with a full collection; once frozen, it does not look at what the imports made."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


@kept(_EVENTS_KEPT)
def _newest_event(as_of: datetime | None, version: int) -> int:  # noqa: ARG001
    until = None if as_of is None else as_of.astimezone(UTC).replace(tzinfo=None)
    return int(warehouse().read("newest_event", until=until)["event_id"][0])


@kept(_BEGUN_KEPT)
def _begin(asked: tuple[tuple[str, tuple[tuple[str, Scalar], ...]], ...], as_of: datetime | None, version: int) -> None:
    """What fails here fails again, and is said, when it is read."""
    for name, scalars in asked:
        _threads.submit(_read, name, scalars, as_of, version)


@kept_frames(BYTES_KEPT)
def _read(
    name: str,
    scalars: tuple[tuple[str, Scalar], ...],
    as_of: datetime | None,
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    return warehouse().read(name, as_of=as_of, **dict(scalars))
