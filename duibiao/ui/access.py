"""Who may enter."""

import streamlit as st

from duibiao.language import _
from duibiao.settings import settings

_IDENTITIES = ("email", "user")
"""What identifies a person: the address that the sign-in confirms, or what a trusted proxy says (config.toml,
`server.trustedUserHeaders`, mapped to `user` or `email`). Display names can be chosen freely and identify nobody."""


def admitted() -> bool:
    """Whether this visitor may see the pages; with no list of users the machine itself is the gate."""
    allowed = {name.casefold() for name in settings().users}
    return not allowed or bool(allowed & _identities())


def refuse() -> None:
    """The page for everybody else, with the way to sign in where there is one."""
    st.title(_("You are not on the list of users"))
    who = ", ".join(sorted(_identities())) or _("nobody signed in")
    st.write(_("This dashboard is open to named users only. You came as: {who}.").format(who=who))
    st.write(_("Ask its administrator to add you to `users` in duibiao.toml."))
    if st.user.get("is_logged_in") is False:
        st.button(_("Sign in"), type="primary", key="sign_in", on_click=st.login)


def _identities() -> set[str]:
    """How this visitor is known; an address that the sign-in has not verified counts for nothing."""
    if st.user.get("email_verified") is False:
        return set()
    return {str(st.user[name]).casefold() for name in _IDENTITIES if st.user.get(name)}
