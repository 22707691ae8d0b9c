"""The steps from a dropped file to a batch: the widgets, and what the person has chosen so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import streamlit as st

from duibiao.ingest import units
from duibiao.ingest.examine import Examined, accept, examine
from duibiao.ingest.mapping import DATE_ORDERS
from duibiao.ingest.period import parse_period
from duibiao.ingest.propose import Choice, Proposal, propose
from duibiao.ingest.reading import Wish
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS
from duibiao.ui import store, upload_view

TYPES = ["csv", "txt", "tsv", "xlsx", "xls"]
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "cp1252", "cp850")
SEPARATORS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
KEPT_FILES = 8
"""How many read files stay in memory for all sessions."""


@dataclass(frozen=True)
class Dropped:
    """A file as it was dropped on the page."""

    name: str
    data: bytes
    sha256: str


def dropped() -> Dropped | None:
    """The file to work on: the one dropped, or the one chosen of several."""
    files = st.file_uploader(_("Drop one or more extracts here"), TYPES, accept_multiple_files=True, key="files")
    if not files:
        return None
    names = [file.name for file in files]
    chosen = (
        names[0]
        if len(names) == 1
        else st.segmented_control(_("File"), list(dict.fromkeys(names)), default=names[0], required=True, key="file")
    )
    data = files[names.index(chosen or names[0])].getvalue()
    return Dropped(chosen or names[0], data, sha256(data).hexdigest())


def recognised(file: Dropped) -> Proposal:
    """Step 1: what the file is taken for; corrections count at once."""
    first = _proposed(file.sha256, file.name, Choice(), file)
    with st.container(horizontal=True):
        choice = Choice(
            extract=_corrected(_("What it is"), f"extract_{file.sha256}", {n: e.label for n, e in EXTRACTS.items()}),
            header_rows=_header_rows(first, f"header_{file.sha256}"),
            encoding=_corrected(_("Encoding"), f"encoding_{file.sha256}", {name: name for name in ENCODINGS})
            if first.sheet.delimited
            else None,
            separator=_corrected(_("Separator"), f"separator_{file.sha256}", SEPARATORS)
            if first.sheet.delimited
            else None,
            dates=_corrected(_("Order of days"), f"dates_{file.sha256}", {order: order for order in DATE_ORDERS})
            if first.mapping.dates
            else None,
            factor=_factor(f"factor_{file.sha256}"),
        )
    return _proposed(file.sha256, file.name, choice, file)


def mapped(file: Dropped, proposal: Proposal) -> Proposal:
    """Step 2: which column is which; the person may change any of them."""
    frame = upload_view.columns_frame(proposal)
    labels = {column.label: column.name for column in proposal.extract.columns}
    edited = st.data_editor(
        frame.to_pandas(),
        hide_index=True,
        disabled=[name for name in frame.columns if name != "target"],
        column_config=upload_view.columns_config(list(labels)),
        key=f"columns_{file.sha256}_{proposal.extract.name}_{proposal.header.last}",
    )
    said = _said(proposal, list(edited["position"]), list(edited["target"]), labels)
    if not said:
        return proposal
    return _proposed(file.sha256, file.name, replace(_choice(proposal), columns=said), file)


def wish(file: Dropped, proposal: Proposal) -> Wish:
    """What the file does not say and the person must: its period, its organisation."""
    period = org = None
    if proposal.extract.period and any(name in ("year", "month") for name in proposal.extract.period):
        period = st.text_input(
            _("Period, where the file does not say it or says it wrong (YYYY or YYYY-MM)"), key=f"period_{file.sha256}"
        )
    if "org_code" in proposal.missing:
        org = st.text_input(_("Code of the organisation of which the file is"), key=f"org_{file.sha256}")
    return Wish(parse_period(period) if period else None, org or None)


def checked(file: Dropped, proposal: Proposal, wished: Wish) -> Examined:
    """Step 3: the file read and judged against what is loaded, and against a typed total."""
    typed = st.text_input(
        _("Total to check against (yuan), as in the letter or in the system"), key=f"total_{file.sha256}"
    )
    return _examined(file.sha256, proposal.mapping, wished, _amount(typed), store.warehouse().data_version(), file)


def rows_set_aside(examined: Examined) -> None:
    """The rows that stay outside, in their original columns with the reason, to be mended and loaded again."""
    st.download_button(
        _("Download the {n} rows set aside").format(n=examined.reading.rejected.height),
        examined.rejections_csv(),
        file_name=f"{examined.source.file_name.rpartition('.')[0]}_{_('set aside')}.csv",
        mime="text/csv",
        icon=":material/download:",
        key="rows_set_aside",
        on_click="ignore",
    )


def highlight(code: str) -> None:
    """An organisation of the chart was clicked: its bar is emphasised."""
    st.session_state["changed_organisation"] = code


def accepted(examined: Examined) -> int | None:
    """Step 4: the button; returns the number of the batch once it is accepted."""
    key = examined.source.sha256
    who = st.text_input(_("Your name"), key="accepted_by")
    noted = not examined.warnings or st.checkbox(
        _("I have looked at the {n} findings to be checked").format(n=len(examined.warnings)), key=f"noted_{key}"
    )
    ready = bool(who.strip()) and noted and not examined.blocked
    if not st.button(_("Accept"), type="primary", disabled=not ready, key=f"accept_{key}"):
        return None
    with st.status(_("Accepting …")) as status:
        bar = st.progress(0.0)

        def show(done: float, what: str) -> None:
            bar.progress(done, what)

        (batch,) = accept(
            store.warehouse(),
            examined,
            accepted_by=who.strip(),
            acknowledged=noted,
            progress=show,
        )
        status.update(label=_("Accepted as batch {batch}").format(batch=batch), state="complete")
    return batch


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _proposed(digest: str, name: str, choice: Choice, _file: Dropped) -> Proposal:  # noqa: ARG001
    return propose(_file.data, name, choice)


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _examined(
    digest: str,  # noqa: ARG001
    mapping: Any,
    wished: Wish,
    typed: Decimal | None,
    version: int,  # noqa: ARG001
    _file: Dropped,
) -> Examined:
    extract = EXTRACTS[mapping.extract]
    return examine(store.warehouse(), _file.data, _file.name, extract, mapping, wished, typed_total=typed)


def _corrected(label: str, key: str, options: dict[str, str]) -> str | None:
    """A guess to correct: nothing chosen leaves it as guessed."""
    return st.selectbox(
        label, list(options), index=None, placeholder=_("as guessed"), format_func=lambda name: options[name], key=key
    )


def _header_rows(proposal: Proposal, key: str) -> tuple[int, int] | None:
    row = st.number_input(
        _("Header in row"),
        1,
        max(1, min(200, proposal.sheet.cells.height)),
        value=None,
        placeholder=_("as guessed"),
        key=key,
    )
    return None if row is None else (int(row), int(row))


def _factor(key: str) -> int | None:
    name = _corrected(_("Unit of the amounts"), key, {unit: unit for unit in units.UNITS})
    return units.UNITS[name] if name else None


def _choice(proposal: Proposal) -> Choice:
    """The proposal as a choice, so that a correction of columns leaves the rest as it is."""
    mapping = proposal.mapping
    return Choice(
        extract=mapping.extract,
        sheet=proposal.sheet.name if not proposal.sheet.delimited else None,
        header_rows=mapping.header_rows,
        encoding=mapping.encoding,
        separator=mapping.separator,
        decimal=mapping.decimal,
        dates=mapping.dates,
        factor=mapping.factor,
        currency=mapping.currency,
        constants=mapping.constants,
    )


def _said(
    proposal: Proposal, positions: Sequence[int], targets: Sequence[str | None], labels: dict[str, str]
) -> tuple[tuple[str, int | None], ...]:
    """The columns that the person changed, as a choice."""
    before = {each.position: each.target for each in proposal.suggestions}
    after = {position: labels.get(target or "") for position, target in zip(positions, targets, strict=True)}
    moved = {position for position in before if after.get(position) != before[position]}
    given = {target: position for position, target in after.items() if target and position in moved}
    freed = {before[position] for position in moved if before[position]} - set(given)
    return (*given.items(), *((target, None) for target in sorted(filter(None, freed))))


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace(",", "")) if text.strip() else None
    except InvalidOperation:
        st.error(_("{text} is no amount").format(text=text))
        return None
