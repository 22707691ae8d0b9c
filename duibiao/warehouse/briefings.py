"""What is shown in meetings: briefings, their slides and actions; appended with who and when, the newest row holds.

Whoever changes something says which and what; how it stands is read anew first, so nobody brings back what another has
changed or removed meanwhile.
"""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import duckdb

from duibiao.errors import WarehouseError
from duibiao.language import _
from duibiao.warehouse.queries import statement
from duibiao.warehouse.remembered import now

NEW = 0
"""The number of something that has none yet; it gets one when it is noted."""


@dataclass(frozen=True)
class BriefingNoted:
    """A briefing: its title, the seed of its letters, and the day at whose end its figures stand (None: now)."""

    title: str
    seed: str
    briefing_id: int = NEW
    frozen_on: date | None = None
    removed: bool = False


@dataclass(frozen=True)
class TakenView:
    """A view as it was taken: page, address (a query), what it held as text, the newest event its figures know of."""

    page: str
    address: str
    content: str
    data_event: int


@dataclass(frozen=True)
class SlideNoted:
    """A slide: of which briefing, which view, at which place, under which title, with which note."""

    slide_id: int
    briefing_id: int
    view_id: int
    title: str
    note: str
    place: float
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


def add_slide(
    cursor: duckdb.DuckDBPyConnection, briefing_id: int, view: TakenView, title: str, note: str, by: str
) -> int:
    """Put a view at the end of a briefing; returns which slide it is. Raises WarehouseError where it is frozen."""
    _must_not_be_frozen(cursor, briefing_id)
    last, n_slides = cursor.execute(statement("remembered/last_place"), {"briefing_id": briefing_id}).fetchall()[0]
    view_id = _take(cursor, view, by)
    _keep(cursor, SlideNoted(_next(cursor), briefing_id, view_id, title, note, float(last) + 1), by)
    return int(n_slides) + 1


def show_again(cursor: duckdb.DuckDBPyConnection, slide_id: int, view: TakenView, by: str) -> None:
    """Let a slide show another view. Raises WarehouseError where it is gone, or its briefing frozen."""
    slide = _slide(cursor, slide_id)
    _must_not_be_frozen(cursor, slide.briefing_id)
    _keep(cursor, replace(slide, view_id=_take(cursor, view, by)), by)


def rename_slide(cursor: duckdb.DuckDBPyConnection, slide_id: int, title: str, note: str, by: str) -> None:
    """Give a slide a title and a note. Raises WarehouseError where it is gone."""
    _keep(cursor, replace(_slide(cursor, slide_id), title=title, note=note), by)


def remove_slide(cursor: duckdb.DuckDBPyConnection, slide_id: int, by: str) -> None:
    """Take a slide off its briefing. Raises WarehouseError where it is gone already."""
    _keep(cursor, replace(_slide(cursor, slide_id), removed=True), by)


def swap_slides(cursor: duckdb.DuckDBPyConnection, first_id: int, second_id: int, by: str) -> None:
    """Let two slides change places. Raises WarehouseError where one is gone."""
    first, second = _slide(cursor, first_id), _slide(cursor, second_id)
    _keep(cursor, replace(first, place=second.place), by)
    _keep(cursor, replace(second, place=first.place), by)


def note_action(cursor: duckdb.DuckDBPyConnection, action: ActionNoted, by: str) -> None:
    """Keep who does what by when, as something new."""
    _keep_action(cursor, replace(action, action_id=_next(cursor)), by)


def change_action(
    cursor: duckdb.DuckDBPyConnection, action_id: int, by: str, done: bool | None = None, removed: bool = False
) -> None:
    """Say that an action is done or open again, or take it off. Raises WarehouseError where it is gone."""
    action: ActionNoted = _found(cursor, "action", action_id, ActionNoted)
    _keep_action(cursor, replace(action, done=action.done if done is None else done, removed=removed), by)


def _slide(cursor: duckdb.DuckDBPyConnection, slide_id: int) -> SlideNoted:
    slide: SlideNoted = _found(cursor, "slide", slide_id, SlideNoted)
    return slide


def _found(cursor: duckdb.DuckDBPyConnection, kind: str, number: int, made: type) -> Any:
    """How something stands now; raises WarehouseError where it is gone."""
    result = cursor.execute(statement(f"remembered/{kind}_now"), {f"{kind}_id": number})
    names = [column[0] for column in result.description or ()]
    row = result.fetchone()
    if row is None or (known := dict(zip(names, row, strict=True)))["removed"]:
        raise WarehouseError(_("Somebody removed this meanwhile"), _("Look at the briefing again."))
    return made(**{field.name: known[field.name] for field in fields(made)})


def _must_not_be_frozen(cursor: duckdb.DuckDBPyConnection, briefing_id: int) -> None:
    row = cursor.execute(statement("remembered/frozen_now"), {"briefing_id": briefing_id}).fetchone()
    if row is not None and row[0] is not None:
        raise WarehouseError(
            _("The figures of this briefing are frozen"), _("Let it follow the data again, or begin another briefing.")
        )


def _take(cursor: duckdb.DuckDBPyConnection, view: TakenView, by: str) -> int:
    row = cursor.execute(statement("remembered/insert_briefing_view"), asdict(view) | now(by)).fetchone()
    return int(row[0]) if row else NEW


def _keep(cursor: duckdb.DuckDBPyConnection, slide: SlideNoted, by: str) -> None:
    cursor.execute(statement("remembered/insert_slide"), asdict(slide) | now(by))


def _keep_action(cursor: duckdb.DuckDBPyConnection, action: ActionNoted, by: str) -> None:
    cursor.execute(statement("remembered/insert_action"), asdict(action) | now(by))


def _next(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute(statement("remembered/next_remembered")).fetchone()
    return int(row[0]) if row else NEW
