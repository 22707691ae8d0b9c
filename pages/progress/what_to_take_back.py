"""Which budgets should be reduced?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store, tables
from duibiao.ui.progress import reductions, stuck, stuck_view

feedback.question(_("Which budgets should be reduced?"))
view = stuck.choose(grouped=False)
with filters.row():
    least = reductions.least(view.unit.currency)
rows = stuck.found(view)
headline = overview_view.headline(store.read("headline", year=view.year, month=view.month))
about = stuck_view.about(view, headline, overview_view.batch_lines(headline, store.read("batches")))
feedback.banners(headline.synthetic, headline.currency)
proposed = reductions.candidates(view, least)
if proposed.rows.is_empty():
    reductions.nothing()
    address.stop()

summary = st.empty()
feedback.basis(stuck_view.basis(view, rows), reductions.definitions(), "reduction_definitions")
chosen = reductions.edit(view, proposed.rows)
with summary.container():
    feedback.answer(reductions.answer(view, proposed, chosen))
reductions.warn(chosen)
reductions.keep(view, proposed.rows, chosen)
if chosen.height:
    tables.show(reductions.table(view, chosen), about, "reductions")
