"""Where does each one stand out?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables
from duibiao.ui.compare import evidence, flags, heat
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("Where does each one stand out?"))
when, unit = flags.when()
judged = evidence.judged(when)
with filters.row():
    group = heat.group()
    field = heat.field(judged, store.read("item_definitions"))
rows = heat.comparable(judged, group, field)
found = flags.headline(when)
feedback.banners(found.synthetic, found.currency)
feedback.answer(heat.answer(when, rows))
feedback.basis(heat.basis(when, rows), heat.definitions(), "heat_definitions")

if not rows.is_empty():
    about = flags.about(found, when, overview_view.batch_lines(found, store.read("batches")))
    cells = heat.cells(rows, unit)
    figures.heat(cells, heat.organisations(rows), heat.columns(rows), "heat_cells", filters.drills("pair"))
    tables.show(heat.table(rows, unit), about, "heat")
    st.header(_("What is behind it?"))
    if pair := filters.pair({f"{cell.row}|{cell.column}": cell.told.replace("<br>", "　") for cell in cells}):
        org, item, grade = pair.split("|")
        trail = Trail(when.year, when.month, org, dict(heat.organisations(rows))[org], "item", item, grade or None)
        rows_behind(trail, unit, about, "pair")
