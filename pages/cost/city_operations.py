"""City operations: what does a unit cost?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables, views
from duibiao.ui.cost import makeup, operations, operations_tables, operations_words
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("City operations: what does a unit cost?"))
view = operations.choose()
cells = operations.computed(view)
rows = operations.by_organisation(view, cells)
found = operations.headline(view)
feedback.banners(found.synthetic, found.currency)
feedback.answer(operations_words.answer(view, cells, rows))
feedback.basis(operations_words.basis(view, cells), operations_words.definitions(), "operations_definitions")
views.saved("city", "pages/cost/city_operations.py")

about = operations_words.about(view, found, overview_view.batch_lines(found, store.read("batches")))
chosen = filters.chosen("org", list(rows["org_code"]))
drills = filters.drills("org")
part = "rest" if cells.is_empty() else filters.part(operations.parts())
if part == "standard":
    if operations.is_one_thing(rows):
        dots, spread = operations.dots(view, rows, chosen), operations.spread(view, rows)
        figures.dots(dots, operations.unit_axis(view, cells), operations.words(view), spread, "operations_dots", drills)
    if stacks := operations.stacks(view, rows, chosen):
        figures.stacked(stacks, operations.steps(), operations.axis(view), "operations_steps", drills)
    table = operations_tables.table(view, cells, rows)
    tables.show(table, about, "operations", filters.drills_row("org", rows, "org_code", table.n_totals))
    tables.show(operations_tables.items_table(view, operations.by_item(cells)), about, "items")
elif part == "elements":
    shares = makeup.elements(view, cells)
    if shares.is_empty():
        feedback.nothing_here(_("Nobody has told the cost elements of this"))
    else:
        figures.stacked(
            makeup.stacks(shares, chosen), makeup.parts(shares), _("Share of the cost (%)"), "elements_shares", drills
        )
        tables.show(makeup.elements_table(view, shares), about, "elements")
else:
    rest = makeup.without_unit_cost(view)
    if rest.is_empty():
        feedback.nothing_here(_("Everything paid for this has a unit cost"))
    else:
        st.markdown(makeup.sub_items_answer(view, rest))
        tables.show(makeup.sub_items_table(view, rest), about, "sub_items", filters.drills_row("org", rest, "org_code"))

st.header(_("What is behind it?"))
if picked := filters.organisation(rows if part != "rest" else makeup.organisations(rest)):
    trail = Trail(
        view.when.year,
        view.when.month,
        picked,
        filters.name_of(rows if part != "rest" else rest, picked),
        "item",
        view.item,
        view.grade,
    )
    rows_behind(trail, view.unit, about, "operations")
