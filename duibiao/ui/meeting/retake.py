"""Taking slides again: each page is opened at the address of its slide, and what it shows now is kept.

Only a page can say what it shows, so they are visited one after the other, a run each, and the way ends where it began.
A slide stays as it was unless its page shows the same choices and all of its charts and tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl

import streamlit as st

from duibiao.errors import DuibiaoError
from duibiao.export.kept import to_text
from duibiao.language import _
from duibiao.ui import address, moment, navigation, taken
from duibiao.ui.meeting import briefings
from duibiao.ui.meeting.briefings import Told

_KEY = "retaking"
_SAID = "retaken"


@dataclass(frozen=True)
class _Round:
    """What is still to be visited, as of which day (None: now), by whom; whether it ends in freezing; what failed."""

    briefing: int
    ahead: tuple[Told, ...]
    n_slides: int
    day: date | None
    by: str
    freezes: bool
    failed: tuple[str, ...] = ()


def begin(briefing: int, slides: Sequence[Told], day: date | None, by: str, freezes: bool = False) -> None:
    """Visit the pages of these slides as of a day (None: now) and keep what they show."""
    st.session_state[_KEY] = _Round(briefing, tuple(slides), len(slides), day, by, freezes)
    _visit(st.session_state[_KEY])


def banner() -> None:
    """Say which slide is being taken, while its page is drawn."""
    if (going := _going()) is not None:
        done = going.n_slides - len(going.ahead)
        words = _("Taking slide {n} of {total} again …").format(n=done + 1, total=going.n_slides)
        st.progress(done / going.n_slides, words)


def go_on(page: str) -> None:
    """Keep what the page shows, if it is the one that was to be visited and is drawn to its end, and go on."""
    _next(page, _keeps)


def pass_over(page: str) -> None:
    """Go on without keeping anything, where the page ended because it had nothing to show."""
    _next(page, lambda _slide, _by: False)


def give_up() -> None:
    """Stop where a page failed, or was left; slides not taken yet stay as they were, and that is said."""
    going: _Round | None = st.session_state.pop(_KEY, None)
    if going is not None:
        st.session_state[_SAID] = replace(going, failed=(*going.failed, *(slide.heading for slide in going.ahead)))


def outcome() -> None:
    """Say once how the last round ended."""
    ended: _Round | None = st.session_state.pop(_SAID, None)
    if ended is None:
        return
    if ended.failed:
        words = _("These slides stay as they were, since their pages do not show the same at that moment: {names}")
        st.warning(words.format(names=_(", ").join(ended.failed)), icon=":material/error:")
    else:
        st.toast(_("{n} slides taken again").format(n=ended.n_slides), icon=":material/check:")


def _going() -> _Round | None:
    going: _Round | None = st.session_state.get(_KEY)
    return going


def _next(page: str, keeps: Callable[[Told, str], bool]) -> None:
    going = _going()
    if going is None or address.is_left():
        return
    slide = going.ahead[0]
    if slide.page != page:
        give_up()  # somebody went elsewhere meanwhile
        return
    ahead = replace(going, ahead=going.ahead[1:])
    if not keeps(slide, going.by):
        ahead = replace(ahead, failed=(*ahead.failed, slide.heading))
    st.session_state[_KEY] = ahead
    _visit(ahead)


def _keeps(slide: Told, by: str) -> bool:
    """Keep what the page shows; False where it is not the same view, or cannot be kept."""
    view = taken.view(slide.page, slide.view.keys)
    if view.keys != slide.view.keys or _choices(view.query) != _choices(slide.view.query):
        return False
    try:
        briefings.take_again(slide.slide_id, view, to_text(view), by)
    except DuibiaoError:
        return False
    return True


def _choices(query: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The choices but for the moment."""
    return {key: text for key, text in query if key != moment.KEY}


def _visit(going: _Round) -> None:
    if not going.ahead:
        _end(going)
    slide = going.ahead[0]
    choices = _choices(parse_qsl(slide.address))
    if going.day is not None and going.day < date.today():
        choices[moment.KEY] = going.day.isoformat()
    navigation.go(slide.page, choices)


def _end(going: _Round) -> None:
    give_up()
    said = briefings.noted(going.briefing)
    if going.freezes and said is not None and not going.failed:
        briefings.freeze(said, going.day or date.today(), going.by)
    navigation.go(navigation.BRIEFING, {"briefing": str(going.briefing)})
