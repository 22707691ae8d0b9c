"""What can be seen by looking at it freely?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store, tables, views
from duibiao.ui.compare import explore, grid
from duibiao.ui.drilldown import rows_behind

feedback.question(_("What else is there to see?"))
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
grid.show(cells, layout, "pivot", filters.drills("pivot_row"))

about = explore.about(layout, headline, overview_view.batch_lines(headline, store.read("batches")))
paths = explore.paths(layout, found)
tables.show(explore.table(layout, found), about, "pivot_table", filters.drills_key("pivot_row", list(paths), 1))

st.header(_("What is behind it?"))
if path := filters.pivot_row(paths):
    behind = explore.behind(layout, cells, path)
    tables.show(explore.behind_table(layout, behind, paths[path]), about, "pivot_cells")
    spenders = behind.select("org_code", "org_name").unique(maintain_order=True)
    if picked := filters.organisation(spenders):
        who = filters.name_of(spenders, picked)
        rows_behind(explore.trail(layout, path, picked, who), layout.unit, about, "pivot")
