"""What a meeting agreed: who does what by when, written while it sits and kept with its briefing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.briefing import Action
from duibiao.export.table import Column, Table
from duibiao.language import _
from duibiao.ui import feedback, person, store, tables
from duibiao.ui.meeting import briefings
from duibiao.warehouse import ActionNoted

_PICKED = "action"


def show(briefing: int, about: About, masked: Sequence[Action] | None = None) -> None:
    """The log as a table, what can be done with the row that is chosen, and a line for the next one.

    Where organisations are letters, the log is what they make of it (`masked`); nothing in it can be changed then.
    """
    if masked is not None:
        if masked:
            tables.show(
                table([_told(each.what, each.who, each.due_on, each.done) for each in masked]), about, "actions"
            )
        return
    rows = briefings.actions(briefing)
    if rows.height:
        told = [
            _told(row["what"], row["who"], row["due_on"], row["done"], _noted(row))
            for row in rows.iter_rows(named=True)
        ]
        tables.show(table(told), about, "actions", lambda place: _pick(int(rows["action_id"][place])))
        _change(rows)
    _write(briefing)


def table(told: list[dict[str, str]]) -> Table:
    """The log as it is shown and downloaded."""
    labels = {
        "what": _("What is agreed"),
        "who": _("Who"),
        "due": _("By when"),
        "state": _("State"),
        "noted": _("Noted by"),
    }
    shown = [name for name in labels if name in told[0]]
    return Table(_("Who does what by when"), pl.DataFrame(told), tuple(Column(name, labels[name]) for name in shown))


def state(done: bool, due_on: date | None) -> str:
    """Done, overdue or open, with the sign of its lamp."""
    if done:
        return _("● done")
    return _("■ overdue") if due_on is not None and due_on < date.today() else _("▲ open")


def _told(what: str, who: str, due_on: date | None, done: bool, noted: str = "") -> dict[str, str]:
    due = formats.day(due_on) if due_on else ""
    row = {"what": what, "who": who, "due": due, "state": state(done, due_on)}
    return row | {"noted": noted} if noted else row


def _noted(row: dict[str, Any]) -> str:
    return f"{row['noted_by']} {formats.moment(row['noted_at'])}"


def _pick(action: int) -> None:
    st.session_state[_PICKED] = action


def _change(rows: pl.DataFrame) -> None:
    chosen = rows.filter(action_id=st.session_state.get(_PICKED, 0))
    if chosen.is_empty():
        return
    row = chosen.row(0, named=True)
    number, by = row["action_id"], person.name() or _("the meeting")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{feedback.plain(row['what'])}**", width="content")
        turned = st.button(_("Open again") if row["done"] else _("Done"), key="action_done")
        removed = st.button(_("Remove"), key="action_gone", type="tertiary")
    if turned or removed:
        store.warehouse().change_action(number, by, None if removed else not row["done"], removed)
        st.rerun()


def _write(briefing: int) -> None:
    with (
        st.form("action", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        what = st.text_input(_("What is to be done"), key="action_what", width=420)
        who = st.text_input(_("Who"), key="action_who", width=180)
        due = st.date_input(_("By when"), None, key="action_due", width=150, format="YYYY-MM-DD")
        by = person.sign("action")
        sent = st.form_submit_button(_("Note"))
    if sent and what.strip() and who.strip():
        if by:
            person.keep(by)
        day = due if isinstance(due, date) else None
        briefings.agree(ActionNoted(briefing, what.strip(), who.strip(), day), by or _("the meeting"))
        st.rerun()
    elif sent:
        st.error(_("What is to be done and who does it are both needed"))
