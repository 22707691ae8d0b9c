"""What people say about the figures of a view: comments and explained exceptions, dated, kept, exported."""

from dataclasses import replace

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.language import _
from duibiao.ui import moment, person, store
from duibiao.ui.compare.workbench import Bench
from duibiao.warehouse import Remark


def of(bench: Bench) -> pl.DataFrame:
    """Remarks on what the view shows: its item or class, of this year or of any, not taken back; newest first."""
    year = pl.col("year").is_null() | (pl.col("year") == bench.year)
    about = pl.col("item_code").str.starts_with(bench.subject.code)
    return store.read("remarks").filter(about & year & (pl.col("state") != "withdrawn"))


def with_remarks(about: About, remarks: pl.DataFrame) -> About:
    """The sheet of a download, with what people said."""
    return replace(about, remarks=tuple(_line(row) for row in remarks.iter_rows(named=True)))


def show(bench: Bench, remarks: pl.DataFrame, organisations: dict[str, str]) -> None:
    """The remarks, and a field to add one about the view or about one organisation in it."""
    with st.expander(_("Remarks ({n})").format(n=remarks.height), icon=":material/comment:"):
        if remarks.is_empty():
            st.caption(_("Nobody has said anything about this yet"))
        if remarks.height:
            person.ask_once("remarks")
        for row in remarks.iter_rows(named=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_line(row))
                _take_back(row)
        _add(bench, organisations)


def _take_back(row: dict[str, object]) -> None:
    number = int(str(row["remark_id"]))
    if st.button(_("Take back"), key=f"take_back_{number}", type="tertiary", disabled=not _may_write()):
        store.warehouse().withdraw_remark(number, person.name())
        st.rerun()


def _add(bench: Bench, organisations: dict[str, str]) -> None:
    form = st.form("comment", clear_on_submit=True, border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(_("Comment"), key="comment_text")
        whom = {"": _("the whole view")} | organisations
        org = st.selectbox(_("About whom"), list(whom), key="comment_about", format_func=whom.__getitem__, width=260)
        by = person.sign("comment")
        sent = st.form_submit_button(_("Add"), disabled=moment.day() is not None)
    if sent and text.strip() and by:
        person.keep(by)
        said = Remark(
            "comment", bench.subject.code, text.strip(), bench.grade, org or None, bench.year, str(bench.measure)
        )
        store.warehouse().remark(said, by)
        st.rerun()
    elif sent:
        st.error(_("A comment and a name are needed"))


def _may_write() -> bool:
    return bool(person.name()) and moment.day() is None


def _line(row: dict[str, object]) -> str:
    said_at = row["said_at"]
    kinds = {"comment": _("Comment"), "exception": _("Explained exception")}
    words = {
        "kind": kinds[str(row["kind"])],
        "about": "　".join(str(row[name]) for name in ("item_code", "grade", "org_name") if row[name]),
        "text": row["text"],
        "by": row["said_by"],
        "when": formats.moment(said_at),  # type: ignore[arg-type]
    }
    line = _("{kind} · {about}: {text} ({by}, {when})").format(**words)
    until = row["expires_on"]
    if until is None:
        return line
    holds = _("holds until {day}") if row["state"] == "active" else _("held until {day}")
    return f"{line} · {holds.format(day=formats.day(until))}"  # type: ignore[arg-type]
