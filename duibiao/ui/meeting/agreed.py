"""What a meeting agreed: who does what by when, written while it sits and kept with its briefing."""

from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.table import Column, Table
from duibiao.language import _
from duibiao.ui import person, tables
from duibiao.ui.meeting import briefings
from duibiao.warehouse import ActionNoted

_PICKED = "action"


def show(briefing: int, about: About) -> None:
    """The log as a table, what can be done with the row that is chosen, and a line for the next one."""
    rows = briefings.actions(briefing)
    if rows.height:
        tables.show(table(rows), about, "actions", lambda place: _pick(int(rows["action_id"][place])))
        _change(briefing, rows)
    _write(briefing)


def table(rows: pl.DataFrame) -> Table:
    """The log as it is shown and downloaded."""
    told = [
        {
            "what": row["what"],
            "who": row["who"],
            "due": formats.day(row["due_on"]) if row["due_on"] else "",
            "state": state(row["done"], row["due_on"]),
            "noted": f"{row['noted_by']} {formats.moment(row['noted_at'])}",
        }
        for row in rows.iter_rows(named=True)
    ]
    labels = {
        "what": _("What is agreed"),
        "who": _("Who"),
        "due": _("By when"),
        "state": _("State"),
        "noted": _("Noted by"),
    }
    return Table(
        _("Who does what by when"), pl.DataFrame(told), tuple(Column(name, label) for name, label in labels.items())
    )


def state(done: bool, due_on: date | None) -> str:
    """Done, overdue or open, with the sign of its lamp."""
    if done:
        return _("● done")
    return _("■ overdue") if due_on is not None and due_on < date.today() else _("▲ open")


def _pick(action: int) -> None:
    st.session_state[_PICKED] = action


def _change(briefing: int, rows: pl.DataFrame) -> None:
    chosen = rows.filter(action_id=st.session_state.get(_PICKED, 0))
    if chosen.is_empty():
        return
    row = chosen.row(0, named=True)
    action = ActionNoted(briefing, row["what"], row["who"], row["due_on"], row["done"], row["action_id"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{row['what']}**", width="content")
        turned = replace(action, done=not action.done)
        st.button(_("Open again") if action.done else _("Done"), key="action_done", on_click=_note, args=(turned,))
        gone = replace(action, removed=True)
        st.button(_("Remove"), key="action_gone", type="tertiary", on_click=_note, args=(gone,))


def _note(action: ActionNoted) -> None:
    briefings.agree(action, person.name() or _("the meeting"))


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
