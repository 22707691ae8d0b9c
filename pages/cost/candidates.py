"""What could the standard be?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables, views
from duibiao.ui.cost import candidate_files, candidates
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("What could the standard be?"))
view = candidates.choose()
rows = candidates.computed(view)
grades = candidates.by_grade(view, rows)
found = candidates.headline(view)
feedback.banners(found.synthetic, found.currency)
feedback.answer(candidates.answer(view, grades))
feedback.basis(candidates.basis(view, rows), candidates.definitions(), "candidate_definitions")
about = candidates.about(view, found, overview_view.batch_lines(found, store.read("batches")))
with st.container(horizontal=True, vertical_alignment="bottom"):
    views.saved("candidates", "pages/cost/candidates.py")
    candidate_files.buttons(view, rows, grades, about)

if rows.is_empty():
    feedback.nothing_here(_("Nobody in this group has a unit cost of this; choose another group"))
else:
    dots, spread = candidates.dots(view, rows, grades), candidates.spread(view, grades)
    drills = filters.drills("org")
    figures.dots(dots, candidates.axis(view, rows), candidates.words(view), spread, "candidate_dots", drills)
    tables.show(candidates.grades_table(view, grades), about, "candidates")
    tables.show(candidates.members_table(view, rows), about, "members", filters.drills_row("org", rows, "org_code"))
    candidates.save(view, grades, found.synthetic)

    st.header(_("What is behind it?"))
    if picked := filters.organisation(rows.unique("org_code", maintain_order=True)):
        who, when = filters.name_of(rows, picked), view.when
        trail = Trail(when.year, when.month, picked, who, "item", view.item, view.grade)
        rows_behind(trail, view.unit, about, "candidate")
