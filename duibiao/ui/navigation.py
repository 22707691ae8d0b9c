"""Which pages there are, in which section, under which address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from duibiao.language import _, current
from duibiao.settings import house
from duibiao.ui import address, moment

HOME = "home"
"""The page at the bare address: what needs attention."""

UPLOAD = "upload"
"""The address of the page that changes data, and so shows no past."""

HELP = "help"
"""Where methods, words and columns are explained."""

BRIEFING = "briefing"
"""Where briefings are put together."""

PRESENT = "present"
"""Where a briefing fills the screen; no entry of the menu leads there."""

_TITLE = "title_of_page"


@dataclass(frozen=True)
class Entry:
    """A page: its script below `pages`, its title and address; the default one stands at the root."""

    script: str
    title: str
    address: str
    default: bool = False
    hidden: bool = False


def pages() -> dict[str, list[StreamlitPage]]:
    """All pages by section, in the language of the session."""
    return {section: [_of_streamlit(entry) for entry in each] for section, each in entries().items()}


def entries() -> dict[str, list[Entry]]:
    """The menu, known outside a session, too."""
    return {
        "": [
            _page("overview/needs_attention", _("Attention"), HOME, default=True),
            _page("overview/what_came_in", _("Overview"), "overview"),
        ],
        _("Comparison"): [
            _page("compare/same_thing", _("The same thing"), "compare"),
            _page("compare/over_the_years", _("Over the years"), "trend"),
            _page("compare/where_dear", _("Where dear"), "heat"),
            _page("compare/cost_and_service", _("Cost and service"), "service"),
            _page("compare/why_dearer", _("Why dearer"), "why"),
            _page("compare/explore", _("Explore"), "explore"),
            _page("compare/to_be_checked", _("To be checked"), "checks"),
        ],
        _("Unit costs"): [
            _page("cost/city_operations", _("City operations"), "city"),
            _page("cost/digital", _("Digital projects"), "digital"),
            _page("cost/growth", _("Growth of projects"), "growth"),
            _page("cost/same_goods", _("Prices of goods"), "market"),
            _page("cost/standards", _("Standards library"), "standards"),
            _page("cost/candidates", _("Candidate standards"), "candidates"),
            _page("cost/budget_review", _("Budget review"), "review"),
        ],
        _("Progress"): [
            _page("progress/which_money_is_stuck", _("Stuck money"), "stuck"),
            _page("progress/what_to_take_back", _("Budget adjustments"), "adjust"),
            _page("progress/money_and_output", _("Dual monitoring"), "monitoring"),
            _page("progress/did_the_cut_hold", _("Cuts"), "cuts"),
            _page("progress/where_the_money_ended", _("Settlement and carry-over"), "settled"),
            _page("progress/how_well_foreseen", _("Year-end foreseen"), "foresight"),
        ],
        _("Meeting"): [
            _page("meeting/what_to_show", _("Briefings"), BRIEFING),
            _page("meeting/on_the_screen", _("Presentation"), PRESENT, hidden=True),
        ],
        _("Data"): [
            _page("upload/may_it_go_in", _("Upload"), UPLOAD),
            _page("upload/ledger", _("Ledger"), "ledger"),
        ],
        _("Help"): [_page("help/how_it_works", _("How it works"), HELP)],
    }


def chosen() -> StreamlitPage:
    """The page of this run; draws the navigation."""
    page = st.navigation(pages(), position="top")
    st.session_state[_TITLE] = page.title
    return page


def title() -> str:
    """What the page of this run is called in the navigation."""
    return str(st.session_state.get(_TITLE, ""))


def at(name: str) -> StreamlitPage:
    """The page at an address; the default page has none of its own and is found by its name here."""
    every = [page for section in pages().values() for page in section]
    return next(page for page in every if address_of(page) == name)


def go(page: str, choices: Mapping[str, str]) -> NoReturn:
    """Leave for the page at an address, which shows these choices and no others."""
    address.leave()
    moment.show(None)
    st.switch_page(at(page), query_params=dict(choices) | {"lang": current()})


def address_of(page: StreamlitPage) -> str:
    """The address of a page, that of the default page included."""
    return page.url_path or HOME


def _page(script: str, title: str, name: str, default: bool = False, hidden: bool = False) -> Entry:
    return Entry(script, title, name, default, hidden)


def _of_streamlit(entry: Entry) -> StreamlitPage:
    script = house() / "pages" / f"{entry.script}.py"
    visible: Literal["visible", "hidden"] = "hidden" if entry.hidden else "visible"
    return st.Page(script, title=entry.title, url_path=entry.address, default=entry.default, visibility=visible)
