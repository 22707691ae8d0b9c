"""Which pages there are, in which section, under which address."""

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from duibiao.language import _
from duibiao.settings import house

UPLOAD = "upload"
"""The address of the page that changes data, and so shows no past."""


@dataclass(frozen=True)
class Entry:
    """A page of the menu: its script below `pages`, its title and address; the default one is also at the root."""

    script: str
    title: str
    address: str
    default: bool = False


def pages() -> dict[str, list[StreamlitPage]]:
    """All pages by section, in the language of the session."""
    return {section: [_of_streamlit(entry) for entry in each] for section, each in entries().items()}


def entries() -> dict[str, list[Entry]]:
    """The menu, known outside a session, too."""
    return {
        "": [_page("overview/what_came_in", _("Overview"), "overview", default=True)],
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
        _("Data"): [
            _page("upload/may_it_go_in", _("Upload"), UPLOAD),
            _page("upload/ledger", _("Ledger"), "ledger"),
        ],
    }


def _page(script: str, title: str, address: str, default: bool = False) -> Entry:
    return Entry(script, title, address, default)


def _of_streamlit(entry: Entry) -> StreamlitPage:
    script = house() / "pages" / f"{entry.script}.py"
    return st.Page(script, title=entry.title, url_path=entry.address, default=entry.default)
