"""Which projects grew from list to list?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, tables, views
from duibiao.ui.cost import growth
from duibiao.ui.downloads import of_rows

feedback.question(_("Which projects grew from list to list?"))
view = growth.choose()
if view is None:
    feedback.nothing_here(_("Lists of projects of at least two years are needed; the upload page has the template"))
    address.stop()

rows = growth.found(view)
feedback.banners(view.synthetic, view.currency)
feedback.answer(growth.answer(view, rows))
feedback.basis(growth.basis(view, rows), growth.definitions(), "growth_definitions")
views.saved("growth", "pages/cost/growth.py")
figures.waterfall(growth.steps(view, rows), view.unit.label, "growth_steps", filters.drills("step"))
listed = growth.of_change(rows, filters.step(growth.change_choices(rows)))
about = growth.about(view)
tables.show(growth.table(view, listed), about, "growth", filters.drills_row("case", listed, n_totals=1))

st.header(_("What is behind it?"))
labels = growth.case_labels(listed)
if case := filters.case(labels, _("See what both lists tell of")):
    tables.show(growth.told_table(view, rows, case, labels[case]), of_rows(about, labels[case]), "told")
