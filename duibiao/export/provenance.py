"""How a view is known: what a reader who asks finds beside it in every kind of file."""

from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import urlencode

from duibiao.export.about import About
from duibiao.export.briefing import Briefing
from duibiao.export.view import View
from duibiao.language import _

_HOME = "home"
_Told = TypeVar("_Told", str, tuple[str, str])


def foot(view: View) -> str:
    """One line below a view: the warning, the past day at which it stands, cut-off date, denominator and n."""
    return joined(warning(view), moment(view), view.basis)


def warning(view: View) -> str:
    """What is said first: its own, else that of its tables."""
    return view.warning or next((shown.about.warning for shown in view.tables if shown.about.warning), "")


def moment(view: View) -> str:
    """That it shows the past, where it does."""
    told = About(as_of=view.as_of).moment
    return told or next((shown.about.moment for shown in view.tables if shown.about.moment), "")


def warnings(briefing: Briefing) -> str:
    """Every warning of a briefing, once."""
    return joined(*_once(warning(slide.view) for slide in briefing.slides))


def sources(view: View) -> list[tuple[str, str]]:
    """Name and text of all that stands behind a view: where it is found, filters, definitions, data date, batches."""
    abouts = [shown.about for shown in view.tables]
    told: list[tuple[str, str]] = []
    if warning(view):
        told.append((_("Notice"), warning(view)))
    if moment(view):
        told.append((_("As of"), moment(view)))
    told.append((_("Basis"), view.basis))
    told.append((_("Found at"), address(view)))
    told += [(_("Data up to"), about.data_date) for about in abouts if about.data_date]
    told += [(_("Filter: {name}").format(name=name), text) for about in abouts for name, text in about.filters]
    told += [(_("Definition: {name}").format(name=name), text) for about in abouts for name, text in about.definitions]
    told += [(_("Remark"), remark) for about in abouts for remark in about.remarks]
    told += [(_("Batch"), batch) for about in abouts for batch in about.batches]
    return [pair for pair in _once(told) if pair[1]]


def address(view: View) -> str:
    """The page with its filters, as the address bar has them; the first page is the root."""
    page = "/" if view.page == _HOME else view.page
    return f"{page}?{urlencode(view.query)}" if view.query else page


def joined(*parts: str) -> str:
    """The parts that say something, in one line."""
    return " · ".join(part for part in parts if part)


def _once(told: Iterable[_Told]) -> list[_Told]:
    return list(dict.fromkeys(told))
