"""How much of this request is justified?"""

import streamlit as st

from duibiao.export.review import not_judged_table, requests_table
from duibiao.language import _
from duibiao.ui import feedback, figures, filters, tables, views
from duibiao.ui.cost import asking, line_behind, review_files, review_view

feedback.question(_("How much of this request is justified?"))
desk = asking.choose()
feedback.banners(desk.synthetic, None)
feedback.answer(review_view.answer(desk))
feedback.basis(asking.basis(desk), desk.about.definitions, "review_definitions")
with st.container(horizontal=True, vertical_alignment="bottom"):
    views.saved("review", "pages/cost/budget_review.py")
    review_files.buttons(desk)
of = review_view.choose_bars()
rows = review_view.bars(desk, of)
axis = _("Requested ({unit})").format(unit=desk.sheet.unit.label)
figures.stacked(rows, review_view.kinds(), axis, "review_bars", filters.drills(of))
sums = requests_table(desk.sheet)
pick = filters.drills_row("request", sums.frame[sums.n_totals :], "request_no", sums.n_totals)
tables.show(sums, desk.about, "requests", pick if of == review_view.REQUESTS else None)

st.header(_("Line by line"))
group = filters.row_of(of, review_view.group_labels(desk, of), _("See the lines of"))
sheet = review_view.picked(desk, of, group)
table, keys = review_view.lines(sheet), review_view.keys(sheet)
tables.show(table, desk.about, "review_lines", filters.drills_row("line", keys, "line", table.n_totals))
if sheet.review.not_judged:
    st.header(_("What could not be judged?"))
    tables.show(not_judged_table(sheet), desk.about, "not_judged")

st.header(_("What is behind it?"))
chosen = filters.row_of("line", dict(keys.iter_rows()), _("See how a line was judged"))
if (judged := review_view.line_of(sheet, chosen)) is not None:
    line_behind.show(judged, sheet, desk)
