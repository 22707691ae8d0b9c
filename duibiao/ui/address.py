"""The address of the page holds every choice, as codes: a link shows the same view in any language.

Streamlit's own binding (`bind="query-params"`) writes the labels of options, which change with the language, and
leaves out defaults, which change with the data; so the address is kept here.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

_KNOWN = "choices_in_address"
_SEEN = "address_seen"
_NEWS = "address_news"
_LEAVING = "address_left"


def restore(key: str, options: Collection[str], default: str | None) -> None:
    """Set the widget `key` before it is drawn: from the address, else as it was chosen, else to the default.

    A choice that is no option for a while (another year, a past day) comes back when it is one, unless another is made.
    """
    wish = wanted(key)
    kept = wish if wish in options else default
    st.session_state[key] = shown = None if kept is None else str(kept)
    if wish and shown != wish:
        _waiting()[key] = (shown, wish)
    else:
        _waiting().pop(key, None)


def wanted(key: str) -> str | None:
    """What was chosen last; where something else stands in for it, and was left as it is, the choice behind it."""
    asked = _asked(key)
    if asked is not None:
        return asked
    chosen = st.session_state.get(key, _known().get(key)) or None
    stands_in, wish = _waiting().get(key, (None, chosen))
    return wish if chosen == stands_in else chosen


def restore_many(key: str, options: Collection[str], default: Sequence[str]) -> None:
    """The same for a widget that holds several options."""
    asked = _asked(key)
    chosen = st.session_state.get(key) if asked is None else asked.split(",")
    if chosen is None and key in _known():
        chosen = _known()[key].split(",")
    kept = [option for option in chosen or [] if option in options]
    st.session_state[key] = kept or list(default)


def restore_day(key: str, first: date, last: date) -> None:
    """The same for a day, or none: in an address it is written as 2026-08-31."""
    asked = _asked(key)
    if asked is None and key in st.session_state:
        chosen = st.session_state[key]
    else:
        chosen = _day(_known().get(key, "") if asked is None else asked)
    st.session_state[key] = chosen if chosen is not None and first <= chosen <= last else None


def restore_text(key: str) -> None:
    """The same for a text that may be anything; none by default."""
    asked = _asked(key)
    st.session_state[key] = st.session_state.get(key, _known().get(key, "")) if asked is None else asked


def keep(key: str, value: str | Sequence[str] | None) -> None:
    """Note a choice for the address; `write` puts all of them there at once."""
    text = value if isinstance(value, str) else ",".join(value or ())
    _known()[key] = text
    st.session_state.setdefault("choices_of_run", {})[key] = text


def begin() -> None:
    """Forget which choices the last run made: a page shows its own only. See what of the address is news."""
    st.session_state["choices_of_run"] = {}
    st.session_state.pop(_LEAVING, None)
    asked, seen = dict(st.query_params), st.session_state.get(_SEEN, {})
    st.session_state[_NEWS] = {key: text for key, text in asked.items() if seen.get(key) != text}
    st.session_state[_SEEN] = asked


def write() -> None:
    """Put the choices of this run into the address, in one step; not when the run is left for another page."""
    if is_left():
        return
    chosen = {key: text for key, text in st.session_state["choices_of_run"].items() if text}
    if dict(st.query_params) != chosen:
        st.query_params.from_dict(chosen)
    st.session_state[_SEEN] = chosen


def pairs() -> tuple[tuple[str, str], ...]:
    """The choices of this run by their keys, without the language: each reader has his own."""
    choices = st.session_state["choices_of_run"].items()
    return tuple((key, text) for key, text in choices if text and key != "lang")


def asked() -> set[str]:
    """The choices that stood in the address when this run began."""
    return set(st.session_state[_SEEN])


def chosen() -> str:
    """The choices of this run as the query of a link."""
    return urlencode(pairs())


def is_left() -> bool:
    """Whether this run ends because the page is left for another one."""
    return bool(st.session_state.get(_LEAVING))


def leave() -> None:
    """Let all choices of this session go: the page is left for one whose address alone says what it shows."""
    st.session_state[_LEAVING] = True
    for key in {*_known(), *_waiting()} - {"lang"}:
        st.session_state.pop(key, None)
    st.session_state[_KNOWN] = {key: text for key, text in _known().items() if key == "lang"}
    st.session_state[_SEEN] = {}
    _waiting().clear()


class PageEndedError(Exception):
    """A page that has nothing more to show; the frame goes on."""


def stop() -> NoReturn:
    """End the page here; not as `st.stop`, after which the frame could neither write the address nor lead on."""
    raise PageEndedError


def _waiting() -> dict[str, tuple[str | None, str | None]]:
    """Choices that are no options now: what stands in for each, and what is wanted."""
    waiting: dict[str, tuple[str | None, str | None]] = st.session_state.setdefault("choices_waiting", {})
    return waiting


def _day(text: str) -> date | None:
    """The day that a text names; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _known() -> dict[str, str]:
    """What each choice was when it was last noted; outlives a change of page."""
    known: dict[str, str] = st.session_state.setdefault(_KNOWN, {})
    return known


def _asked(key: str) -> str | None:
    """What the address asks for, when that is news: followed a link, or edited by hand."""
    asked: str | None = st.session_state[_NEWS].get(key)
    return asked
