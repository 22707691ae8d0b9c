"""The review sheet of candidate standards as files: a workbook, and an official document."""

from dataclasses import replace

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.candidate import candidate_docx, candidate_xlsx
from duibiao.export.naming import safe
from duibiao.language import _
from duibiao.ui import downloads, moment
from duibiao.ui.cost import candidates
from duibiao.ui.cost.candidates import View

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def buttons(view: View, rows: pl.DataFrame, grades: pl.DataFrame, about: About) -> None:
    """Download the candidates of all grades that are shown, with every unit cost behind them."""
    if past := moment.day():
        about = replace(about, as_of=formats.day(past))
    found, members = candidates.grades_table(view, grades), candidates.members_table(view, rows)
    title, sentence = candidates.title(view), candidates.answer(view, grades)
    name = safe(title)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(_("The review sheet:"), width="content")
        downloads.button(
            _("Excel"), lambda: candidate_xlsx(found, members, about), f"{name}.xlsx", _XLSX, "candidate_xlsx"
        )
        downloads.button(
            _("Word"),
            lambda: candidate_docx(title, sentence, found, members, about),
            f"{name}.docx",
            _DOCX,
            "candidate_docx",
        )
