"""Which uploads stand behind the figures?"""

from datetime import date

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, ledger, ledger_view, moment, store, tables

feedback.question(_("Which uploads stand behind the figures?"))
ledger.done()
batches = store.read("batches")
if batches.is_empty():
    feedback.nothing_loaded()
    address.stop()

feedback.banners(bool(batches["synthetic"].any()), None)
feedback.answer(ledger_view.answer(batches))
feedback.how_computed(ledger_view.definitions(), "ledger_definitions")

st.header(_("Which periods are covered?"))
labels = ledger_view.batch_labels(batches)
covered = store.read("coverage")
figures.strip(
    ledger_view.stretches(covered, filters.chosen("batch", labels)),
    ledger_view.strip_rows(covered),
    ledger_view.years_shown(covered),
    _("Periods that are read, by extract"),
    "coverage",
    filters.drills("batch"),
)
st.caption(ledger_view.strip_caption(covered))

st.header(_("Who loaded what, and what became of it?"))
with filters.row():
    extract = filters.batch_extract(ledger_view.extracts(batches))
    state = filters.batch_state(ledger_view.states(batches))
    unit = filters.money_unit(ledger_view.currency(batches))
shown = ledger_view.chosen_batches(batches, extract, state)
about = ledger_view.about(batches, ledger_view.chosen_filters(extract, state), moment.day() or date.today())
if shown.is_empty():
    feedback.nothing_here(_("No batch is of this extract and in this state"))
else:
    table = ledger_view.batches_table(shown, store.read("control_totals"), unit)
    tables.show(table, about, "ledger", filters.drills_row("batch", shown, "batch_id"))

st.header(_("What was said of it?"))
if picked := filters.batch(labels):
    batch = ledger_view.batch(batches, picked)
    st.markdown(ledger_view.batch_sentence(batch, unit))
    ledger.turning(batch)
    ledger.report(batch, unit, about)
