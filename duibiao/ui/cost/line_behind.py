"""What is behind the verdict on one line: the standard piece by piece, the others, the own budget lines."""

import streamlit as st

from duibiao.analysis.review import Judged
from duibiao.export.review import Sheet
from duibiao.language import _
from duibiao.ui import feedback, tables
from duibiao.ui.cost import review_view
from duibiao.ui.cost.asking import Desk
from duibiao.ui.drilldown import rows_behind


def show(judged: Judged, sheet: Sheet, desk: Desk) -> None:
    """Everything that the line was judged by."""
    st.markdown(review_view.verdict(judged, sheet))
    shown = {"pieces": review_view.pieces(judged, sheet), "others": review_view.others(judged, sheet)}
    for key, table in shown.items():
        if table is not None:
            tables.show(table, desk.about, f"review_{key}")
    if (trail := review_view.trail(judged, desk)) is not None:
        rows_behind(trail, sheet.unit, desk.about, "own")
    elif shown["others"] is None:
        feedback.nothing_here(_("Nobody has a unit cost for the same item, grade and unit in that year"))
