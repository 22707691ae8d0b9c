"""Who pays more for the same thing?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, comments, feedback, figures, filters, store, tables, views
from duibiao.ui.compare import alike, distribution, evidence, neighbours, workbench
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("Who pays more for the same thing?"))
bench = workbench.choose()
feedback.banners(bench.synthetic, store.currency(bench.year))
feedback.answer(distribution.answer(bench))
feedback.basis(workbench.basis(bench), workbench.definitions(bench), "comparison_definitions")
feedback.item(workbench.item_texts(bench))
views.saved("compare", "pages/compare/same_thing.py")
rows = bench.comparison.rows
if rows.is_empty():
    feedback.nothing_here(_("None of these organisations reports in this year; choose others"))
    address.stop()

remarks = comments.of(bench)
about = comments.with_remarks(workbench.about(bench), remarks)
chosen = filters.chosen("org", list(rows["org_code"]))
judged = evidence.of_bench(bench)
dots = distribution.dots(bench, chosen, distribution.standards(bench, judged), distribution.flagged(judged))
figures.dots(
    dots, bench.axis, distribution.words(bench), distribution.spread(bench), "comparison_dots", filters.drills("org")
)
table = distribution.table(bench)
tables.show(table, about, "comparison", filters.drills_row("org", rows, "org_code", table.n_totals))

comments.show(bench, remarks, dict(rows.select("org_code", "org_name").iter_rows()))
if bench.peers is not None:
    names = dict(rows.select("org_code", "org_name").iter_rows())
    tables.show(neighbours.table(bench.peers, names), about, "peers")

st.header(_("What is behind it?"))
if picked := filters.organisation(rows):
    who = filters.name_of(rows, picked)
    if (alikes := alike.table(bench, picked, who)) is not None:
        tables.show(alikes, about, "alike")
        feedback.how_computed(alike.definitions(), "alike_definitions")
    rows_behind(Trail.of(bench, picked, who), bench.unit, about, "comparison")
