"""A briefing on the wall: one slide fills the screen, keys lead on, and the page behind a slide is one key away."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from duibiao.export.about import About
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.portion import chart_parts, first_rows
from duibiao.export.style import WALL, WALL_DARK, Style
from duibiao.export.table import Column, Table, text
from duibiao.export.view import Chart, Shown
from duibiao.language import _
from duibiao.ui import address, navigation, theme
from duibiao.ui.meeting import agreed, briefings, keys, pictures
from duibiao.ui.meeting.board import NAMED
from duibiao.ui.meeting.briefings import Told

ROWS_ON_A_SLIDE, CATEGORIES_ON_A_SLIDE = 13, 14
"""Rows of a table, and categories of a chart, that can be read from the back of the room; the annex holds the rest."""

STYLE = Path(__file__).parent / "stage.css"

_LIVE = "presenting"
_KEYS = {
    "ArrowRight": "next", "ArrowDown": "next", "PageDown": "next", " ": "next", "n": "next",
    "ArrowLeft": "before", "ArrowUp": "before", "PageUp": "before", "p": "before",
    "Home": "first", "End": "last", "Escape": "leave", "t": "part", "a": "actions", "l": "live",
    "m": "names", "d": "dark", "f": "full",
}  # fmt: skip
_WAY_BACK = {"Escape": "back", "Backspace": "back"}
_SWITCHES = {"actions": "log", "names": "anon", "dark": "dark"}
"""What a key turns on and off, and the key of the choice in the address."""


@dataclass(frozen=True)
class Stage:
    """What is shown: the briefing, which slide and which of its parts (from 0), and what is switched on."""

    briefing_id: int
    shown: Briefing
    slides: tuple[Told, ...]
    place: int
    part: int
    log: bool
    anonymous: bool
    dark: bool

    @property
    def slide(self) -> Slide:
        """The slide on the wall."""
        return self.shown.slides[self.place]

    @property
    def parts(self) -> tuple[Chart | Shown, ...]:
        """Its charts, then its tables: one after the other on the wall."""
        return (*self.slide.view.charts, *self.slide.view.tables)

    @property
    def style(self) -> Style:
        """Colours and sizes of its charts."""
        return WALL_DARK if self.dark else WALL


def choose() -> Stage | None:
    """The briefing and slide of the address; None where there is no such briefing, or nothing on it."""
    address.restore_text("briefing")
    asked = st.session_state["briefing"]
    said = briefings.noted(int(asked)) if asked.isdecimal() else None
    address.keep("briefing", asked)
    slides = [] if said is None else briefings.told(said.briefing_id)
    if said is None or not slides:
        return None
    place = _number("slide", len(slides))
    part = _number("part", max(1, len(slides[place].view.charts) + len(slides[place].view.tables)))
    log, letters, dark = (_is_on(name) for name in _SWITCHES.values())
    shown = briefings.told_of(said, slides)
    if letters:
        address.restore_text(NAMED)
        named = st.session_state[NAMED]
        address.keep(NAMED, named)
        shown = briefings.without_names(shown, said, frozenset(named.split(",")))
    return Stage(said.briefing_id, shown, tuple(slides), place, part, log, letters, dark != theme.is_dark())


def begin(stage: Stage) -> None:
    """Colours and sizes of the wall, and the keys."""
    st.session_state.pop(_LIVE, None)
    st.html(STYLE)
    ground = stage.style
    st.html(
        f"<style>.stApp {{ --stage-ground: {ground.background}; --stage-ink: {ground.ink}; "
        f"--stage-muted: {ground.muted}; --stage-grid: {ground.grid}; }}</style>"
    )
    keys.listen("stage_keys", _KEYS, lambda word: _pressed(stage, word), slides=True)


def show(stage: Stage) -> None:
    """The slide: heading, answer, chart or table, note, and what the figures rest on."""
    slide = stage.slide
    _html("stage-heading", slide.heading, "h1")
    _html("stage-answer", slide.view.answer)
    if slide.note:
        _html("stage-note", slide.note)
    _part(stage)
    _html("stage-basis", _basis(stage))


def log(stage: Stage) -> None:
    """What the meeting agreed, and a line to write into, when it is open."""
    if stage.log:
        with st.container(key="stage_log"):
            agreed.show(stage.briefing_id, About(), stage.shown.actions if stage.anonymous else None)


def foot(stage: Stage) -> None:
    """Where the meeting stands, and buttons for those who have a mouse in their hand."""
    with st.container(horizontal=True, vertical_alignment="center", key="stage_foot"):
        st.caption(f"{stage.place + 1} / {len(stage.slides)}", width="content")
        for word, label, icon in _buttons(stage):
            st.button(label, key=f"stage_{word}", icon=icon, type="tertiary", on_click=_pressed, args=(stage, word))


def way_back(page: str) -> None:
    """On the page behind a slide: a bar, a button and a key that lead back to it."""
    live: dict[str, str] | None = st.session_state.get(_LIVE)
    if live is None or page == navigation.PRESENT:
        return
    if page != live["page"]:
        del st.session_state[_LIVE]  # the presenter left by the menu
        return
    with st.container(horizontal=True, vertical_alignment="center", key="stage_back"):
        words = _("The page behind slide {n}: change what you like; the slide stays as it is")
        st.info(words.format(n=live["slide"]), icon=":material/co_present:")
        st.button(_("Back to the slide (Esc)"), key="back_to_slide", type="primary", on_click=_ask, args=("back",))
    keys.listen("back_keys", _WAY_BACK, _ask)
    if st.session_state.pop("stage_asked", "") == "back":
        del st.session_state[_LIVE]
        navigation.go(navigation.PRESENT, {key: text for key, text in live.items() if key != "page"})


def go(stage: Stage) -> None:
    """Leave the stage, if that was asked: to the page behind the slide, or to the briefing."""
    asked = st.session_state.pop("stage_asked", "")
    if asked == "leave":
        navigation.go(navigation.BRIEFING, {"briefing": str(stage.briefing_id)})
    if asked == "live":
        told = stage.slides[stage.place]
        st.session_state[_LIVE] = _address_of(stage) | {"page": told.page}
        navigation.go(told.page, dict(parse_qsl(told.address)))


def missing() -> None:
    """In place of a briefing that is not there, or has no slides yet."""
    st.title(_("Presentation"))
    st.info(_("There is nothing on this briefing to be shown"), icon=":material/co_present:")
    st.page_link(navigation.at(navigation.BRIEFING), label=_("To the briefings"), icon=":material/arrow_back:")


def _part(stage: Stage) -> None:
    """The chart or table that is on, and which of how many."""
    if not stage.parts:
        return
    part, more = stage.parts[stage.part], ""
    if isinstance(part, Shown):
        st.html(_table(part.table))
    else:
        charts, more = chart_parts(part, CATEGORIES_ON_A_SLIDE, 1)
        st.html(f'<div class="stage-chart">{pictures.image(charts[0], stage.style)}</div>')
    if len(stage.parts) > 1:
        of = _("{n} of {all} charts and tables (T)").format(n=stage.part + 1, all=len(stage.parts))
        more = f"{more}　{of}".strip()
    _html("stage-basis", more)


def _number(name: str, n: int) -> int:
    """Which of n, from 0, as the address and the keys say, counting from 1."""
    address.restore(name, [str(number + 1) for number in range(n)], "1")
    address.keep(name, st.session_state[name])
    return int(st.session_state[name]) - 1


def _is_on(name: str) -> bool:
    address.restore(name, ("1",), None)
    address.keep(name, st.session_state[name])
    return bool(st.session_state[name])


def _pressed(stage: Stage, word: str) -> None:
    """What a key or a button asks for; leaving the page is done when it is drawn next.

    It counts from where the keys before it have led, which is not always what the wall shows already.
    """
    last, number = len(stage.slides), int(st.session_state["slide"])
    if word in _SWITCHES:
        name = _SWITCHES[word]
        st.session_state[name] = None if st.session_state.get(name) else "1"
    elif word == "part":
        st.session_state["part"] = str(int(st.session_state["part"]) % max(1, len(stage.parts)) + 1)
    elif word in ("leave", "live"):
        _ask(word)
    else:
        places = {"next": number + 1, "before": number - 1, "first": 1, "last": last}
        wanted = int(word.removeprefix("slide ")) if word.startswith("slide ") else places[word]
        st.session_state["slide"], st.session_state["part"] = str(min(max(wanted, 1), last)), "1"


def _ask(word: str) -> None:
    st.session_state["stage_asked"] = word


def _address_of(stage: Stage) -> dict[str, str]:
    """Where the stage stands, to come back to."""
    on = {"log": stage.log, "anon": stage.anonymous, "dark": stage.dark != theme.is_dark()}
    switched = {name: "1" for name, is_on in on.items() if is_on}
    named = {NAMED: st.session_state[NAMED]} if stage.anonymous and st.session_state[NAMED] else {}
    at = {"briefing": str(stage.briefing_id), "slide": str(stage.place + 1), "part": str(stage.part + 1)}
    return at | switched | named


def _buttons(stage: Stage) -> Sequence[tuple[str, str, str]]:
    names = _("With names (M)") if stage.anonymous else _("Without names (M)")
    return (
        ("before", _("Back (←)"), ":material/arrow_back:"),
        ("next", _("On (→)"), ":material/arrow_forward:"),
        ("part", _("Chart, table (T)"), ":material/table:"),
        ("live", _("Live page (L)"), ":material/tune:"),
        ("names", names, ":material/visibility_off:"),
        ("actions", _("Who does what (A)"), ":material/checklist:"),
        ("dark", _("Light (D)") if stage.dark else _("Dark (D)"), ":material/contrast:"),
        ("leave", _("End (Esc)"), ":material/close:"),
    )


def _basis(stage: Stage) -> str:
    view = stage.slide.view
    old = _("newer data exist") if stage.slides[stage.place].is_old else ""
    return " · ".join(part for part in (view.warning, view.basis, About(as_of=view.as_of).moment, old) if part)


def _html(kind: str, words: str, tag: str = "div") -> None:
    if words:
        st.html(f'<{tag} class="{kind}">{escape(words)}</{tag}>')


def _table(table: Table) -> str:
    """The first rows in large type; how many there are in all stands below them."""
    part, more = first_rows(table, ROWS_ON_A_SLIDE)
    head = "".join(_cell(column, table.header(column), "th") for column in table.columns)
    body = "".join(_row(part, number, row) for number, row in enumerate(part.scaled().iter_rows()))
    return (
        f'<div class="stage-table"><div class="stage-caption"><span>{escape(table.title)}</span>'
        f"<span>{escape(table.unit_line)}</span></div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<div>{escape(more)}</div></div>"
    )


def _row(table: Table, number: int, row: tuple[object, ...]) -> str:
    cells = zip(table.columns, row, strict=True)
    kind = ' class="stage-total"' if number < table.n_totals else ""
    return f"<tr{kind}>{''.join(_cell(column, text(value, column.kind), 'td') for column, value in cells)}</tr>"


def _cell(column: Column, words: str, tag: str) -> str:
    side = "right" if column.kind.is_number else "left"
    return f'<{tag} style="text-align: {side}">{escape(words)}</{tag}>'
