"""A briefing, or a single view, as files: slides, a document, an annex, a print, a picture."""

from duibiao import formats
from duibiao.export.annex import xlsx_annex
from duibiao.export.briefing import Briefing
from duibiao.export.paper import docx_bytes_of
from duibiao.export.picture import png_bytes
from duibiao.export.printed import pdf_bytes
from duibiao.export.slides import pptx_bytes
from duibiao.language import _
from duibiao.ui import downloads

_OFFICE = "application/vnd.openxmlformats-officedocument"
_PPTX = f"{_OFFICE}.presentationml.presentation"
_DOCX = f"{_OFFICE}.wordprocessingml.document"
_XLSX = f"{_OFFICE}.spreadsheetml.sheet"


def buttons(briefing: Briefing, key: str) -> None:
    """Every kind of file, made at the click."""
    name = name_of(briefing)
    downloads.button(_("Slides (pptx)"), lambda: pptx_bytes(briefing), f"{name}.pptx", _PPTX, f"{key}_pptx")
    downloads.button(_("Document (docx)"), lambda: docx_bytes_of(briefing), f"{name}.docx", _DOCX, f"{key}_docx")
    downloads.button(_("Annex (xlsx)"), lambda: xlsx_annex(briefing), f"{name}.xlsx", _XLSX, f"{key}_xlsx")
    downloads.button(_("Print (pdf)"), lambda: pdf_bytes(briefing), f"{name}.pdf", "application/pdf", f"{key}_pdf")
    if len(briefing.slides) == 1 and briefing.slides[0].view.charts:
        downloads.button(_("Chart (png)"), lambda: _picture(briefing), f"{name}.png", "image/png", f"{key}_png")


def name_of(briefing: Briefing) -> str:
    """What its files are called, without an ending: the title, up to which day the figures are, and today."""
    dates = [shown.about.data_date for slide in briefing.slides for shown in slide.view.tables]
    words = _("{title} (up to {date})") if any(dates) else _("{title} ({day})")
    date = next(filter(None, dates), "")
    return downloads.safe(words.format(title=briefing.title, date=date, day=formats.today()))


def _picture(briefing: Briefing) -> bytes:
    slide = briefing.slides[0]
    view = slide.view
    return png_bytes(view.charts[0], slide.heading, view.basis, warning=view.warning)
