"""What should be looked into?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, filters, overview_view, store, tables
from duibiao.ui.compare import evidence, flags
from duibiao.ui.drilldown import Trail, rows_behind

feedback.question(_("What should be looked into?"))
when, unit = flags.when()
judged = evidence.judged(when)
found = flags.headline(when)
feedback.banners(found.synthetic, found.currency)
feedback.answer(flags.answer(when, judged, unit))
feedback.basis(flags.basis(when, judged), flags.definitions(), "flag_definitions")

rows = flags.of_interest(judged)
about = flags.about(found, when, overview_view.batch_lines(found, store.read("batches")))
if rows.is_empty():
    feedback.nothing_here(_("Nothing stands out at these thresholds"))
else:
    tables.show(flags.table(judged, unit), about, "flags", filters.drills_row("case", rows, "case"))
    st.header(_("What is behind it?"))
    if case := filters.case(flags.case_labels(rows)):
        row = rows.filter(rows["case"] == case).row(0, named=True)
        flags.explain(row, when.year)
        trail = Trail(when.year, when.month, row["org_code"], row["org_name"], "item", row["item_code"], row["grade"])
        rows_behind(trail, unit, about, "flag")
