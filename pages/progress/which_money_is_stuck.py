"""Which money is stuck?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables, views
from duibiao.ui.downloads import of_rows
from duibiao.ui.drilldown import rows_behind
from duibiao.ui.progress import cuts_view, delays, stuck, stuck_definitions, stuck_project, stuck_view

feedback.question(_("Which money is stuck?"))
view = stuck.choose()
rows = stuck.found(view)
headline = overview_view.headline(store.read("headline", year=view.year, month=view.month))
about = stuck_view.about(view, headline, overview_view.batch_lines(headline, store.read("batches")))
feedback.banners(headline.synthetic, headline.currency)
whole = stuck.whole(view)
feedback.answer(stuck_view.answer(view, rows, whole))
feedback.basis(stuck_view.basis(view, rows), stuck_definitions.definitions(view), "stuck_definitions")
views.saved("stuck", "pages/progress/which_money_is_stuck.py")
figures.ranked(stuck_view.funnel_bars(view, rows), stuck_view.funnel_axis(view), "funnel", filters.unused)
if carried := stuck_view.carried_text(view, rows, stuck.carried(view)):
    st.caption(carried)

groups = stuck.groups(view)
labels = stuck_view.group_labels(groups)
bars = stuck_view.group_bars(view, groups, filters.chosen("group", labels))
figures.ranked(bars, stuck_view.at_risk_axis(view, rows), "stuck_groups", filters.drills("group"))
picked_group = filters.drills_row("group", groups, "key", n_totals=1)
tables.show(stuck_view.groups_table(view, groups, whole), about, "groups", picked_group)

st.header(_("Which projects?"))
group = filters.row_of("group", labels, _("See the projects of"))
show = stuck.choose_state()
listed = stuck.listed(rows, view, show, group)
if listed.is_empty():
    feedback.nothing_here(_("No project of this kind"))
else:
    title = stuck.show_labels()[show]
    table = stuck_view.table(view, listed, delays.noted(view.year), title)
    tables.show(table, about, "stuck", filters.drills_row("case", listed))
    cases = stuck_project.case_labels(filters.offered(listed, "case"))
    if case := filters.case(cases, _("See the project"), listed.height):
        row = stuck.project(listed, case)
        st.markdown(stuck_project.project_text(view, row))
        months, lines, band = stuck_project.curve(view, row)
        figures.trend(months, lines, band, view.unit.label, "project_curve", filters.unused)
        delays.ask(view.year, row)
        changes = stuck.changes_of(view, row)
        if changes.height:
            changed = cuts_view.changes_table(changes, cases[case], view.unit)
            tables.show(changed, of_rows(about, cases[case]), "changes")
        rows_behind(stuck.trail(view, row), view.unit, of_rows(about, cases[case]), "stuck")
