"""Mended rows on the pages: the batch that a file of them belongs to, and a table to correct rows set aside."""

from dataclasses import dataclass
from math import isnan
from typing import Any

import polars as pl
import streamlit as st

from duibiao.errors import DuibiaoError, RefusedFileError
from duibiao.ingest import mended
from duibiao.ingest.corrections import Aside, Correction, corrected_before, examine_corrected
from duibiao.ingest.document import Document
from duibiao.ingest.examine import Examined, accept
from duibiao.ingest.mended import Home, Slip
from duibiao.ingest.reading import Wish
from duibiao.ingest.reason import worded
from duibiao.ingest.setaside import layout_from
from duibiao.language import _
from duibiao.ui import feedback, person, store
from duibiao.ui.frames import as_pandas

KEPT_FILES = 8
MOST_ROWS = 500
"""More rows are mended in the file: nobody corrects thousands by hand."""
_SHOWN_BATCHES = 50


@dataclass(frozen=True)
class Edited:
    """What a person changed in the table, and why."""

    aside: Aside
    made: tuple[Correction, ...]
    reason: str


def home(name: str, data: bytes, sha256: str) -> Home | None:
    """The batch of a file of mended rows, None for any other file; where nothing tells it the person says it."""
    slip = _slip(sha256, name, data)
    if slip is None:
        return None
    told = st.session_state.get(_key(sha256))
    try:
        return mended.home(store.warehouse(), slip, told)
    except RefusedFileError:
        return None


def asked(name: str, data: bytes, sha256: str) -> Home | None:
    """As `home`, with the field in which a person says the batch; the page ends where nobody has."""
    slip = _slip(sha256, name, data)
    if slip is None:
        return None
    found, refusal = _found(slip, st.session_state.get(_key(sha256)))
    if refusal is not None:
        feedback.failure(refusal)
    if refusal is not None or st.session_state.get(_key(sha256)):
        _choice(slip, sha256)
    if found is None:
        st.stop()
    st.caption(_("Mended rows of batch {batch}: they are added to it and replace nothing.").format(batch=found.batch))
    return found


def wish(wished: Wish, found: Home | None) -> Wish:
    """What is said of a file, with what was said of the file that its rows come from."""
    return found.wish(wished) if found else wished


def table(examined: Examined) -> Edited | None:
    """The rows that a file sets aside, to be corrected at once; they are added when the others are accepted."""
    reading = examined.reading
    if reading.rows.is_empty() or reading.mends or not 0 < reading.rejected.height <= MOST_ROWS:
        return None
    return _table(Aside(examined.source.file_name, examined.layout, reading.rejected), examined.source.sha256)


def table_of_batch(batch: int, file_name: str, header: str, rejections: pl.DataFrame) -> None:
    """The rows that an accepted batch set aside, those corrected before left out, with a button that adds them."""
    done = corrected_before(store.warehouse(), batch)
    left = rejections.filter(~pl.col("row_number").is_in(list(done)))
    if not 0 < left.height <= MOST_ROWS:
        return
    laid_out = layout_from(header)
    cells = pl.Struct({f"c{i}": pl.String() for i in range(len(laid_out.names))})
    original = left["original"].str.json_decode(cells).struct.unnest()
    aside = Aside(file_name, laid_out, pl.concat([left.select("row_number", "reason"), original], how="horizontal"))
    edited = _table(aside, f"batch_{batch}")
    who = person.sign(f"corrected_{batch}")
    ready = bool(edited.made and edited.reason.strip() and who)
    if st.button(_("Add the corrected rows"), disabled=not ready, key=f"add_corrected_{batch}"):
        person.keep(who)
        add_with(batch, edited, who)


def add(batch: int, edited: Edited, who: str) -> int | None:
    """Add the corrected rows to their batch; None, with the reason on the page, where that cannot be."""
    try:
        found = examine_corrected(store.warehouse(), batch, edited.aside, edited.made, reason=edited.reason, who=who)
        (number,) = accept(store.warehouse(), found, accepted_by=who, acknowledged=True)
    except DuibiaoError as error:
        feedback.failure(error)
        return None
    return number


def add_with(batch: int, edited: Edited | None, who: str) -> None:
    """Add what was corrected before the batch was accepted, where anything was."""
    if edited is not None and edited.made and (number := add(batch, edited, who)) is not None:
        st.success(added_sentence(batch, number), icon=":material/check_circle:")


def added_sentence(batch: int, number: int) -> str:
    """What has become of corrected rows."""
    return _("The corrected rows were added to batch {batch}, as batch {number}.").format(batch=batch, number=number)


def _table(aside: Aside, key: str) -> Edited:
    with st.expander(_("Correct the rows set aside here"), icon=":material/edit:"):
        st.caption(_("The file stays as it is; cell, old and new value, reason and name are kept with the rows."))
        names = {"row_number": _("Row in the file"), **aside.cells, "reason": _("Reason")}
        edited = st.data_editor(
            as_pandas(worded(aside.rejected.select(*names))),
            hide_index=True,
            disabled=["row_number", "reason"],
            column_config={column: _column(name) for column, name in names.items()},
            key=f"corrected_{key}",
        )
        reason = st.text_input(_("Why the cells are changed"), key=f"why_{key}")
    after = pl.DataFrame(
        {cell: [_text(value) for value in edited[cell]] for cell in aside.cells}, dict.fromkeys(aside.cells, pl.String)
    )
    return Edited(aside, aside.corrections(after), reason)


def _column(name: str) -> Any:
    return st.column_config.TextColumn(name)


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not _is_nan(value) else None


def _is_nan(value: str | float) -> bool:
    return isinstance(value, float) and isnan(value)


def _found(slip: Slip, told: int | None) -> tuple[Home | None, RefusedFileError | None]:
    try:
        return mended.home(store.warehouse(), slip, told), None
    except RefusedFileError as refused:
        return None, refused


def _choice(slip: Slip, sha256: str) -> None:
    """The batches that fit, else all of which rows were set aside."""
    batches = store.read("batches").filter(pl.col("n_rejected") > 0)
    fits = mended.candidates(store.warehouse(), slip) or tuple(batches["batch_id"][:_SHOWN_BATCHES])
    names = dict(batches.select("batch_id", "file_name").iter_rows())
    st.selectbox(
        _("The batch whose rows these are"),
        fits,
        index=None,
        format_func=lambda number: f"{number} {names.get(number, '')}",
        placeholder=_("Choose"),
        key=_key(sha256),
    )


def _key(sha256: str) -> str:
    return f"mends_{sha256}"


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _slip(digest: str, name: str, _data: bytes) -> Slip | None:  # noqa: ARG001
    return mended.slip(Document(_data, name))
