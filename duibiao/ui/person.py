"""Who works here: asked once a session, kept with all that the person accepts, confirms, undoes or redoes."""

import streamlit as st

from duibiao.language import _

KEY = "accepted_by"
_KEPT = "signed_by"


def remember() -> None:
    """Keep the name when the page changes: Streamlit forgets what stands in a field that is no longer drawn."""
    if KEY in st.session_state:
        st.session_state[KEY] = st.session_state[KEY]


def ask() -> None:
    """The field for the name."""
    st.session_state.setdefault(KEY, st.session_state.get(_KEPT, ""))
    st.text_input(_("Your name"), key=KEY, help=_("It is kept with all that you accept, confirm or save"))


def name() -> str:
    """The name that was given; empty while nobody has said."""
    return str(st.session_state.get(KEY) or st.session_state.get(_KEPT, "")).strip()


def sign(key: str) -> str:
    """A field for the name in a form of its own; several may stand on a page. `keep` what it says once it is sent."""
    return st.text_input(_("Your name"), name(), key=f"signed_{key}", width=180).strip()


def ask_once(key: str) -> None:
    """A field for the name where nobody has told it yet: what stands below it may be done in any session."""
    if not name():
        keep(sign(key))


def keep(signed: str) -> None:
    """Remember the name that a form was signed with."""
    st.session_state[_KEPT] = signed
