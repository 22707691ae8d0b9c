"""The frame around every page: language, access, navigation, and the one place where failures are shown."""

import streamlit as st

from duibiao.errors import DuibiaoError
from duibiao.ui import access, address, ahead, feedback, filters, memory, moment, navigation, person, taken, theme, tour
from duibiao.ui.meeting import collect, retake, stage

st.set_page_config(page_title="对标 Duibiao", page_icon=feedback.ICON, layout="wide")
st.html(theme.STYLE)
st.logo(feedback.ICON, size="small")
address.begin()
person.remember()
frame = st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="frame")
with frame:
    filters.language_switch()
theme.follow()

if not access.admitted():
    access.refuse()
    st.stop()

with frame:
    moment.choose()

page = navigation.chosen()
where = navigation.address_of(page)
moment.banner()
tour.show(page.url_path)
retake.banner()
stage.way_back(where)
try:
    taken.begin()
    with ahead.giving_way(), st.spinner(moment.reading()):
        if where == navigation.UPLOAD and moment.day() is not None:
            st.title(page.title)
            moment.only_now()
        else:
            page.run()
    with frame:
        collect.offer(where)
except address.PageEndedError:
    retake.pass_over(where)
except DuibiaoError as error:
    feedback.failure(error)
    retake.give_up()
else:
    ahead.begin()
    retake.go_on(where)
finally:
    address.write()
    memory.let_go()
