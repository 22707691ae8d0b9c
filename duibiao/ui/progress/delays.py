"""Why projects are late, who does what about it until when: noted by project and year, kept across uploads."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.language import _
from duibiao.schema.monitoring import DEVIATIONS
from duibiao.ui import moment, person, store
from duibiao.warehouse import Delay


def reason_labels() -> dict[str, str]:
    """The reasons of the official form."""
    return {choice.value: choice.label for choice in DEVIATIONS}


def noted(year: int) -> pl.DataFrame:
    """What was noted last of each project of the year: reason, explanation, owner, action, due_on."""
    return store.read("delays", year=year).drop("noted_at", "noted_by")


def ask(year: int, row: dict[str, object]) -> None:
    """What is noted of a project, and a form to note it."""
    org, project = str(row["org_code"]), str(row["project"])
    known = store.read("delays", year=year).filter(org_code=org, project=project)
    before: dict[str, Any] = known.row(0, named=True) if known.height else {}
    if before:
        st.caption(_("Noted by {who}, {when}").format(who=before["noted_by"], when=formats.moment(before["noted_at"])))
    with st.form(f"delay_{org}_{project}", border=True):
        st.markdown(_("**Reason of the delay and what is done about it**; kept across uploads"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            labels = reason_labels()
            place = list(labels).index(str(before["reason"])) if before else None
            reason = st.selectbox(
                _("Reason"),
                list(labels),
                index=place,
                format_func=labels.__getitem__,
                placeholder=_("Choose"),
                width=170,
            )
            text = st.text_input(_("In words"), str(before.get("explanation") or ""), width=330)
            owner = st.text_input(_("Owner"), str(before.get("owner") or ""), width=150)
            action = st.text_input(_("Action"), str(before.get("action") or ""), width=330)
            due = st.date_input(_("Due"), before.get("due_on"), width=150, format="YYYY-MM-DD")
            by = person.sign("delay")
            keep, take_back = (
                st.form_submit_button(label, disabled=moment.day() is not None) for label in (_("Save"), _("Take back"))
            )
    if keep or take_back:
        day = due if isinstance(due, date) else None
        said = Delay(year, org, project, reason if keep else None, text.strip(), owner.strip(), action.strip(), day)
        _note(said, by, needs_reason=keep)


def _note(said: Delay, by: str, needs_reason: bool) -> None:
    if not by or (needs_reason and said.reason is None):
        st.error(_("A reason and a name are needed"))
        return
    person.keep(by)
    store.warehouse().note_delay(said, by)
    st.rerun()
