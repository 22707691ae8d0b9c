"""What do we show in the meeting?"""

import streamlit as st

from duibiao.language import _
from duibiao.ui import feedback, tables
from duibiao.ui.meeting import agreed, board, briefings, retake

feedback.question(_("What do we show in the meeting?"))
said = board.choose()
retake.outcome()
if said is None:
    feedback.nothing_here(_("No briefing yet: begin one here, or choose “Add to briefing” at the top of any page"))
else:
    slides = briefings.told(said.briefing_id)
    feedback.answer(board.answer(said, slides))
    board.bar(said, slides)
    board.cards(said, slides)
    if slides:
        st.header(_("On paper"))
        board.exports(said, slides)
        tables.show(board.contents(said, slides), board.about(said, slides), "contents")
    st.header(_("Who does what by when?"))
    agreed.show(said.briefing_id, board.about(said, slides))
