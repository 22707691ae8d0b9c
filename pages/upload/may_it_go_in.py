"""What came in, and may it go in?"""

import streamlit as st

from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import feedback, figures, filters, frames, ledger_view, tables, upload, upload_questions, upload_view

feedback.question(_("What came in, and may it go in?"))
file = upload.dropped()
if file is None:
    feedback.nothing_here(_("Drop this month's extract: it is read, checked and compared before anything is loaded"))
    upload.templates()
    st.stop()

st.header(_("1. Recognise"))
proposal = upload.recognised(file)
feedback.answer(upload_view.recognised_sentence(file.name, proposal))
left, right = st.columns([2, 3])
left.dataframe(frames.as_arrow(upload_view.guesses_frame(proposal)), key="guesses")
right.dataframe(frames.as_arrow(upload_view.first_rows(proposal)), key="first_rows")
st.caption(upload_view.not_loaded(proposal))
st.caption(upload_view.profile_sentence(proposal))

st.header(_("2. Map the columns"))
proposal = upload.mapped(file, proposal)
upload.profile(file, proposal)
wished = upload.wish(file, proposal)
if lacking := upload_view.lacking_sentence(proposal, wished):
    st.warning(lacking, icon=":material/help:")
    st.stop()

st.header(_("3. Check"))
examined = upload.checked(file, proposal, wished)
st.markdown(upload_view.checked_sentence(examined))
upload_questions.account(examined)
if examined.findings:
    tables.show(ledger_view.findings_table(examined.findings, MoneyUnit()), upload_view.about(examined), "findings")
upload.confirmed(file, examined.reading.unknown)
if examined.reading.rejected.height:
    upload.rows_set_aside(examined)

st.header(_("4. Compare and accept"))
st.markdown(upload_view.change_sentence(examined))
change, extract = examined.change, examined.reading.extract
if change is not None and not change.is_nothing and (measures := upload_view.shown_measures(examined, change)):
    unit = filters.money_unit(upload_view.currency(examined))
    about = upload_view.about(examined)
    bars = upload_view.change_bars(change, measures, extract, unit)
    figures.ranked(bars, upload_view.change_axis(measures, extract, unit), "change_bars", upload.highlight)
    tables.show(upload_view.organisations_table(change, measures, extract, unit), about, "change_by_organisation")
    tables.show(upload_view.largest_table(change, measures, extract, unit), about, "largest_changes")
if (batch := upload.accepted(examined)) is not None:
    st.success(upload_view.accepted_sentence(examined, batch), icon=":material/check_circle:")
