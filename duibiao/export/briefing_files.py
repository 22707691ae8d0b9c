"""The kinds of file that a briefing, or a single view, can be taken along as."""

from enum import StrEnum

from duibiao.export.annex import xlsx_annex
from duibiao.export.briefing import Briefing
from duibiao.export.paper import docx_bytes_of
from duibiao.export.picture import png_bytes
from duibiao.export.printed import pdf_bytes
from duibiao.export.provenance import foot
from duibiao.export.slides import pptx_bytes
from duibiao.language import _


class BriefingFormat(StrEnum):
    """A kind of file; its value is also the ending of its name."""

    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    """The first chart of the first slide."""

    @property
    def label(self) -> str:
        """What it is called on a button."""
        labels = {
            BriefingFormat.PPTX: _("Slides (pptx)"),
            BriefingFormat.DOCX: _("Document (docx)"),
            BriefingFormat.XLSX: _("Annex (xlsx)"),
            BriefingFormat.PDF: _("Print (pdf)"),
            BriefingFormat.PNG: _("Chart (png)"),
        }
        return labels[self]

    @property
    def mime(self) -> str:
        """Its media type."""
        office = "application/vnd.openxmlformats-officedocument"
        return {
            BriefingFormat.PPTX: f"{office}.presentationml.presentation",
            BriefingFormat.DOCX: f"{office}.wordprocessingml.document",
            BriefingFormat.XLSX: f"{office}.spreadsheetml.sheet",
            BriefingFormat.PDF: "application/pdf",
            BriefingFormat.PNG: "image/png",
        }[self]


def formats_of(briefing: Briefing) -> tuple[BriefingFormat, ...]:
    """The kinds that there are of it; a picture only where a single view has a chart."""
    has_picture = len(briefing.slides) == 1 and briefing.slides[0].view.charts
    return tuple(kind for kind in BriefingFormat if kind is not BriefingFormat.PNG or has_picture)


def briefing_bytes(briefing: Briefing, kind: BriefingFormat) -> bytes:
    """The file. Raises DuibiaoError where it cannot be made here."""
    match kind:
        case BriefingFormat.PPTX:
            return pptx_bytes(briefing)
        case BriefingFormat.DOCX:
            return docx_bytes_of(briefing)
        case BriefingFormat.XLSX:
            return xlsx_annex(briefing)
        case BriefingFormat.PDF:
            return pdf_bytes(briefing)
        case BriefingFormat.PNG:
            slide = briefing.slides[0]
            return png_bytes(slide.view.charts[0], slide.heading, foot(slide.view))
