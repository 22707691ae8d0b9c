"""The kinds of file that a briefing, or a single view, can be taken along as."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from duibiao.export.annex import xlsx_annex
from duibiao.export.briefing import Briefing, Slide, place_of
from duibiao.export.naming import safe, within
from duibiao.export.paper import docx_bytes_of
from duibiao.export.picture import png_bytes
from duibiao.export.printed import pdf_bytes
from duibiao.export.provenance import foot
from duibiao.export.slides import pptx_bytes
from duibiao.export.view import Chart
from duibiao.language import _

_LONGEST_NAME, _MOST_BYTES = 80, 200
"""Of a picture's name without its ending: letters and bytes."""


class BriefingFormat(StrEnum):
    """A kind of file."""

    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    """The chart; where there are several, all of them in an archive."""

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


@dataclass(frozen=True)
class File:
    """How the file of a kind is offered: what a button says, the ending of its name, its media type."""

    label: str
    ending: str
    mime: str


def formats_of(briefing: Briefing) -> tuple[BriefingFormat, ...]:
    """The kinds that there are of it; pictures only where there is a chart."""
    has_picture = bool(_charts(briefing))
    return tuple(kind for kind in BriefingFormat if kind is not BriefingFormat.PNG or has_picture)


def file_of(briefing: Briefing, kind: BriefingFormat) -> File:
    """What the file of that kind is, which for pictures depends on how many charts there are."""
    if kind is BriefingFormat.PNG and len(_charts(briefing)) > 1:
        return File(_("Charts (png)"), "zip", "application/zip")
    return File(kind.label, kind.value, kind.mime)


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
            return _pictures(_charts(briefing))


def _charts(briefing: Briefing) -> list[tuple[str, Chart, Slide]]:
    """Every chart with its number and the slide on which it stands."""
    return [
        (place_of(number, place, len(slide.view.charts)), chart, slide)
        for number, slide in enumerate(briefing.slides, 1)
        for place, chart in enumerate(slide.view.charts, 1)
    ]


def _pictures(charts: Sequence[tuple[str, Chart, Slide]]) -> bytes:
    """The picture of the only chart, or an archive of those of all, each under its number and heading."""
    if len(charts) == 1:
        return _picture(*charts[0][1:])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, chart, slide in charts:
            name = safe(within(f"{number} {slide.heading}", _LONGEST_NAME, _MOST_BYTES))
            archive.writestr(f"{name}.png", _picture(chart, slide))
    return buffer.getvalue()


def _picture(chart: Chart, slide: Slide) -> bytes:
    return png_bytes(chart, slide.heading, foot(slide.view))
