"""Briefings as they are kept: which there are, their slides with the views they hold, and what was agreed.

Not read through the cache of the pages: a slide moved must be seen at once, and must not make all figures be read anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.anonymous import Known, anonymous
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.kept import from_text, to_text
from duibiao.export.view import View
from duibiao.language import _
from duibiao.ui import store
from duibiao.warehouse import NEW, ActionNoted, BriefingNoted, SlideNoted, TakenView

VIEWS_KEPT = 256
"""How many views stay decoded in memory for all sessions."""


@dataclass(frozen=True)
class Told:
    """A slide as it stands: what is noted of it, where its view came from, and whether the data have moved on."""

    noted: SlideNoted
    view: View
    page: str
    address: str
    taken_at: datetime
    taken_by: str
    n_events_since: int

    @property
    def heading(self) -> str:
        """The title given, else the question of the page."""
        return self.noted.title or self.view.title

    @property
    def is_old(self) -> bool:
        """Whether batches came or went since it was taken; what stood on a past day does not grow old."""
        return self.n_events_since > 0 and not self.view.as_of


def listed() -> pl.DataFrame:
    """Grain: briefing; the one worked on last first: briefing_id, title, frozen_on, n_slides, noted_at, noted_by."""
    return store.warehouse().read("briefings")


def noted(briefing: int) -> BriefingNoted | None:
    """What is noted of a briefing; None where there is none of that number."""
    rows = listed().filter(briefing_id=briefing)
    return None if rows.is_empty() else BriefingNoted(str(rows["title"][0]), briefing, rows["frozen_on"][0])


def told(briefing: int) -> list[Told]:
    """The slides of a briefing in their order."""
    rows = store.warehouse().read("briefing_slides", briefing=briefing)
    return [_told(briefing, row) for row in rows.iter_rows(named=True)]


def actions(briefing: int) -> pl.DataFrame:
    """Grain: action; open ones first, by their day: action_id, what, who, due_on, done, noted_at, noted_by."""
    return store.warehouse().read("briefing_actions", briefing=briefing)


def told_of(said: BriefingNoted, slides: Sequence[Told]) -> Briefing:
    """The briefing as it is presented and exported."""
    agreed = actions(said.briefing_id).iter_rows(named=True)
    return Briefing(
        said.title,
        tuple(Slide(each.view, each.noted.title, each.noted.note) for each in slides),
        tuple(Action(row["what"], row["who"], row["due_on"], row["done"]) for row in agreed),
        moment_of(said, slides),
    )


def without_names(briefing: Briefing, keep: frozenset[str] = frozenset()) -> Briefing:
    """The same with organisations as A, B, C …; those in `keep` (codes) stay named."""
    return anonymous(briefing, _known_organisations(), keep)


def moment_of(said: BriefingNoted, slides: Sequence[Told]) -> str:
    """What the figures of a briefing stand on, in words."""
    if said.frozen_on is not None:
        return _("Figures frozen as of {day}").format(day=formats.day(said.frozen_on))
    if not slides:
        return ""
    return _("Figures as taken by {moment}").format(moment=formats.moment(max(each.taken_at for each in slides)))


def begin(title: str, by: str) -> int:
    """A new briefing; returns its number."""
    return store.warehouse().note_briefing(BriefingNoted(title), by)


def add(briefing: int, slide: Slide, content: str, by: str) -> int:
    """Put a slide at the end of a briefing, its view written by `kept.to_text`; returns which slide it is."""
    before = store.warehouse().read("briefing_slides", briefing=briefing)
    place = 1.0 if before.is_empty() else float(before["place"][-1]) + 1
    noted_as = SlideNoted(briefing, NEW, place, slide.title, slide.note)
    store.warehouse().show_view(_taken(slide.view, content), noted_as, by)
    return before.height + 1


def take_again(slide: SlideNoted, view: View, by: str) -> None:
    """Let a slide show what its page shows now. Raises DuibiaoError for too large a table."""
    store.warehouse().show_view(_taken(view, to_text(view)), slide, by)


def move(slides: Sequence[Told], place: int, by_how_many: int, by: str) -> None:
    """Let the slide at `place` change places with the one before (-1) or after it (+1)."""
    first, second = slides[place].noted, slides[place + by_how_many].noted
    swapped = (replace(first, place=second.place), replace(second, place=first.place))
    store.warehouse().note_slides(swapped, by)


def rename(slide: SlideNoted, title: str, note: str, by: str) -> None:
    """Give a slide a title and a note of its own."""
    store.warehouse().note_slides([replace(slide, title=title, note=note)], by)


def remove(slide: SlideNoted, by: str) -> None:
    """Take a slide off its briefing; what it showed stays on record."""
    store.warehouse().note_slides([replace(slide, removed=True)], by)


def freeze(said: BriefingNoted, day: date | None, by: str) -> None:
    """Say at the end of which day the figures of a briefing stand; None lets them follow the data again."""
    store.warehouse().note_briefing(replace(said, frozen_on=day), by)


def call(said: BriefingNoted, title: str, removed: bool, by: str) -> None:
    """Give a briefing another title, or take it off the list; what it showed stays on record."""
    store.warehouse().note_briefing(replace(said, title=title, removed=removed), by)


def agree(action: ActionNoted, by: str) -> None:
    """Keep who does what by when."""
    store.warehouse().note_action(action, by)


def _taken(view: View, content: str) -> TakenView:
    return TakenView(view.page, urlencode(view.query), content)


@st.cache_resource(max_entries=VIEWS_KEPT, show_spinner=False)
def _view(number: int, warehouse: str) -> View:  # noqa: ARG001
    """A view never changes once it is kept, so its number and where it is kept tell it."""
    return from_text(str(store.warehouse().read("briefing_view", view=number)["content"][0]))


def _told(briefing: int, row: dict[str, object]) -> Told:
    slide = SlideNoted(
        briefing_id=briefing,
        view_id=int(str(row["view_id"])),
        place=float(str(row["place"])),
        title=str(row["title"]),
        note=str(row["note"]),
        slide_id=int(str(row["slide_id"])),
    )
    taken_at = row["taken_at"]
    assert isinstance(taken_at, datetime)
    return Told(
        slide,
        _view(slide.view_id, str(store.warehouse().path)),
        str(row["page"]),
        str(row["address"]),
        taken_at,
        str(row["taken_by"]),
        int(str(row["n_events_since"])),
    )


def _known_organisations() -> list[Known]:
    """Every organisation with all of its names: present, short, former ones, and as files spell it."""
    spelled = store.read("known_names", kind="org").select("code", "name")
    listed_now = store.read("organisations")
    called = [listed_now.select(code="org_code", name=name) for name in ("org_name", "short_name")]
    names = pl.concat([spelled, *called]).drop_nulls().unique().sort("code", "name")
    return [Known(str(code[0]), tuple(rows["name"])) for code, rows in names.group_by("code", maintain_order=True)]
