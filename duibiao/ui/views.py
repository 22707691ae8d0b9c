"""Views saved under a name: who saved them, and links that restore them."""

from urllib.parse import parse_qsl

import polars as pl
import streamlit as st

from duibiao import language
from duibiao.language import _
from duibiao.ui import address, moment, person, store


def saved(page: str, path: str) -> None:
    """Links to the views of this page, and a field to save the present one; `path` is the page's script."""
    views = store.read("saved_views").filter(pl.col("page") == page)
    with st.popover(_("Saved views ({n})").format(n=views.height), icon=":material/bookmark:"):
        for view in views.iter_rows(named=True):
            query = dict(parse_qsl(view["address"])) | {"lang": language.current()}
            with st.container(horizontal=True, vertical_alignment="center"):
                label = _("{name} ({by})").format(name=view["name"], by=view["saved_by"])
                st.page_link(path, label=label, query_params=query, icon=":material/bookmark:")
                if st.button(_("Remove"), key=f"remove_{view['name']}", type="tertiary", disabled=not person.name()):
                    store.warehouse().save_view(view["name"], page, None, person.name())
                    st.rerun()
        _save(page)


def _save(page: str) -> None:
    with st.form("save_view", border=False):
        name = st.text_input(_("Save the present view as"), key="view_name")
        by = person.sign("view")
        sent = st.form_submit_button(_("Save"), disabled=moment.day() is not None)
    if sent and name.strip() and by:
        person.keep(by)
        store.warehouse().save_view(name.strip(), page, address.chosen(), by)
        st.rerun()
    elif sent:
        st.error(_("Both names are needed"))
