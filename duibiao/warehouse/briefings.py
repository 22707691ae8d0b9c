"""What is shown in meetings: briefings, their slides and actions; appended with who and when, the newest row holds."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

import duckdb

from duibiao.warehouse.queries import statement
from duibiao.warehouse.remembered import now

NEW = 0
"""The number of something that has none yet; it gets one when it is noted."""


@dataclass(frozen=True)
class BriefingNoted:
    """A briefing: what it is called, and the day at whose end its figures stand (None: they follow the data)."""

    title: str
    briefing_id: int = NEW
    frozen_on: date | None = None
    removed: bool = False


@dataclass(frozen=True)
class TakenView:
    """A view as it was taken: the page, its address (a query) and what it held, as text."""

    page: str
    address: str
    content: str


@dataclass(frozen=True)
class SlideNoted:
    """A slide: of which briefing, which view, at which place, under which title, with which note."""

    briefing_id: int
    view_id: int
    place: float
    title: str = ""
    note: str = ""
    slide_id: int = NEW
    removed: bool = False


@dataclass(frozen=True)
class ActionNoted:
    """Who does what by when; removed takes it off the log."""

    briefing_id: int
    what: str
    who: str
    due_on: date | None = None
    done: bool = False
    action_id: int = NEW
    removed: bool = False


def note_briefing(cursor: duckdb.DuckDBPyConnection, said: BriefingNoted, by: str) -> int:
    """Keep what a briefing is called and whether it is frozen; returns its number."""
    numbered = replace(said, briefing_id=said.briefing_id or _next(cursor))
    cursor.execute(statement("remembered/insert_briefing"), asdict(numbered) | now(by))
    return numbered.briefing_id


def take_view(cursor: duckdb.DuckDBPyConnection, view: TakenView, by: str) -> int:
    """Keep a view as it is; returns its number."""
    row = cursor.execute(statement("remembered/insert_briefing_view"), asdict(view) | now(by)).fetchone()
    return int(row[0]) if row else NEW


def note_slides(cursor: duckdb.DuckDBPyConnection, slides: Iterable[SlideNoted], by: str) -> None:
    """Keep how slides stand from now on."""
    for slide in slides:
        numbered = replace(slide, slide_id=slide.slide_id or _next(cursor))
        cursor.execute(statement("remembered/insert_slide"), asdict(numbered) | now(by))


def note_action(cursor: duckdb.DuckDBPyConnection, action: ActionNoted, by: str) -> None:
    """Keep who does what by when."""
    numbered = replace(action, action_id=action.action_id or _next(cursor))
    cursor.execute(statement("remembered/insert_action"), asdict(numbered) | now(by))


def _next(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute(statement("remembered/next_remembered")).fetchone()
    return int(row[0]) if row else NEW
