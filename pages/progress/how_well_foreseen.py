"""How well do we foresee year-end?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, tables, views
from duibiao.ui.drilldown import rows_behind
from duibiao.ui.progress import foresight, foresight_view

feedback.question(_("How well do we foresee year-end?"))
view = foresight.choose()
months = foresight.by_month(view)
errors = foresight.of_month(view, months)
rows = foresight.classes(view)
found = foresight_view.headline(view)
feedback.banners(found.synthetic, found.currency)
feedback.answer(foresight_view.answer(view, errors, rows))
feedback.basis(foresight_view.basis(view, errors), foresight_view.definitions(), "foresight_definitions")
views.saved("foresight", "pages/progress/how_well_foreseen.py")

about = foresight_view.about(view, found)
if months.height:
    labels, lines = foresight_view.month_labels(months), foresight_view.lines(months)
    figures.trend(labels, lines, None, foresight_view.axis(view), "foresight_lines", filters.unused)
    picked_month = filters.drills_key("from_month", foresight_view.codes(months), n_totals=1)
    tables.show(foresight_view.months_table(view, months), about, "foresight", picked_month)

if rows.height:
    st.header(_("What was said of whom?"))
    picked_class = filters.drills_key("pair", list(rows["key"]), n_totals=1)
    tables.show(foresight_view.classes_table(view, rows), about, "classes", picked_class)
    if view.class_of == "organisation" and (key := filters.pair(foresight.labels_of(rows))):
        rows_behind(foresight.trail(view, rows, key), view.unit, about, "foresight")
