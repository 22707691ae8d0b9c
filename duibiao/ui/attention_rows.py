"""The rows behind a matter of the home page: the very table of the page that it leads to."""

import streamlit as st

from duibiao.analysis.outliers import Verdict
from duibiao.export.about import About
from duibiao.export.table import Table
from duibiao.ui import attention, attention_view, downloads, ledger_view, store, tables
from duibiao.ui.attention import Look, Matter
from duibiao.ui.compare import evidence, flags
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost import component_prices, paid_twice
from duibiao.ui.progress import cuts, cuts_view, delays, monitored, stuck, stuck_view
from duibiao.ui.progress.cuts import Look as Way


def show(look: Look, matter: Matter, about: About) -> None:
    """The rows of the matter, and the way to their page."""
    name = attention_view.name(matter)
    tables.show(rows(look, matter), downloads.of_rows(about, name), "attention_rows")
    with st.container(horizontal=True):
        attention_view.way_on(look, matter)


def rows(look: Look, matter: Matter) -> Table:
    """The rows of the matter, as its page shows them."""
    if matter in (Matter.STUCK, Matter.RECOVERABLE, Matter.BALANCE):
        return _projects(look, matter)
    if matter is Matter.UNIT_COSTS:
        return flags.table(evidence.judged(When(look.year, look.month)), look.unit)
    if matter is Matter.PRICES:
        view = attention.digital_view(look, "prices")
        judged = component_prices.judged(view)
        return component_prices.flagged_table(view, judged.filter(judged["verdict"] == Verdict.FLAGGED))
    if matter is Matter.TWICE:
        view = attention.digital_view(look, "twice")
        return paid_twice.table(view, paid_twice.pairs(view))
    if matter in (Matter.REBOUND, Matter.OFFSET):
        way = Way(str(matter))
        return cuts_view.table(cuts_view.cases(cuts.found(attention.cuts_when(look)), way), way, look.unit)
    return _reports(look, matter) if matter is not Matter.DATA else _batches(look)


def _projects(look: Look, matter: Matter) -> Table:
    view, show = attention.stuck_view(look), attention.show_of(matter)
    listed = attention.listed(matter, look, stuck.found(view))
    return stuck_view.table(view, listed, delays.noted(view.year), stuck.show_labels()[show])


def _reports(look: Look, matter: Matter) -> Table:
    view = attention.monitored_view(look, str(matter))
    assert view is not None, "nothing is found of what is not monitored"
    return monitored.table(view, monitored.missing(view) if matter is Matter.MISSING else monitored.beyond_scope(view))


def _batches(look: Look) -> Table:
    waiting = ledger_view.waiting(store.read("batches"))
    return ledger_view.batches_table(waiting, store.read("control_totals"), look.unit)
