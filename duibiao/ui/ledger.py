"""The ledger's widgets: undo and redo by name and asked twice, and all that was said of one batch."""

from datetime import timedelta

import streamlit as st

from duibiao import formats
from duibiao.errors import DuibiaoError
from duibiao.export.about import About
from duibiao.formats import MoneyUnit
from duibiao.ingest.findings import findings_of
from duibiao.ingest.note import notes_of
from duibiao.ingest.setaside import rejections_of_batch
from duibiao.language import _
from duibiao.ui import downloads, feedback, ledger_view, mending, moment, person, store, tables
from duibiao.ui.ledger_view import Batch

_DONE = "batch_turned"


def done() -> None:
    """Say once, after the page was drawn anew, that a batch was undone or redone."""
    if said := st.session_state.pop(_DONE, None):
        st.success(said, icon=":material/check_circle:")


def turning(found: Batch) -> None:
    """Undo or redo the batch: what it does to the pages is said first, and the person's name is asked for."""
    if moment.day() is not None:
        moment.only_now()
        return
    before = formats.local(found.accepted_at).date() - timedelta(days=1)
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn_after_asking(found)
        st.button(
            _("All pages as of the day before it"),
            key="before_batch",
            on_click=moment.show,
            args=(before,),
            icon=":material/history:",
            type="tertiary",
        )


def report(found: Batch, unit: MoneyUnit, about: About) -> None:
    """All that is known of a batch: findings, totals, rows set aside, what it covers, its history, how it was read."""
    said = store.read("batch_report", batch=found.batch_id).row(0, named=True)
    about = downloads.of_rows(about, _("batch {numbers}").format(numbers=found.batch_id))
    findings = findings_of(store.read("batch_findings", batch=found.batch_id))
    if findings:
        tables.show(ledger_view.findings_table(findings, unit), about, "batch_findings")
    else:
        feedback.nothing_here(_("Nothing was found that had to be looked at"))
    if found.n_rejected:
        _rows_set_aside(found, said["header"], unit, about)
    totals = ledger_view.totals_table(found, said["control_totals"], unit)
    if totals.frame.height:
        tables.show(totals, about, "batch_totals")
    scopes = store.read("batch_scopes", batch=found.batch_id)
    tables.show(ledger_view.scopes_table(found, scopes, unit), about, "batch_scopes")
    history = store.read("batch_history", batch=found.batch_id)
    tables.show(ledger_view.history_table(history, unit), about, "batch_history")
    _reading(found, said, unit, about)


def _turn_after_asking(found: Batch) -> None:
    label = _("Redo batch {batch}") if found.undone else _("Undo batch {batch}")
    icon = ":material/redo:" if found.undone else ":material/undo:"
    own = f"{found.batch_id}_{found.state}"
    with st.popover(label.format(batch=found.batch_id), icon=icon, key=f"turn_{own}"):
        st.markdown(ledger_view.consequence(found))
        with st.form(f"turning_{own}", border=False):
            person.ask()
            sure = _("Yes, redo it") if found.undone else _("Yes, undo it")
            if st.form_submit_button(sure, type="primary", key=f"sure_{own}"):
                _turn(found)


def _turn(found: Batch) -> None:
    """Undo or redo, then draw the page anew; what is not possible any more is told where it was asked."""
    if not person.name():
        st.error(_("Fill in your name first."), icon=":material/person:")
        return
    act = store.warehouse().redo if found.undone else store.warehouse().undo
    try:
        act(found.batch_id, person.name())
    except DuibiaoError as error:
        feedback.failure(error)
        return
    st.session_state[_DONE] = ledger_view.turned_sentence(found, person.name())
    st.rerun()


def _rows_set_aside(found: Batch, header: str | None, unit: MoneyUnit, about: About) -> None:
    """The rows that stayed outside, and a file of them as they stood, to be mended and loaded again."""
    rejections = store.read("rejections", batch=found.batch_id)
    tables.show(ledger_view.aside_table(rejections, unit), about, "batch_aside")
    if header is None or rejections.is_empty():
        return
    downloads.button(
        _("The rows in their original columns, to be mended and loaded again"),
        lambda: rejections_of_batch(found.batch_id, header, rejections),
        ledger_view.aside_file_name(found),
        "text/csv",
        "batch_aside_original",
    )
    if moment.day() is None and not found.undone:
        mending.table_of_batch(found.batch_id, found.file_name, header, rejections)


def _reading(found: Batch, said: dict[str, object], unit: MoneyUnit, about: About) -> None:
    """How the file was read: what was noted, and from which column each of ours came."""
    for note in notes_of(str(said["notes"])):
        st.caption(note.message)
    if found.mapping:
        st.caption(_("Read with the profile {name}").format(name=found.mapping))
    if profile := said["profile"]:
        table = ledger_view.profile_table(found, str(profile), unit)
        if table.frame.height:
            tables.show(table, about, "batch_profile")
