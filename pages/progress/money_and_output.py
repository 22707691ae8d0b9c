"""Do money and output keep pace?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables, views
from duibiao.ui.downloads import of_rows
from duibiao.ui.progress import monitored

feedback.question(_("Do money and output keep pace?"))
view = monitored.choose()
rows = monitored.found(view)
headline = overview_view.headline(store.read("headline", year=view.year, month=view.month))
about = monitored.about(view, headline, overview_view.batch_lines(headline, store.read("batches")))
feedback.banners(headline.synthetic, headline.currency)
feedback.answer(monitored.answer(view, rows))
feedback.basis(monitored.basis(view, rows), monitored.definitions(), "monitoring_definitions")
views.saved("monitoring", "pages/progress/money_and_output.py")
if view.look == "pace":
    marks = monitored.marks(rows, filters.picked("case"))
    figures.keeping_pace(marks, 100 * view.limit, *monitored.axes(view, rows), "pace_marks", filters.drills("case"))

listed = monitored.shown(view, rows)
if listed.is_empty():
    feedback.nothing_here(_("Nothing of this kind at this month end"))
else:
    tables.show(monitored.table(view, listed), about, "monitored", monitored.leads_on(view, listed))
if view.look == "missing" and listed.height:
    monitored.notice_button(view, listed, about)

st.header(_("What is behind it?"))
labels = monitored.case_labels(filters.offered(rows, "case"))
if case := filters.case(labels, _("See the project"), rows.height):
    reported = monitored.indicators(view, case)
    tables.show(monitored.indicators_table(view, reported, labels[case]), of_rows(about, labels[case]), "indicators")
    monitored.form_button(view, rows, case, reported, about)
