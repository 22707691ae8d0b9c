"""Who spends how much on the same thing?"""

import streamlit as st

from duibiao.analysis import comparison
from duibiao.analysis.comparison import Measure
from duibiao.language import _
from duibiao.ui import address, comparison_view, feedback, figures, filters, overview_view, store, tables
from duibiao.ui.comparison_view import View
from duibiao.ui.drilldown import Trail, rows_behind

st.title(_("Who spends how much on the same thing?"))
if store.is_empty():
    feedback.nothing_loaded()
    address.stop()

years = store.read("years")
with filters.row():
    year = filters.year(years)
    choices = store.read("choices", year=year)
    if choices.is_empty():
        feedback.nothing_here(_("The data of this year name neither service items nor function classes"))
        address.stop()
    subject = filters.subject(choices)
    unit = filters.money_unit(store.currency(year))
measures = store.read("comparison_measures", year=year, item=subject.code)
with filters.row():
    members = filters.members(store.read("orgs", year=year))
    compared = filters.members_of(measures, members)
    measure = filters.measure(comparison.available(compared))
    costs = store.read("unit_costs", year=year)
    grade = filters.grade(comparison.grades(costs, subject.code) if measure is Measure.PER_UNIT else ())
if grade:
    compared = comparison.of_grade(compared, costs, subject.code, grade)

headline = overview_view.headline(store.read("headline", year=year))
view = View(
    year=year,
    month=headline.month,
    subject=subject,
    members=members,
    grade=grade,
    unit=unit,
    comparison=comparison.compare(compared, measure),
    measure_unit=comparison.measure_unit(compared),
    synthetic=headline.synthetic,
    batches=overview_view.batch_lines(headline, store.read("batches")),
)
feedback.banners(headline.synthetic, headline.currency)
feedback.answer(comparison_view.answer(view))
feedback.basis(comparison_view.basis(view), comparison_view.definitions(view), "comparison_definitions")
if view.comparison.rows.is_empty():
    feedback.nothing_here(_("None of these organisations reports in this year; choose others"))
    address.stop()

about = comparison_view.about(view)
rows = view.comparison.rows
chosen = filters.chosen("org", list(rows["org_code"]))
bars = comparison_view.bars(view, chosen)
figures.ranked(
    bars, comparison_view.axis(view), "comparison_bars", filters.drills("org"), comparison_view.reference(view)
)
table = comparison_view.table(view)
tables.show(table, about, "comparison", filters.drills_row("org", rows, "org_code", table.n_totals))

st.header(_("What is behind it?"))
if picked := filters.organisation(rows):
    trail = Trail(year, view.month, subject.code, picked, filters.name_of(rows, picked), grade)
    rows_behind(trail, unit, about, "comparison")
