"""The moment that the pages show: now, or the end of a past day, chosen in the frame and kept in the address."""

from contextvars import ContextVar
from datetime import date, datetime, time

import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.language import _
from duibiao.ui import address

KEY = "asof"
FIRST = date(2000, 1, 1)
"""Before any batch could have been accepted."""

_stays_now: ContextVar[bool] = ContextVar("stays_now", default=False)


def choose() -> None:
    """The control in the frame; today is now, because its end has not come.

    Each moment has a field of its own: while the popover is closed, a field in it keeps what stood in it before.
    """
    address.restore_day(KEY, FIRST, date.today())
    past = day()
    field = f"{KEY}_{past or 'now'}"
    st.session_state[field] = past
    label = _("As of now") if past is None else _("As of {day}").format(day=formats.day(past))
    with st.popover(label, icon=":material/history:", type="tertiary", key="asof_choice"):
        st.date_input(
            _("Show what stood at the end of this day"),
            value=None,
            min_value=FIRST,
            max_value=date.today(),
            key=field,
            format="YYYY-MM-DD",
            on_change=_picked,
            args=(field,),
        )
        st.caption(_("Later uploads and corrections are left out, on every page and in every download."))
    address.keep(KEY, None if past is None else past.isoformat())


def day() -> date | None:
    """The past day whose end the pages show; None for now."""
    if _stays_now.get():
        return None
    chosen = st.session_state.get(KEY)
    return chosen if isinstance(chosen, date) and chosen < date.today() else None


def as_of() -> datetime | None:
    """The last instant of that day in the time zone of this machine; None for now."""
    past = day()
    return None if past is None else datetime.combine(past, time.max).astimezone()


def stay_now() -> None:
    """In this thread, which belongs to no session, nothing but what stands now is looked at."""
    _stays_now.set(True)


def show(past: date | None) -> None:
    """Show another moment from the next run on."""
    st.session_state[KEY] = past


def banner() -> None:
    """Say on every page that it shows the past, with the way back."""
    if (past := day()) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="past"):
        st.warning(f"**{About(as_of=formats.day(past)).moment}**", icon=":material/history:")
        st.button(_("Back to now"), key="asof_now", on_click=show, args=(None,), icon=":material/update:")


def in_words() -> None:
    """The same among the definitions of a page."""
    if (past := day()) is not None:
        st.markdown(f"**{_('As of')}** {About(as_of=formats.day(past)).moment}")


def reading() -> str:
    """What is said while a page is computed; a moment that nobody has looked at yet takes longer."""
    past = day()
    if past is None:
        return _("Reading the warehouse …")
    return _("Working out what stood at the end of {day} …").format(day=formats.day(past))


def only_now() -> None:
    """In place of what cannot be done while the past is shown."""
    st.info(_("The past can be looked at, not changed: go back to now to load, undo or redo."), icon=":material/lock:")


def _picked(field: str) -> None:
    show(st.session_state[field])
