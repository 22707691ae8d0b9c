"""How did it move over the years?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, store, tables, views
from duibiao.ui.compare import trend, workbench
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("How did it move over the years?"))
bench = workbench.choose()
rows = bench.comparison.rows
feedback.banners(bench.synthetic, store.currency(bench.year))
if rows.is_empty():
    feedback.nothing_here(_("None of these organisations reports in this year; choose others"))
    address.stop()

chosen = filters.chosen("org", list(rows["org_code"]))
every = bench.every if trend.takes_whole_years(bench.measure) else workbench.at_same_month(bench)
found = trend.computed(bench, every)
feedback.answer(trend.answer(bench, found, chosen))
if not found.years:
    address.stop()

feedback.basis(workbench.basis(bench), workbench.definitions(bench), "trend_definitions")
feedback.item(workbench.item_texts(bench))
views.saved("trend", "pages/compare/over_the_years.py")

about = workbench.about(bench)
years = trend.year_labels(found)
figures.trend(
    years,
    trend.lines(bench, found, chosen),
    trend.band(bench, found),
    bench.axis,
    "trend_lines",
    filters.drills("org"),
)
table = trend.table(bench, found)
tables.show(table, about, "trend", filters.drills_row("org", table.frame, "org_code"))

st.header(_("What is behind it?"))
if picked := filters.organisation(rows):
    trail = Trail.of(bench, picked, filters.name_of(rows, picked))
    rows_behind(trail, bench.unit, about, "trend")
