"""Did the cut hold?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, figures, filters, overview_view, store, tables
from duibiao.ui.downloads import of_rows
from duibiao.ui.drilldown import Trail, rows_behind
from duibiao.ui.progress import cuts, cuts_view, year_end

feedback.question(_("Did the cut hold?"))
when, unit = cuts.when()
found = cuts.found(when)
headline = overview_view.headline(store.read("headline", year=when.year, month=when.month))
about = cuts_view.about(headline, when, overview_view.batch_lines(headline, store.read("batches")))
feedback.banners(headline.synthetic, headline.currency)
feedback.answer(cuts_view.answer(when, found, unit))
feedback.basis(cuts_view.basis(when, found, unit), cuts_view.definitions(), "cut_definitions")

look = cuts.look(found)
if look is cuts.Look.SAVINGS:
    st.caption(cuts_view.pipeline_text(cuts.pipeline(when.year)))
rows = cuts_view.cases(found, look)
if rows.is_empty():
    feedback.nothing_here(cuts_view.nothing(when, look, found))
else:
    labels = cuts_view.case_labels(rows)
    bars = cuts_view.bars(rows, look, unit, filters.chosen("case", labels))
    if bars:
        figures.ranked(bars, cuts_view.axis(look, unit), "cut_bars", filters.drills("case"))
    tables.show(cuts_view.table(rows, look, unit), about, "cuts", filters.drills_row("case", rows))
    if case := filters.case(labels, _("See the case")):
        org, subject = case.split("|", 1)
        changes = cuts.changes_behind(when, look, org, subject)
        if changes.is_empty():
            feedback.nothing_here(_("No dated changes stand behind this case"))
        else:
            changed = cuts_view.changes_table(changes, labels[case], unit)
            tables.show(changed, of_rows(about, labels[case]), "changes")
        kind = "item" if look is cuts.Look.OFFSET else "projects"
        rows_behind(Trail(when.year, when.month, org, labels[case], kind, subject), unit, about, "cut")

st.header(_("Who leaves it to December?"))
surge = year_end.found(when.year)
if surge is None:
    feedback.nothing_here(_("No year with its December is loaded"))
else:
    st.markdown(year_end.answer(surge))
    feedback.basis(year_end.basis(surge), year_end.definitions(), "surge_definitions")
    about_surge = year_end.about(about, surge)
    dots = year_end.dots(surge, filters.chosen("spender", list(surge.rows["org_code"])))
    words, spread = year_end.words(surge), year_end.spread(surge)
    figures.dots(dots, year_end.axis(), words, spread, "surge_dots", filters.drills("spender"))
    tables.show(
        year_end.table(surge, unit), about_surge, "surges", filters.drills_row("spender", surge.rows, "org_code")
    )
    if spender := filters.organisation(surge.rows, "spender"):
        about_months = year_end.about_months(about_surge, surge, spender)
        tables.show(year_end.months_table(surge, spender, unit), about_months, "months")
