"""The review sheet as files: a workbook, and an official document."""

from dataclasses import replace

import streamlit as st

from duibiao import formats
from duibiao.export.naming import safe
from duibiao.export.review import review_docx, review_xlsx
from duibiao.language import _
from duibiao.ui import downloads, moment
from duibiao.ui.cost.asking import Desk

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def buttons(desk: Desk) -> None:
    """Download the whole sheet, all requests that were chosen with all their lines."""
    sheet, about = desk.sheet, desk.about
    if past := moment.day():
        about = replace(about, as_of=formats.day(past))
    name = safe(sheet.title)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(_("The review sheet:"), width="content")
        downloads.button(_("Excel"), lambda: review_xlsx(sheet, about), f"{name}.xlsx", _XLSX, "review_xlsx")
        downloads.button(_("Word"), lambda: review_docx(sheet, about), f"{name}.docx", _DOCX, "review_docx")
