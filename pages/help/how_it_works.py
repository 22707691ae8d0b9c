"""How does it work?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, filters, handbook, tour

feedback.question(_("How does it work?"))
st.caption(_("Methods, words and columns; where published figures come from; what lamps and signs mean."))
with filters.row():
    query = filters.search(_("Search in all of it"), "q")
    tour.start_button()
if query:
    handbook.show_found(query)
else:
    handbook.show(filters.part(handbook.parts()))
