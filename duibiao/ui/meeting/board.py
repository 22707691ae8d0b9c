"""Putting a briefing together: its slides in their order, what they rest on, what is done with them."""

from datetime import date
from urllib.parse import parse_qsl

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.portion import chart_parts
from duibiao.export.style import DARK, LIGHT
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _, current
from duibiao.ui import address, feedback, moment, navigation, person, store, theme
from duibiao.ui.meeting import briefings, files, pictures, retake
from duibiao.ui.meeting.briefings import Told
from duibiao.warehouse import BriefingNoted

CATEGORIES_IN_A_PICTURE = 16
"""How many bars, dots or rows of a chart the small picture of a slide has room for."""


NAMED = "named"
"""The choice of organisations that stay named where the others are letters."""


def choose() -> BriefingNoted | None:
    """The briefing of the address, else the one worked on last; None where there is none yet."""
    rows = briefings.listed()
    labels = {str(row["briefing_id"]): str(row["title"]) for row in rows.iter_rows(named=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if labels:
            asked = st.query_params.get("briefing", "")
            address.restore("briefing", labels, next(iter(labels)))
            chosen = st.selectbox(
                _("Briefing"), list(labels), key="briefing", format_func=labels.__getitem__, width=420
            )
            address.keep("briefing", chosen)
        _begin()
    if not labels:
        return None
    if asked and asked not in labels:
        st.warning(_("The briefing of this link was removed; here is another one"), icon=":material/link_off:")
    return briefings.noted(int(chosen))


def answer(said: BriefingNoted, slides: list[Told]) -> str:
    """How many slides there are, on what they rest, and whether the data have moved on."""
    if not slides:
        words = _("Nothing is on “{title}” yet: open a page and choose “Add to briefing” at its top")
        return words.format(title=feedback.plain(said.title))
    old = sum(slide.is_old for slide in slides)
    words = _("“{title}” has {n} slides. {moment}.").format(
        title=feedback.plain(said.title), n=len(slides), moment=briefings.moment_of(said, slides)
    )
    return words if not old else words + _(" For {n} of them newer data exist.").format(n=old)


def bar(said: BriefingNoted, slides: list[Told]) -> None:
    """What is done with the whole briefing: shown, frozen, taken again, renamed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        link = {"briefing": str(said.briefing_id), "lang": current()} | _naming()
        if slides:
            st.page_link(
                navigation.at(navigation.PRESENT), label=_("Present"), icon=":material/co_present:", query_params=link
            )
            _freeze(said, slides)
            stale = [slide for slide in slides if slide.is_old and not slide.view.as_of]
            if (
                stale
                and said.frozen_on is None
                and st.button(_("Bring up to date"), icon=":material/update:", key="update")
            ):
                retake.begin(said.briefing_id, stale, None, person.name() or _("the meeting"))
        _rename(said)


def exports(said: BriefingNoted, slides: list[Told]) -> None:
    """The files of the briefing, with the names of organisations or with letters."""
    names = {row: name for slide in slides for row, name in slide.view.orgs}
    with st.container(horizontal=True, vertical_alignment="center"):
        address.restore("anon", ("1",), None)
        st.session_state["without_names"] = bool(st.session_state["anon"])
        if st.toggle(_("Organisations as A, B, C …"), key="without_names", on_change=_turn_names):
            address.keep("anon", "1")
        briefing = briefings.told_of(said, slides)
        if st.session_state["without_names"]:
            address.restore_many(NAMED, names, ())
            kept = st.multiselect(
                _("Named all the same"), list(names), key=NAMED, format_func=names.__getitem__,
                placeholder=_("Choose here"), width=420,
            )  # fmt: skip
            address.keep(NAMED, kept)
            briefing = briefings.without_names(briefing, said, frozenset(kept))
        files.buttons(briefing, "briefing")


def cards(said: BriefingNoted, slides: list[Told]) -> None:
    """The slides one below the other, each with its picture and what can be done with it."""
    for place, slide in enumerate(slides):
        with st.container(border=True, key=f"slide_{slide.slide_id}"):
            picture, words = st.columns([2, 3])
            with picture:
                _picture(slide)
            with words:
                st.markdown(f"**{place + 1}　{feedback.plain(slide.heading)}**")
                st.markdown(feedback.plain(slide.view.answer))
                for line in slide.note.splitlines():
                    st.markdown(f"> {feedback.plain(line)}")
                st.caption(_basis(said, slide))
                _tools(said, slides, place)


def contents(said: BriefingNoted, slides: list[Told]) -> Table:
    """The slides as a table: what each shows, as of when, taken by whom."""
    rows = [
        {
            "n": place + 1,
            "heading": slide.heading,
            "answer": slide.view.answer,
            "basis": slide.view.basis,
            "taken": f"{slide.taken_by} {formats.moment(slide.taken_at)}",
            "state": _state(said, slide),
        }
        for place, slide in enumerate(slides)
    ]
    columns = (
        Column("n", _("No."), Kind.COUNT),
        Column("heading", _("Title")),
        Column("answer", _("Answer")),
        Column("basis", _("Basis")),
        Column("taken", _("Taken")),
        Column("state", _("State")),
    )
    return Table(said.title, pl.DataFrame(rows), columns)


def about(said: BriefingNoted, slides: list[Told]) -> About:
    """The sheet that goes with the table of contents."""
    return About(filters=((_("Briefing"), said.title), (_("Figures"), briefings.moment_of(said, slides))))


def _begin() -> None:
    with st.popover(_("New briefing"), icon=":material/add:"), st.form("briefing_new", border=False):
        title = st.text_input(_("Title of the briefing"), _("Briefing of {day}").format(day=formats.today()))
        by = person.sign("briefing")
        sent = st.form_submit_button(_("Begin"))
    if sent and title.strip() and by:
        person.keep(by)
        st.session_state["briefing"] = str(briefings.begin(title.strip(), by))
        st.rerun()
    elif sent:
        st.error(_("Both names are needed"))


def _freeze(said: BriefingNoted, slides: list[Told]) -> None:
    label = _("Frozen") if said.frozen_on else _("Freeze")
    with st.popover(label, icon=":material/ac_unit:"):
        by = person.sign("freeze")
        if said.frozen_on is not None:
            st.caption(_("The figures stay as they are, whatever is loaded"))
            if st.button(_("Follow the data again"), key="thaw", disabled=not by):
                person.keep(by)
                briefings.freeze(said, None, by)
                _take(said, slides, None, by)
        else:
            st.caption(_("The slides are taken again as of the end of that day, and then stay as they are"))
            day = st.date_input(_("As of"), date.today(), max_value=date.today(), format="YYYY-MM-DD", key="freeze_day")
            if st.button(_("Freeze"), key="freeze", type="primary", disabled=not by) and isinstance(day, date):
                person.keep(by)
                _take(said, slides, day, by, freezes=True)


def _take(said: BriefingNoted, slides: list[Told], day: date | None, by: str, freezes: bool = False) -> None:
    """Take those slides again that do not stand at that moment; freeze at once where all of them do."""
    others = [slide for slide in slides if not slide.stands_at(day)]
    if others:
        retake.begin(said.briefing_id, others, day, by, freezes)
    if freezes:
        briefings.freeze(said, day, by)
    st.rerun()


def _rename(said: BriefingNoted) -> None:
    popover = st.popover(_("Rename or remove"), icon=":material/edit:", type="tertiary")
    with popover, st.form("briefing_title", border=False):
        title = st.text_input(_("Title of the briefing"), said.title)
        by = person.sign("rename")
        keep, remove = st.form_submit_button(_("Save")), st.form_submit_button(_("Remove the briefing"))
    if (keep or remove) and not (by and title.strip()):
        st.error(_("Both names are needed"))
    elif keep or remove:
        person.keep(by)
        briefings.call(said, title.strip(), remove, by)
        st.rerun()


def _picture(slide: Told) -> None:
    if slide.view.charts:
        chart, _more = chart_parts(slide.view.charts[0], CATEGORIES_IN_A_PICTURE, 1)
        style = DARK if theme.is_dark() else LIGHT
        st.html(f'<div class="slide-picture">{pictures.image(chart[0], style)}</div>')
    elif slide.view.tables:
        st.caption(_("Table: {title}").format(title=slide.view.tables[0].table.title))


def _basis(said: BriefingNoted, slide: Told) -> str:
    taken = _("taken by {who}, {when}").format(who=slide.taken_by, when=formats.moment(slide.taken_at))
    parts = (slide.view.warning, slide.view.basis, About(as_of=slide.view.as_of).moment, taken, _state(said, slide))
    return " · ".join(part for part in parts if part)


def _state(said: BriefingNoted, slide: Told) -> str:
    """Whether the figures are those of now, in words with a sign."""
    if slide.is_old:
        return _("▲ newer data: {n} uploads or corrections since").format(n=slide.n_events_since)
    if said.frozen_on is not None and not slide.stands_at(said.frozen_on):
        return _("▲ stands at another day than the briefing")
    return _("● up to date")


def _tools(said: BriefingNoted, slides: list[Told], place: int) -> None:
    slide = slides[place]
    number, by = slide.slide_id, person.name() or _("the meeting")
    with st.container(horizontal=True, vertical_alignment="center"):
        for step, icon, label in (
            (-1, ":material/arrow_upward:", _("Up")),
            (1, ":material/arrow_downward:", _("Down")),
        ):
            there = 0 <= place + step < len(slides)
            if st.button(label, icon=icon, key=f"move_{number}_{step}", type="tertiary", disabled=not there):
                briefings.swap(slide, slides[place + step], by)
                st.rerun()
        query = dict(parse_qsl(slide.address)) | {"lang": current()}
        st.page_link(
            navigation.at(slide.page), label=_("Open the page"), icon=":material/open_in_new:", query_params=query
        )
        again = st.button(
            _("Take again"), key=f"again_{number}", type="tertiary", icon=":material/update:",
            disabled=said.frozen_on is not None,
        )  # fmt: skip
        _edit(slide, by)
        removed = st.button(_("Remove"), key=f"remove_{number}", type="tertiary", icon=":material/delete:")
    if removed:
        store.warehouse().remove_slide(number, by)
        st.rerun()
    if again:
        retake.begin(said.briefing_id, [slide], moment.day(), by)


def _edit(slide: Told, by: str) -> None:
    number = slide.slide_id
    with (
        st.popover(_("Title and note"), icon=":material/edit:", type="tertiary", key=f"edit_{number}"),
        st.form(f"slide_words_{number}", border=False),
    ):
        title = st.text_input(_("Title of the slide"), slide.title, placeholder=slide.view.title)
        note = st.text_area(_("Note"), slide.note, height=90)
        sent = st.form_submit_button(_("Save"))
    if sent:
        store.warehouse().rename_slide(number, title.strip(), note.strip(), by)
        st.rerun()


def _naming() -> dict[str, str]:
    """Whether organisations are letters, and which are not, as the address of the wall takes it."""
    chosen = {"anon": st.session_state.get("anon") or "", NAMED: ",".join(st.session_state.get(NAMED) or ())}
    return {key: text for key, text in chosen.items() if text}


def _turn_names() -> None:
    st.session_state["anon"] = "1" if st.session_state["without_names"] else None
