"""Briefings as they are kept: which there are, their slides with the views they hold, and what was agreed.

Not read through the cache of the pages: a slide moved must be seen at once, and must not make all figures be read anew.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis.deviation import PEERS
from duibiao.export.anonymous import Known, anonymous
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.kept import from_text
from duibiao.export.view import View
from duibiao.language import _
from duibiao.ui import store, taken
from duibiao.warehouse import ActionNoted, BriefingNoted, TakenView

VIEWS_KEPT = 256
"""How many views stay decoded in memory for all sessions."""


@dataclass(frozen=True)
class Told:
    """A slide as it stands: its title and note, the view it shows and where that came from, what happened since."""

    slide_id: int
    title: str
    note: str
    view_id: int
    view: View
    page: str
    address: str
    taken_at: datetime
    taken_by: str
    n_events_since: int

    @property
    def heading(self) -> str:
        """The title given, else the question of the page."""
        return self.title or self.view.title

    @property
    def is_old(self) -> bool:
        """Whether batches came or went since its figures were read, or after the past day at which they stand."""
        return self.n_events_since > 0

    def stands_at(self, day: date | None) -> bool:
        """Whether its figures are those of that moment: of the end of a past day, or of now."""
        if day is None or day >= date.today():
            return not self.view.as_of and not self.is_old
        return self.view.as_of == formats.day(day)


def listed() -> pl.DataFrame:
    """Grain: briefing; the one worked on last first: briefing_id, title, seed, frozen_on, n_slides."""
    return store.warehouse().read("briefings")


def noted(briefing: int) -> BriefingNoted | None:
    """What is noted of a briefing; None where there is none of that number."""
    rows = listed().filter(briefing_id=briefing)
    return None if rows.is_empty() else BriefingNoted(rows["title"][0], rows["seed"][0], briefing, rows["frozen_on"][0])


def told(briefing: int) -> list[Told]:
    """The slides of a briefing in their order."""
    rows = store.warehouse().read("briefing_slides", briefing=briefing)
    return [_told(row) for row in rows.iter_rows(named=True)]


def actions(briefing: int) -> pl.DataFrame:
    """Grain: action; open ones first, by their day: action_id, what, who, due_on, done, noted_at, noted_by."""
    return store.warehouse().read("briefing_actions", briefing=briefing)


def told_of(said: BriefingNoted, slides: Sequence[Told]) -> Briefing:
    """The briefing as it is presented and exported."""
    agreed = actions(said.briefing_id).iter_rows(named=True)
    return Briefing(
        said.title,
        tuple(Slide(each.view, each.title, each.note) for each in slides),
        tuple(Action(row["what"], row["who"], row["due_on"], row["done"]) for row in agreed),
        moment_of(said, slides),
    )


def without_names(briefing: Briefing, said: BriefingNoted, keep: frozenset[str] = frozenset()) -> Briefing:
    """The same with organisations as A, B, C …, as at every showing of it; those in `keep` (codes) stay named."""
    return anonymous(briefing, _known_organisations(), keep, said.seed)


def moment_of(said: BriefingNoted, slides: Sequence[Told]) -> str:
    """What the figures of a briefing stand on, in words."""
    if said.frozen_on is not None:
        return _("Figures frozen as of {day}").format(day=formats.day(said.frozen_on))
    if not slides:
        return ""
    return _("Figures as taken by {moment}").format(moment=formats.moment(max(each.taken_at for each in slides)))


def begin(title: str, by: str) -> int:
    """A new briefing; returns its number."""
    return store.warehouse().note_briefing(BriefingNoted(title, secrets.token_hex(8)), by)


def add(briefing: int, slide: Slide, content: str, by: str) -> int:
    """Put what the page shows at the end of a briefing, written by `kept.to_text`; returns which slide it is."""
    return store.warehouse().add_slide(briefing, _taken(slide.view, content), slide.title, slide.note, by)


def take_again(slide_id: int, view: View, content: str, by: str) -> None:
    """Let a slide show what its page shows now."""
    store.warehouse().show_again(slide_id, _taken(view, content), by)


def swap(first: Told, second: Told, by: str) -> None:
    """Let two slides change places."""
    store.warehouse().swap_slides(first.slide_id, second.slide_id, by)


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
    return TakenView(view.page, urlencode(view.query), content, taken.data_event())


@st.cache_resource(max_entries=VIEWS_KEPT, show_spinner=False)
def _view(number: int, warehouse: str) -> View:  # noqa: ARG001
    """A view never changes once it is kept, so its number and where it is kept tell it."""
    return from_text(str(store.warehouse().read("briefing_view", view=number)["content"][0]))


def _told(row: dict[str, object]) -> Told:
    taken_at, number = row["taken_at"], int(str(row["view_id"]))
    assert isinstance(taken_at, datetime)
    return Told(
        slide_id=int(str(row["slide_id"])),
        title=str(row["title"]),
        note=str(row["note"]),
        view_id=number,
        view=_view(number, str(store.warehouse().path)),
        page=str(row["page"]),
        address=str(row["address"]),
        taken_at=taken_at,
        taken_by=str(row["taken_by"]),
        n_events_since=int(str(row["n_events_since"])),
    )


def _known_organisations() -> list[Known]:
    """Every organisation with all of its names: present, short, former ones, places by bare names."""
    spelled = store.read("known_names", kind="org").select("code", "name")
    listed_now = store.read("organisations")
    called = [listed_now.select(code="org_code", name=name) for name in ("org_name", "short_name")]
    places = listed_now.filter(pl.col("org_type").is_in(PEERS)).select(
        code="org_code", name=pl.col("short_name").str.replace(r"^.*[区县市]", "").str.replace("(镇|乡|街道)$", "")
    )
    names = (
        pl.concat([spelled, *called, places]).drop_nulls().filter(pl.col("name") != "").unique().sort("code", "name")
    )
    return [Known(str(code[0]), tuple(rows["name"])) for code, rows in names.group_by("code", maintain_order=True)]
