"""What a page says about itself: notices, empty states, failures, how a figure was computed."""

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.language import _
from duibiao.ui import moment, taken

ICON = str(Path(__file__).parent / "icon.png")
"""The picture in the tab of the browser."""

UPLOAD_PAGE = "pages/upload/may_it_go_in.py"
"""Where files are loaded."""

HELP_PAGE = "pages/help/how_it_works.py"
"""Where methods, words and columns are explained."""

METHODS = {
    "overview_definitions": "the_largest_deviations_of_the_overview",
    "comparison_definitions": "the_comparison_of_the_same_thing",
    "flag_definitions": "to_be_checked_outliers_with_few_members_m2",
    "trend_definitions": "the_comparison_of_the_same_thing",
    "heat_definitions": "the_comparison_of_the_same_thing",
    "alike_definitions": "comparability",
    "library_definitions": "which_standard_applies",
    "attention_definitions": "what_needs_attention",
    "why_definitions": "why_the_difference_m5",
    "pivot_definitions": "subtotals_of_the_exploration",
    "operations_definitions": "over_the_standard_price_quantity_off_the_list_m6",
    "digital_definitions": "digital_projects_m13",
    "growth_definitions": "growth_between_two_lists_of_projects",
    "market_definitions": "prices_of_the_same_goods",
    "candidate_definitions": "candidate_standards_m12",
    "review_definitions": "how_much_of_a_request_is_justified",
    "stuck_definitions": "which_money_is_stuck_m9",
    "reduction_definitions": "which_money_is_stuck_m9",
    "monitoring_definitions": "money_and_output_dual_monitoring",
    "cut_definitions": "whether_cuts_held_m11",
    "surge_definitions": "who_leaves_it_to_december_m10",
    "settled_definitions": "how_a_year_ended_and_money_carried_over",
    "foresight_definitions": "the_forecast_of_year_end_m8",
}
"""The section of the methods that belongs to the definitions of a page, by their key."""


def demo_notice() -> str:
    """What every page and file with synthetic amounts says."""
    return _("Demo data: names and codes of organisations are real, amounts are simulated")


def question(text: str) -> None:
    """The title of a page: the question that it answers."""
    taken.question(text)
    st.title(text)


def banners(synthetic: bool, currency: str | None) -> None:
    """Say that amounts are simulated, or of several currencies, where they are."""
    if synthetic:
        taken.warning(demo_notice())
        st.info(demo_notice(), icon=":material/science:")
    if currency and "," in currency:
        words = _("Amounts of several currencies are added up here: {currency}").format(currency=currency)
        taken.warning(words)
        st.warning(words)


def answer(sentence: str) -> None:
    """The answer to the question of the page, in one sentence from the data."""
    taken.answer(sentence)
    with st.container(key="answer"):
        st.markdown(sentence)


def nothing_loaded() -> None:
    """The page before any data: what to do first; as of a day before any data, that there was none."""
    if moment.day() is not None:
        st.info(_("Nothing had been loaded yet at that time; choose a later day"), icon=":material/inbox:")
        return
    st.info(_("No data yet: the warehouse is empty"), icon=":material/inbox:")
    st.page_link(UPLOAD_PAGE, label=_("Load the first file on the upload page"), icon=":material/upload_file:")
    st.markdown(_("Or stop this server, load data with one of these commands, then start it again:"))
    st.code("duibiao demo\nduibiao load execution 预算执行表.xlsx\nduibiao serve", language="shell")
    st.caption(_("`make run` loads the demo and starts the dashboard in one step."))


def nothing_here(reason: str) -> None:
    """An empty table or chart: why there is nothing, and what else to choose."""
    st.info(reason, icon=":material/search_off:")


def basis(line: str, definitions: Sequence[tuple[str, str]], key: str) -> None:
    """Cut-off date, denominator and n in one line, the definitions beside it."""
    taken.basis(line)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(line, width="content")
        how_computed(definitions, key)


def item(texts: Sequence[tuple[str, str]]) -> None:
    """What the thing compared is: definition, unit, what it includes and what not."""
    if texts:
        st.caption("　".join(f"**{label}** {text}" for label, text in texts))


def how_computed(definitions: Sequence[tuple[str, str]], key: str) -> None:
    """Formula, denominator and limits of the figures shown."""
    with st.popover(_("How is this computed?"), icon=":material/function:", key=key, type="tertiary"):
        for name, definition in definitions:
            st.markdown(f"**{name}** {definition}")
        moment.in_words()
        if method := METHODS.get(key):
            query = {"part": "methods", "method": method, "q": "", "lang": language.current()}
            st.page_link(HELP_PAGE, label=_("The whole method"), icon=":material/menu_book:", query_params=query)


def plain(words: str) -> str:
    """What somebody wrote, with nothing in it taken for markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", words)


def failure(error: DuibiaoError) -> None:
    """A failure told to the analyst: what was wrong and what to do."""
    st.error(error.message, icon=":material/error:")
    if error.hint:
        st.markdown(_("**What to do:** {hint}").format(hint=error.hint))
