"""Is the cheap one good, too?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, store, tables, views
from duibiao.ui.compare import service, workbench
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("Is the cheap one good, too?"))
service.open_on_told()
bench = workbench.choose()
with filters.row():
    level = service.choose(bench)
feedback.banners(bench.synthetic, store.currency(bench.year))
if level is None:
    feedback.nothing_here(_("No indicator of the service level is loaded for this; choose another service item"))
    address.stop()

rows = service.computed(bench, level)
chosen = filters.chosen("org", list(rows["org_code"]))
feedback.answer(service.answer(level, rows))
feedback.basis(
    workbench.basis(bench), (*workbench.definitions(bench), *service.definitions(level)), "service_definitions"
)
views.saved("service", "pages/compare/cost_and_service.py")
about = workbench.about(bench)
figures.scatter(
    service.points(bench, level, rows, chosen),
    level.label,
    bench.axis,
    service.cross(bench, rows),
    "service_points",
    filters.drills("org"),
)
table = service.table(bench, level, rows)
tables.show(table, about, "service", filters.drills_row("org", rows, "org_code"))

st.header(_("What is behind it?"))
if not rows.is_empty() and (picked := filters.organisation(rows)):
    rows_behind(Trail.of(bench, picked, filters.name_of(rows, picked)), bench.unit, about, "service")
