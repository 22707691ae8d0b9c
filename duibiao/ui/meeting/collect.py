"""From any page: put what it shows on a briefing, or into a file of its own."""

from collections.abc import Mapping

import streamlit as st

from duibiao import formats
from duibiao.export import kept
from duibiao.export.briefing import Briefing, Slide
from duibiao.language import _
from duibiao.ui import navigation, person, taken
from duibiao.ui.meeting import briefings, files

_NEW = "new"
_SHUT = "collect_shut"
_LAST = "collect_last"
_ADDED = "collect_added"

NOTHING_TO_COLLECT = frozenset({navigation.UPLOAD, navigation.BRIEFING, navigation.PRESENT, navigation.HELP})
"""Pages that show no figures of their own."""


def offer(page: str) -> None:
    """The control in the frame, once the page is drawn; what it holds is drawn when it is opened."""
    if page in NOTHING_TO_COLLECT or not taken.anything():
        return
    if st.session_state.pop(_SHUT, False):
        st.session_state["collect"] = False
    popover = st.popover(
        _("Add to briefing"), icon=":material/co_present:", type="tertiary", key="collect", on_change="rerun"
    )
    if popover.open:
        with popover:
            _form(page)


def _form(page: str) -> None:
    keys = [
        *_parts(_("Charts"), taken.charts(), "collect_charts"),
        *_parts(_("Tables"), taken.tables(), "collect_tables"),
    ]
    st.markdown(_("**Put it on a briefing**"))
    briefing, new_title = _which()
    title = st.text_input(_("Title of the slide"), key="collect_title", placeholder=_("The question of the page"))
    note = st.text_area(_("Note"), key="collect_note", height=70)
    by = person.sign("collect")
    slide = Slide(taken.view(page, keys), title.strip(), note.strip())
    if st.button(_("Put on the briefing"), type="primary", key="collect_add"):
        if not by or not (briefing or new_title):
            st.error(_("A briefing and your name are needed"))
        else:
            _add(slide, briefing, new_title, by)
    st.markdown(_("**Write it into a file**"))
    with st.container(horizontal=True, gap="small"):
        files.buttons(Briefing(slide.heading, (slide,)), "view")


def _add(slide: Slide, briefing: int, new_title: str, by: str) -> None:
    person.keep(by)
    text = kept.to_text(slide.view)  # a table too large is refused before anything is written
    target = briefing or briefings.begin(new_title, by)
    number = briefings.add(target, slide, text, by)
    st.session_state[_LAST], st.session_state[_ADDED] = str(target), True
    st.session_state[_SHUT] = True
    st.toast(_("Slide {n} of the briefing").format(n=number), icon=":material/check:")
    st.rerun()


def _which() -> tuple[int, str]:
    """The number of a briefing that there is, or 0 and the title of a new one."""
    rows = briefings.listed()
    labels = {str(row["briefing_id"]): _label(row) for row in rows.iter_rows(named=True)} | {_NEW: _("A new briefing")}
    wanted = st.session_state.get("collect_briefing", st.session_state.get(_LAST))
    if st.session_state.pop(_ADDED, False):
        wanted = st.session_state[_LAST]
    st.session_state["collect_briefing"] = wanted if wanted in labels else next(iter(labels))
    chosen = st.selectbox(_("Briefing"), list(labels), key="collect_briefing", format_func=labels.__getitem__)
    if chosen != _NEW:
        return int(chosen), ""
    default = _("Briefing of {day}").format(day=formats.today())
    return 0, st.text_input(_("Title of the briefing"), default, key="collect_new").strip()


def _label(row: dict[str, object]) -> str:
    words = _("{title} ({n} slides)")
    return words.format(title=row["title"], n=row["n_slides"])


def _parts(label: str, names: Mapping[str, str], key: str) -> list[str]:
    """Which of several charts or tables go along; the first one unless others are chosen."""
    if len(names) < 2:
        return list(names)
    kept = [name for name in st.session_state.get(key, list(names)[:1]) if name in names]
    st.session_state[key] = kept
    numbers = {name: number for number, name in enumerate(names, 1)}
    return st.multiselect(
        label,
        list(names),
        key=key,
        format_func=lambda name: f"{numbers[name]} {names[name]}",
        placeholder=_("Choose here"),
    )
