"""What can be seen by looking at it freely?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, overview_view, store, tables, views
from duibiao.ui.compare import explore, grid

st.title(_("What else is there to see?"))
if store.is_empty():
    feedback.nothing_loaded()
    address.stop()

layout = explore.choose()
if not layout.rows:
    feedback.nothing_here(_("Choose one dimension or more for the rows"))
    address.stop()

cells = explore.cells(layout)
found = explore.computed(layout, cells)
headline = explore.headline(layout)
feedback.banners(headline.synthetic, headline.currency)
feedback.answer(explore.answer(layout, found))
feedback.basis(explore.basis(layout, cells), explore.definitions(layout), "pivot_definitions")
views.saved("explore", "pages/compare/explore.py")
grid.show(cells, layout, "pivot")

about = explore.about(layout, headline, overview_view.batch_lines(headline, store.read("batches")))
tables.show(explore.table(layout, found), about, "pivot_table")
