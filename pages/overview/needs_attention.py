"""What needs attention this month?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import (
    address,
    attention,
    attention_rows,
    attention_view,
    feedback,
    figures,
    filters,
    overview_view,
    store,
    tables,
)  # fmt: skip
from duibiao.ui.attention import Look, Matter

feedback.question(_("What needs attention this month?"))
if store.is_empty():
    feedback.nothing_loaded()
    address.stop()

with filters.row():
    year = filters.year(store.read("years"))
    month = filters.cut_off(store.read("months", year=year))
    unit = filters.money_unit(store.currency(year))
look = Look(year, month, unit)
attention.read_ahead(look)
headline = overview_view.headline(store.read("headline", year=year, month=month))
feedback.banners(headline.synthetic, headline.currency)
sentence, place = st.container(), st.empty()
findings = attention.found(look)
with sentence:
    feedback.answer(attention_view.answer(look, findings))
findings = attention_view.tiles(look, findings, place)
feedback.basis(attention_view.basis(look), attention_view.definitions(), "attention_definitions")

labels = attention_view.labels(findings)
bars = attention_view.bars(look, findings, filters.chosen("matter", labels))
if bars:
    st.header(_("How much money hangs on each?"))
    figures.ranked(bars, attention_view.axis(look), "attention_bars", filters.drills("matter"))
about = attention_view.about(look, headline, overview_view.batch_lines(headline, store.read("batches")))
table = attention_view.table(look, findings)
tables.show(table, about, "attention", filters.drills_row("matter", table.frame))
if labels and (matter := filters.row_of("matter", labels)):
    attention_rows.show(look, Matter(matter), about)
