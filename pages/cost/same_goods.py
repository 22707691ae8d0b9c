"""The same goods: how far apart in price?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import address, feedback, figures, filters, tables, views
from duibiao.ui.cost import market
from duibiao.ui.downloads import of_rows

feedback.question(_("The same goods: how far apart in price?"))
view = market.choose()
if view is None:
    feedback.nothing_here(_("No catalogue of prices is loaded; the upload page has the template"))
    address.stop()

goods = market.goods(view)
rows = market.shown(view, goods)
feedback.banners(view.synthetic, view.currency)
feedback.answer(market.answer(view, goods))
feedback.basis(market.basis(view, goods), market.definitions(), "market_definitions")
views.saved("market", "pages/cost/same_goods.py")
if rows.is_empty():
    feedback.nothing_here(_("No good of this kind"))
    address.stop()

labels = market.labels(rows)
bars = market.bars(view, rows, filters.chosen("good", labels))
if bars:
    figures.ranked(bars, market.axis(view), "goods_bars", filters.drills("good"))
about = market.about(view)
tables.show(market.table(view, rows), about, "goods", filters.drills_row("good", rows, "key"))

st.header(_("What is behind it?"))
if good := filters.row_of("good", labels, _("See the offers and purchases of")):
    tables.show(market.offers_table(view, good, labels[good]), of_rows(about, labels[good]), "offers")
    if (bought := market.purchases_table(view, good, labels[good])) is not None:
        tables.show(bought, of_rows(about, labels[good]), "bought")
