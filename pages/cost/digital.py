"""Are digital projects bought dear?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables, views
from duibiao.ui.cost import component_prices, digital, maintenance, paid_twice, software_size

feedback.question(_("Are digital projects bought dear?"))
view = digital.choose()
found = digital.headline(view)
feedback.banners(found.synthetic, found.currency)
about = digital.about(view, found, overview_view.batch_lines(found, store.read("batches")))
drills, chosen, rows = filters.drills("project"), filters.picked("project"), None
if view.part == "prices":
    judged = component_prices.judged(view)
    things = component_prices.things(judged)
    feedback.answer(component_prices.answer(view, judged))
    feedback.basis(digital.basis(view), digital.definitions(), "digital_definitions")
    if things:
        thing = component_prices.choose_thing(things)
        rows = component_prices.of_thing(judged, thing)
        marks = component_prices.marks(view, thing, rows, filters.chosen("org", list(rows["org_code"])))
        (price, quantity), row = component_prices.axes(view, thing), rows.row(0, named=True)
        figures.purchases(marks, price, quantity, row["median"], row["standard"], "purchases", filters.drills("org"))
        table = component_prices.table(view, thing, rows)
        tables.show(table, about, "prices", filters.drills_row("org", rows, "org_code"))
elif view.part == "software":
    rows = software_size.sized(view)
    if not rows.is_empty():
        feedback.answer(software_size.answer(view, rows))
        feedback.basis(digital.basis(view), digital.definitions(), "digital_definitions")
        axis = _("Amount against the reference (%)")
        figures.ranked(software_size.bars(rows, chosen), axis, "software_bars", drills)
        table = software_size.table(view, rows)
        tables.show(table, about, "software", filters.drills_row("project", rows, "project_code"))
elif view.part == "maintenance":
    rows = maintenance.maintained(view)
    feedback.answer(maintenance.answer(view, rows))
    feedback.basis(digital.basis(view), digital.definitions(), "digital_definitions")
    if bars := maintenance.bars(rows, chosen):
        axis = _("Maintenance of the year in % of the build")
        figures.ranked(bars, axis, "maintenance_bars", drills, maintenance.ceiling_line(view))
        table = maintenance.table(view, rows)
        tables.show(table, about, "maintenance", filters.drills_row("project", rows, "project_code"))
else:
    rows = paid_twice.pairs(view)
    feedback.answer(paid_twice.answer(view, rows))
    feedback.basis(digital.basis(view), digital.definitions(), "digital_definitions")
    if not rows.is_empty():
        axis = _("At stake ({unit})").format(unit=view.unit.label)
        figures.ranked(paid_twice.bars(view, rows, chosen), axis, "twice_bars", drills)
        table = paid_twice.table(view, rows)
        tables.show(table, about, "twice", filters.drills_row("project", rows, "project_code_second"))
if rows is None or (rows.is_empty() and view.part == "software"):
    feedback.nothing_here(_("Nothing of this kind is loaded for the year"))
views.saved("digital", "pages/cost/digital.py")
digital.further()

st.header(_("What is behind it?"))
org = filters.organisation(rows) if view.part == "prices" and rows is not None else None
project = filters.project_of(store.read("components")) if view.part != "prices" else None
if org or project:
    behind = digital.behind(view, org, project)
    whose = filters.name_of(behind, org) if org else str(project)
    tables.show(digital.behind_table(view, behind, whose), about, "components")
