"""A briefing, or a single view, as files: slides, a document, an annex, a print, pictures."""

from functools import partial

from duibiao import formats, language
from duibiao.export.briefing import Briefing
from duibiao.export.briefing_files import file_of, formats_of
from duibiao.export.making import BriefingOrder
from duibiao.export.naming import safe
from duibiao.export.workshop import made
from duibiao.language import _
from duibiao.ui import downloads


def buttons(briefing: Briefing, key: str) -> None:
    """Every kind of file, made at the click and beside the server, since a document takes seconds."""
    name = name_of(briefing)
    for kind in formats_of(briefing):
        order = BriefingOrder(briefing, kind, language.current())
        file = file_of(briefing, kind)
        downloads.button(file.label, partial(made, order), f"{name}.{file.ending}", file.mime, f"{key}_{kind}")


def name_of(briefing: Briefing) -> str:
    """What its files are called, without an ending: the title, up to which day the figures are, and today."""
    dates = [shown.about.data_date for slide in briefing.slides for shown in slide.view.tables]
    words = _("{title} (up to {date})") if any(dates) else _("{title} ({day})")
    date = next(filter(None, dates), "")
    return safe(words.format(title=briefing.title, date=date, day=formats.today()))
