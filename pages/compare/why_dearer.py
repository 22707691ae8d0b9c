"""Why does it cost more?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, store, tables, views
from duibiao.ui.compare import causes, excess, why, workbench
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("Why does it cost more?"))
excess.open_on_largest()
bench = workbench.choose()
with filters.row():
    pair = why.choose(bench)
feedback.banners(bench.synthetic, store.currency(bench.year))
if pair is None:
    feedback.nothing_here(_("Nobody to compare with: no spending on this by another organisation or in another year"))
    address.stop()

found = why.computed(bench, pair)
feedback.answer(why.answer(bench, pair, found))
st.markdown(causes.told(bench, pair, found))
feedback.basis(workbench.basis(bench), why.definitions(), "why_definitions")
views.saved("why", "pages/compare/why_dearer.py")
about = workbench.about(bench)
figures.waterfall(why.steps(bench, pair, found), bench.unit.label, "why_steps", filters.drills("step"))
step = filters.step(why.step_labels(found))
tables.show(why.cells_table(bench, pair, found, step), about, "why")

st.header(_("What is it made up of?"))
for key, table in (("elements", why.elements_table(bench, pair)), ("classes", why.classes_table(bench, pair))):
    if table is not None:
        tables.show(table, about, key)

st.header(_("What is behind it?"))
sides = why.sides(pair)
if picked := filters.side({name: side.label for name, side in sides.items()}):
    rows_behind(Trail.of_side(bench, sides[picked]), bench.unit, about, "why")
