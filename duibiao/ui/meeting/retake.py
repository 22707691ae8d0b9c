"""Taking slides again: each page is opened at the address of its slide, and what it shows now is kept.

Only a page can say what it shows, so they are visited one after the other, a run each, and the way ends where it began.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl

import streamlit as st

from duibiao.errors import DuibiaoError
from duibiao.language import _
from duibiao.ui import address, moment, navigation, taken
from duibiao.ui.meeting import briefings
from duibiao.ui.meeting.briefings import Told

_KEY = "retaking"
_SAID = "retaken"


@dataclass(frozen=True)
class _Round:
    """What is still to be visited, as of which day (None: now), by whom, and what could not be taken."""

    briefing: int
    ahead: tuple[Told, ...]
    n_slides: int
    day: date | None
    by: str
    failed: tuple[str, ...] = ()


def begin(briefing: int, slides: Sequence[Told], day: date | None, by: str) -> None:
    """Visit the pages of these slides as of a day (None: now) and keep what they show."""
    st.session_state[_KEY] = _Round(briefing, tuple(slides), len(slides), day, by)
    _visit(st.session_state[_KEY])


def is_going_on() -> bool:
    """Whether the page that is about to be drawn is drawn for a slide."""
    return _KEY in st.session_state


def banner() -> None:
    """Say which slide is being taken, while its page is drawn."""
    if (going := st.session_state.get(_KEY)) is not None:
        done = going.n_slides - len(going.ahead)
        words = _("Taking slide {n} of {total} again …").format(n=done + 1, total=going.n_slides)
        st.progress(done / going.n_slides, words)


def go_on(page: str) -> None:
    """Keep what the page shows, if it is the one that was to be visited, and go on to the next, or back."""
    going = st.session_state.get(_KEY)
    if going is None or address.is_left():
        return
    slide = going.ahead[0]
    if slide.page != page:
        del st.session_state[_KEY]  # somebody went elsewhere meanwhile
        return
    ahead = replace(going, ahead=going.ahead[1:])
    if not _keep(slide, page, going.by):
        ahead = replace(ahead, failed=(*ahead.failed, slide.heading))
    st.session_state[_KEY] = ahead
    _visit(ahead)


def outcome() -> None:
    """Say once how the last round ended."""
    ended: _Round | None = st.session_state.pop(_SAID, None)
    if ended is None:
        return
    if ended.failed:
        names = _(", ").join(ended.failed)
        st.warning(
            _("These slides show nothing at that moment and stay as they were: {names}").format(names=names),
            icon=":material/error:",
        )
    else:
        st.toast(_("{n} slides taken again").format(n=ended.n_slides), icon=":material/check:")


def _keep(slide: Told, page: str, by: str) -> bool:
    """Keep what the page shows in place of what the slide showed; False where there is nothing, or too much."""
    if not taken.anything():
        return False
    charts = _places([chart.axis for chart in slide.view.charts], taken.charts())
    tables = _places([shown.table.title for shown in slide.view.tables], taken.tables())
    try:
        briefings.take_again(slide.noted, taken.view(page, charts, tables), by)
    except DuibiaoError:
        return False
    return True


def _places(wanted: Sequence[str], there: Sequence[str]) -> list[int]:
    """Where the charts (or tables) of a slide stand on its page now; one that is called otherwise is the n-th."""
    return [there.index(name) if name in there else place for place, name in enumerate(wanted)]


def _visit(going: _Round) -> None:
    if not going.ahead:
        del st.session_state[_KEY]
        st.session_state[_SAID] = going
        navigation.go(navigation.BRIEFING, {"briefing": str(going.briefing)})
    slide = going.ahead[0]
    choices = dict(parse_qsl(slide.address))
    choices.pop(moment.KEY, None)
    if going.day is not None and going.day < date.today():
        choices[moment.KEY] = going.day.isoformat()
    navigation.go(slide.page, choices)
