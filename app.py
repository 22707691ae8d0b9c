"""The frame around every page: language, access, navigation, and the one place where failures are shown."""

from pathlib import Path

import streamlit as st

from duibiao.errors import DuibiaoError
from duibiao.language import _
from duibiao.ui import access, address, feedback, filters, moment, person, store

HERE = Path(__file__).parent


st.set_page_config(page_title="对标 Duibiao", page_icon=feedback.ICON, layout="wide")
st.html(feedback.STYLE)
address.begin()
person.remember()
frame = st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="frame")
with frame:
    filters.language_switch()

if not access.admitted():
    access.refuse()
    st.stop()

with frame:
    moment.choose()

upload = st.Page(HERE / "pages/upload/may_it_go_in.py", title=_("Upload"), url_path="upload")
cuts = st.Page(HERE / "pages/progress/did_the_cut_hold.py", title=_("Cuts"), url_path="cuts")
page = st.navigation(
    {
        "": [st.Page(HERE / "pages/overview/what_came_in.py", title=_("Overview"), url_path="overview", default=True)],
        _("Comparison"): [
            st.Page(HERE / "pages/compare/same_thing.py", title=_("The same thing"), url_path="compare"),
            st.Page(HERE / "pages/compare/over_the_years.py", title=_("Over the years"), url_path="trend"),
            st.Page(HERE / "pages/compare/where_dear.py", title=_("Where dear"), url_path="heat"),
            st.Page(HERE / "pages/compare/cost_and_service.py", title=_("Cost and service"), url_path="service"),
            st.Page(HERE / "pages/compare/why_dearer.py", title=_("Why dearer"), url_path="why"),
            st.Page(HERE / "pages/compare/explore.py", title=_("Explore"), url_path="explore"),
            st.Page(HERE / "pages/compare/to_be_checked.py", title=_("To be checked"), url_path="checks"),
        ],
        _("Money that is stuck"): [cuts],
        _("Data"): [upload, st.Page(HERE / "pages/upload/ledger.py", title=_("Ledger"), url_path="ledger")],
    },
    position="top",
)
moment.banner()
try:
    with st.spinner(moment.reading()):
        if page is upload and moment.day() is not None:
            st.title(page.title)
            moment.only_now()
        else:
            page.run()
except DuibiaoError as error:
    feedback.failure(error)
finally:
    address.write()
    store.freeze_imports()
