"""What has come in, and where does it differ most?"""

import streamlit as st

from duibiao.analysis import deviation, progress
from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, overview_view, store, tables
from duibiao.ui.compare import evidence
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("What has come in, and where does it differ most?"))
if store.is_empty():
    feedback.nothing_loaded()
    address.stop()

years = store.read("years")
choices = filters.row()
with choices:
    year = filters.year(years)
    month = filters.month(filters.last_month(years, year))
    unit = filters.money_unit(store.currency(year))

of_the_month = {"year": year, "month": month}
store.read_ahead(*((name, of_the_month) for name in ("unit_costs", "item_totals", "headline", "execution_by_org")))
headline = overview_view.headline(store.read("headline", year=year, month=month))
feedback.banners(headline.synthetic, headline.currency)
if not headline.n_orgs:
    feedback.nothing_here(_("Nothing is loaded for this month; choose another one"))
    address.stop()
unit_costs = store.read("unit_costs", year=year, month=month)
item_totals = store.read("item_totals", year=year, month=month)
execution = store.read("execution_by_org", year=year, month=month)
batches = store.read("batches")

groups = deviation.groups(unit_costs, item_totals, evidence.judged(evidence.When(year, month)))
judged = deviation.deviations(groups)
with choices:
    basis = filters.basis(overview_view.judged_by(judged))
deviations = deviation.judged_by(judged, basis)
cases = overview_view.named(deviations, unit)
slowest = progress.with_gap(execution, month).sort("execution_rate", "org_code", nulls_last=True)
about = overview_view.about(headline, overview_view.batch_lines(headline, batches))

feedback.answer(overview_view.answer(headline, deviations, unit))
figures.headline(overview_view.figures(headline, unit))
feedback.how_computed(overview_view.definitions(), "overview_definitions")

st.header(_("Where do towns and subdistricts differ most?"))
st.caption(overview_view.deviation_basis(headline, cases, deviation.too_few(groups)))
if cases.is_empty():
    feedback.nothing_here(_("Nothing stands out: nobody is far above the median, or there are too few peers"))
else:
    labels = overview_view.case_labels(cases)
    chosen = filters.chosen("case", labels)
    bars = overview_view.deviation_bars(cases, unit, chosen)
    figures.ranked(bars, overview_view.deviation_axis(unit), "deviation_bars", filters.drills("case"))
    tables.show(overview_view.deviation_table(cases, unit), about, "deviations", filters.drills_row("case", cases))
    if picked := filters.case(labels):
        case = overview_view.case(cases, picked)
        filters.compare_link(year, case.item_code, overview_view.measure(basis), case.grade)
        trail = Trail(year, month, case.org_code, labels[case.code], "item", case.item_code, case.grade)
        rows_behind(trail, unit, about, "case")

st.header(_("How far has each organisation spent its budget?"))
st.caption(overview_view.execution_basis(headline))
spender = filters.chosen("spender", list(slowest["org_code"]))
bars = overview_view.execution_bars(slowest, spender)
figures.ranked(
    bars, overview_view.execution_axis(), "execution_bars", filters.drills("spender"), overview_view.pace_line(headline)
)
table = overview_view.execution_table(slowest, headline, unit)
tables.show(table, about, "execution", filters.drills_row("spender", slowest, "org_code", 1))
if picked := filters.organisation(slowest, "spender"):
    rows_behind(Trail(year, month, picked, filters.name_of(slowest, picked)), unit, about, "spender")

st.header(_("What is loaded?"))
state = store.read("data_state")
tables.show(overview_view.loaded_table(state, unit), about, "loaded", filters.drills_row("extract", state))
if extract := filters.extract(overview_view.extract_labels(), state):
    tables.show(overview_view.batches_table(batches, extract, unit), about, "batches")
