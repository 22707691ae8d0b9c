"""A guided first visit: six short steps through real pages, offered once, never in the way.

Nothing about a visitor is kept, so who is new cannot be known. The tour is offered where the bare address was opened
(a link or a bookmark of a view carries its choices, and goes straight there), and no more in a session that declined.
"""

from dataclasses import dataclass

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, navigation

_AT = "tour"
_OFFERED, _OVER = 0, -1


@dataclass(frozen=True)
class Step:
    """One stop: on which page, and what is said there."""

    script: str
    url_path: str
    title: str
    text: str


def steps() -> tuple[Step, ...]:
    """The stops in their order: what is urgent, compare, what is stuck, the rows behind, the files, new data."""
    stuck = "pages/progress/which_money_is_stuck.py"
    return (
        Step(
            "pages/overview/needs_attention.py", "", _("What is urgent"),
            _("Begin here each month. Every tile is a question to ask, with the money that hangs on it; “See the list” "
              "leads to exactly those cases."),
        ),
        Step(
            "pages/compare/same_thing.py", "compare", _("Compare the same thing"),
            _("Choose a kind of service and by what to compare. The sentence on top is the answer; under it stand the "
              "cut-off date, the denominator, n, and how everything is computed."),
        ),
        Step(
            stuck, "stuck", _("Which money is stuck"),
            _("Every project against the usual pace of its kind. Thresholds are yours to change; the address keeps "
              "every choice, so a copied link shows others the same view."),
        ),
        Step(
            stuck, "stuck", _("Down to the rows"),
            _("Click a bar, or select a row of a table: below it appear the projects, then the budget lines, then the "
              "single payments, and from which batch they came."),
        ),
        Step(
            stuck, "stuck", _("Take it along"),
            _("Under each table are Excel and CSV: all rows of what is shown, with a sheet that tells filters, "
              "definitions and the date of the data."),
        ),
        Step(
            "pages/upload/may_it_go_in.py", navigation.UPLOAD, _("Bring new data"),
            _("Drop the month's files here. Nothing counts before you accept it, and each upload can be undone in the "
              "ledger. Methods, words and columns are explained under Help."),
        ),
    )  # fmt: skip


def show(url_path: str) -> None:
    """The offer, or the step at which one is, where it belongs on this page."""
    at = st.session_state.setdefault(_AT, _OFFERED if _bare() and url_path == "" else _OVER)
    if at == _OFFERED and url_path == "":
        _offer()
    elif at > _OFFERED and steps()[at - 1].url_path == url_path:
        _step(at)


def start_button() -> None:
    """The way back to the tour, for the help page."""
    if st.button(_("Take the guided tour"), key="tour_again", icon=":material/tour:"):
        _go(1)


def _bare() -> bool:
    """Whether the address that was opened holds no choice."""
    return not address.asked() - {"lang"}


def _offer() -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="tour_box"):
        st.markdown(_("**New here?** Six short steps show where to find what."), width="content")
        if st.button(_("Take the tour"), key="tour_start", type="primary"):
            _go(1)
        st.button(_("No, thank you"), key="tour_decline", type="tertiary", on_click=_end)


def _step(at: int) -> None:
    step, last = steps()[at - 1], len(steps())
    with st.container(border=True, key="tour_box", gap="small"):
        count = _("Step {n} of {all}").format(n=at, all=last)
        st.markdown(f"**{count}　{step.title}**  \n{step.text}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if at > 1 and st.button(_("Back"), key="tour_back"):
                _go(at - 1)
            if at < last and st.button(_("Next"), key="tour_next", type="primary"):
                _go(at + 1)
            label = _("Done") if at == last else _("Skip")
            st.button(label, key="tour_end", type="primary" if at == last else "tertiary", on_click=_end)


def _go(at: int) -> None:
    st.session_state[_AT] = at
    st.switch_page(steps()[at - 1].script)


def _end() -> None:
    st.session_state[_AT] = _OVER
