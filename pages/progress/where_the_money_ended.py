"""Where did the money of the year end?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, tables, views
from duibiao.ui.downloads import of_rows
from duibiao.ui.progress import settled

feedback.question(_("Where did the money of the year end?"))
view = settled.choose()
if view is None:
    feedback.nothing_here(_("No settlement and no money carried over is loaded; the upload page has the templates"))
    address.stop()

rows = settled.rows_of(view)
groups = settled.groups(view, rows)
feedback.banners(view.synthetic, view.currency)
feedback.answer(settled.answer(view, rows))
feedback.basis(settled.basis(view, rows), settled.definitions(), "settled_definitions")
views.saved("settled", "pages/progress/where_the_money_ended.py")
labels = settled.labels_of(view, groups)
stacks, parts = settled.stacks(view, groups, filters.chosen("group", labels))
figures.stacked(stacks, parts, view.unit.label, "settled_bars", filters.drills("group"))
about = settled.about(view)
picked = filters.drills_row("group", groups, settled.group_key(view))
tables.show(settled.groups_table(view, groups), about, "settled", picked)

if view.look == "settlements" and (wrong := settled.differing(rows)).height:
    st.header(_("What does not tie?"))
    tables.show(settled.rows_table(view, wrong, _("Rows whose parts do not add up")), about, "differing")

st.header(_("What is behind it?"))
group = filters.row_of("group", labels, settled.group_label(view))
of = labels[group] if group else _("all")
table = settled.rows_table(view, settled.of_group(view, rows, group), _("Rows: {whose}").format(whose=of))
tables.show(table, of_rows(about, of), "settled_rows")
