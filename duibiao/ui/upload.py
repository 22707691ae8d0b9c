"""The steps from a dropped file to a batch: the widgets, and what the person has chosen so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import polars as pl
import streamlit as st

from duibiao import language
from duibiao.errors import RefusedFileError
from duibiao.export.files import Format
from duibiao.export.naming import safe
from duibiao.export.template import template_name, template_xlsx
from duibiao.ingest import units
from duibiao.ingest.archive import members
from duibiao.ingest.currency import CURRENCIES
from duibiao.ingest.document import Document
from duibiao.ingest.examine import Examined, accept, examine
from duibiao.ingest.mapping import Mapping, load_mapping, mapping_names
from duibiao.ingest.names import Unknown
from duibiao.ingest.period import parse_period
from duibiao.ingest.profile import save_profile, saved_profiles, with_open_rows
from duibiao.ingest.propose import Choice, Proposal, propose, proposed_through
from duibiao.ingest.reading import Wish
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS
from duibiao.ui import downloads, feedback, mending, store, upload_questions, upload_view
from duibiao.ui.frames import as_arrow, as_pandas

TYPES = ["csv", "txt", "tsv", "xlsx", "xls", "xlsm", "et", "zip"]
WHO = "accepted_by"
"""The key of the name of the person."""
SHOWN_NAMES = 12
"""How many unknown names are asked for at once."""
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "cp1252", "cp850")
SEPARATORS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
NARROW = 480
"""How wide a field is in which one word is written, in pixels."""
KEPT_FILES = 8
"""How many read files stay in memory for all sessions."""


@dataclass(frozen=True)
class Dropped:
    """A file as it was dropped on the page."""

    name: str
    data: bytes
    sha256: str


def dropped() -> Dropped | None:
    """The file to work on: the one dropped, or the one chosen of several; archives become their files."""
    left, right = st.columns([4, 1], vertical_alignment="top")
    with left.container(key=f"drop_{language.current()}"):
        files = st.file_uploader(
            _("Drop one or more extracts, or a zip of them"), TYPES, accept_multiple_files=True, key="files"
        )
    right.text_input(_("Your name"), key=WHO, help=_("It is kept with all that you accept, confirm or save"))
    found = [each for file in files or () for each in _members(file.file_id, file.name, file)]
    if len(found) < 2:
        return found[0] if found else None
    st.dataframe(as_arrow(upload_view.files_frame([_looked_at(file) for file in found])), key="dropped_files")
    labels = {str(i): file.name for i, file in enumerate(found)}
    chosen = st.selectbox(_("File to work on"), list(labels), format_func=labels.__getitem__, key="file")
    return found[int(chosen or 0)]


def templates() -> None:
    """A workbook to fill in, for every extract; and where to see what was loaded."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = {name: extract.label for name, extract in EXTRACTS.items()}
        name = st.selectbox(
            _("Template to fill in"), list(labels), format_func=labels.__getitem__, key="template", width=NARROW
        )
        extract = EXTRACTS[name or next(iter(labels))]
        downloads.button(
            _("Download the template"),
            lambda: template_xlsx(extract),
            template_name(extract),
            Format.XLSX.mime,
            "download_template",
        )
    st.page_link("pages/upload/ledger.py", label=_("See what was loaded before"), icon=":material/history:")


def who() -> str:
    """The person who works on the file; empty while nobody has said."""
    return str(st.session_state.get(WHO, "")).strip()


def recognised(file: Dropped) -> Proposal:
    """Step 1: what the file is taken for; corrections count at once, and may overrule a refusal."""
    if (home := mending.asked(file.name, file.data, file.sha256)) is not None:
        return _through(file.sha256, file.name, home.mapping, language.current(), file)
    if (profile := _chosen_profile(file)) is not None:
        return _through(file.sha256, file.name, profile, language.current(), file)
    first = _or_refusal(file, Choice())
    if isinstance(first, RefusedFileError):
        feedback.failure(first)
        st.caption(_("If it is an extract all the same, say which, and in which row its columns are named."))
    choice = _corrections(file, None if isinstance(first, RefusedFileError) else first)
    if choice == Choice() and isinstance(first, RefusedFileError):
        st.stop()
    return _proposed(file.sha256, file.name, choice, _state(), file)


def _chosen_profile(file: Dropped) -> Mapping | None:
    """A profile that the person chose for the file: one that ships, or one that was saved."""
    saved = {profile.mapping.name: with_open_rows(profile.mapping) for profile in saved_profiles(store.warehouse())}
    shipped = {name: load_mapping(name) for name in mapping_names()}
    known = shipped | saved
    titles = {name: f"{name}　{mapping.title}" if mapping.title else name for name, mapping in known.items()}
    name = _corrected(_("Read with the profile"), f"through_{file.sha256}", titles)
    return known[name] if name else None


def _corrections(file: Dropped, first: Proposal | None) -> Choice:
    """The widgets that correct what was guessed of the file as a whole."""
    text = first is not None and first.sheet.delimited
    with st.container(horizontal=True):
        return Choice(
            extract=_corrected(_("What it is"), f"extract_{file.sha256}", {n: e.label for n, e in EXTRACTS.items()}),
            sheet=_sheet(first, f"sheet_{file.sha256}"),
            header_rows=_header_rows(f"header_{file.sha256}"),
            encoding=_corrected(_("Encoding"), f"encoding_{file.sha256}", _same(ENCODINGS)) if text else None,
            separator=_corrected(_("Separator"), f"separator_{file.sha256}", SEPARATORS) if text else None,
            dates=_corrected(_("Order of days"), f"dates_{file.sha256}", upload_view.date_orders())
            if first is not None and first.mapping.dates
            else None,
            factor=_factor(f"factor_{file.sha256}"),
            currency=_corrected(_("Currency"), f"currency_{file.sha256}", _same(tuple(CURRENCIES))),
        )


def mapped(file: Dropped, proposal: Proposal) -> Proposal:
    """Step 2: which column is which, what is the same in all rows, what words mean; the person may change any of it.

    A profile that the person chose is shown as it is: it may do more than this table can say. So are mended rows.
    """
    frame = upload_view.columns_frame(proposal)
    if st.session_state.get(f"through_{file.sha256}") or mending.home(file.name, file.data, file.sha256):
        st.dataframe(
            as_arrow(frame), column_config=upload_view.columns_config([]), key=f"columns_{file.sha256}_as_they_are"
        )
        return proposal
    labels = {column.label: column.name for column in proposal.extract.columns}
    edited = st.data_editor(
        as_pandas(frame),
        hide_index=True,
        disabled=[name for name in frame.columns if name != "target"],
        column_config=upload_view.columns_config(list(labels)),
        placeholder=_("not loaded"),
        key=f"columns_{file.sha256}_{proposal.extract.name}_{proposal.header.last}",
    )
    columns = _said(proposal, list(edited["position"]), list(edited["target"]), labels)
    constants, values = _constants(file, proposal), _values(file, proposal)
    if not (columns or constants or values):
        return proposal
    kept = _choice(proposal)
    if proposal.profile and not columns:
        columns = _as_it_is(proposal)
    choice = replace(kept, columns=columns, constants=(*kept.constants, *constants), values=(*kept.values, *values))
    return _proposed(file.sha256, file.name, choice, _state(), file)


def _constants(file: Dropped, proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """What the file does not say and is the same in all of its rows."""
    taken = {each.target for each in proposal.suggestions} | set(dict(proposal.mapping.constants))
    free = {column.name: column.label for column in proposal.extract.columns if column.name not in taken}
    with st.expander(_("The same in all rows of the file")):
        chosen = st.multiselect(
            _("Columns that the file has not"),
            list(free),
            format_func=free.__getitem__,
            key=f"fixed_{file.sha256}",
            placeholder=_("Choose"),
        )
        said = [(name, st.text_input(free[name], key=f"fixed_{name}_{file.sha256}")) for name in chosen]
    return tuple((name, text.strip()) for name, text in said if text.strip())


def _values(file: Dropped, proposal: Proposal) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What words of the file mean that are not in the code list of their column."""
    found = []
    for target, words in upload_view.unknown_words(proposal).items():
        column = proposal.extract.column(target)
        st.markdown(_("**{column}**: what do these words mean?").format(column=column.label))
        labels = {choice.label: choice.value for choice in column.choices}
        edited = st.data_editor(
            as_pandas(upload_view.words_frame(words)),
            hide_index=True,
            disabled=["word"],
            column_config=upload_view.words_config(list(labels)),
            key=f"words_{target}_{file.sha256}",
        )
        said = tuple(
            (word, labels[means]) for word, means in zip(edited["word"], edited["means"], strict=True) if means
        )
        found += [(target, said)] if said else []
    return tuple(found)


def profile(file: Dropped, proposal: Proposal) -> None:
    """Keep the mapping under a name: files with this header are read so from then on."""
    with st.expander(_("Save as a profile"), icon=":material/bookmark:"):
        st.caption(_("Files with the same column names are then read in this way by themselves."))
        name = st.text_input(_("Name of the profile"), value=proposal.mapping.name, key=f"profile_{file.sha256}")
        ready = bool(name.strip() and who())
        if st.button(_("Save"), disabled=not ready, key=f"save_{file.sha256}"):
            save_profile(store.warehouse(), name.strip(), proposal.header, proposal.mapping, who())
            st.success(_("Saved as {name}").format(name=name.strip()))
        if not who():
            st.caption(_("Fill in your name at the top first."))


def wish(file: Dropped, proposal: Proposal) -> Wish:
    """What the file does not say and the person must: its period, its organisation."""
    period = org = None
    if proposal.extract.period and any(name in ("year", "month") for name in proposal.extract.period):
        period = st.text_input(
            _("Period, where the file does not say it or says it wrong (YYYY or YYYY-MM)"),
            key=f"period_{file.sha256}",
            width=NARROW,
        )
    if "org_code" in proposal.missing:
        org = st.text_input(_("Code of the organisation of which the file is"), key=f"org_{file.sha256}", width=NARROW)
    said = Wish(parse_period(period) if period else None, org or None)
    return mending.wish(said, mending.home(file.name, file.data, file.sha256))


def confirmed(file: Dropped, unknown: Sequence[Unknown]) -> None:
    """Names that nobody knows, each with what it could be; what is confirmed is remembered and the file read again."""
    if not unknown:
        return
    st.markdown(_("**{n} names are not known yet.** Who is meant?").format(n=len(unknown)))
    chosen = [(each, _meant(file, each)) for each in unknown[:SHOWN_NAMES]]
    if len(unknown) > SHOWN_NAMES:
        st.caption(_("{n} more follow when these are confirmed.").format(n=len(unknown) - SHOWN_NAMES))
    ready = [(each, code) for each, code in chosen if code]
    if st.button(_("Confirm the names"), disabled=not (ready and who()), key=f"confirm_{file.sha256}"):
        for each, code in ready:
            store.warehouse().confirm_name(each.kind, each.name, code, who(), each.org_code)
        st.rerun()
    if not who():
        st.caption(_("Fill in your name at the top first."))


def _meant(file: Dropped, unknown: Unknown) -> str | None:
    """One name with its near ones first, then all others of its kind."""
    known = store.read("known_names", kind=unknown.kind).filter(pl.col("origin") != "alias")
    if unknown.kind == "project":
        known = known.filter(pl.col("org_code") == unknown.org_code)
    labels = {code: f"{code} {name} ({likeness:.0f}%)" for code, name, likeness in unknown.near}
    labels |= {code: f"{code} {name}" for code, name in known.select("code", "name").iter_rows() if code not in labels}
    chosen: str | None = st.selectbox(
        _("{name} ({n} rows)").format(name=unknown.name, n=unknown.n_rows),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=_("Choose; the nearest come first"),
        key=f"name_{unknown.kind}_{unknown.org_code}_{unknown.name}_{file.sha256}",
    )
    return chosen


def checked(file: Dropped, proposal: Proposal, wished: Wish) -> Examined:
    """Step 3: the file read and judged against what is loaded, and against a typed total."""
    typed = st.text_input(
        _("Total to check against (yuan), as in the letter or in the system"), key=f"total_{file.sha256}", width=NARROW
    )
    version = store.warehouse().data_version()
    amount = _amount(typed)

    def read(with_answers: Wish) -> Examined:
        return _examined(file.sha256, proposal.mapping, with_answers, amount, version, file)

    examined = upload_questions.answered(file.sha256, wished, read)
    if not any(finding.code == "totals_differ" for finding in examined.findings):
        return examined
    said = _("Load the rows although the totals of the file do not tie; the differences are kept with the batch")
    despite = st.checkbox(said, key=f"despite_{file.sha256}")
    if not despite:
        return examined
    return read(replace(examined.source.wish, despite_totals=True))


def rows_set_aside(examined: Examined) -> None:
    """The rows that stay outside, in their original columns with the reason, to be mended and loaded again."""
    downloads.button(
        _("Download the {n} rows set aside").format(n=examined.reading.rejected.height),
        examined.rejections_csv,
        safe(f"{examined.source.file_name.rpartition('.')[0]}_{_('set aside')}.csv"),
        Format.CSV.mime,
        "rows_set_aside",
    )


def highlight(code: str) -> None:
    """An organisation of the chart was clicked: its bar is emphasised."""
    st.session_state["changed_organisation"] = code


def accepted(examined: Examined) -> int | None:
    """Step 4: the button; returns the number of the batch once it is accepted."""
    key = examined.source.sha256
    noted = not examined.warnings or st.checkbox(
        _("I have looked at the {n} findings to be checked").format(n=len(examined.warnings)), key=f"noted_{key}"
    )
    if not who():
        st.caption(_("Fill in your name at the top first."))
    ready = bool(who()) and noted and not examined.blocked and not examined.questions
    if not st.button(_("Accept"), type="primary", disabled=not ready, key=f"accept_{key}"):
        return None
    with st.status(_("Accepting …")) as status:
        bar = st.progress(0.0)

        def show(done: float, what: str) -> None:
            bar.progress(done, what)

        (batch,) = accept(
            store.warehouse(),
            examined,
            accepted_by=who(),
            acknowledged=noted,
            progress=show,
        )
        status.update(label=_("Accepted as batch {batch}").format(batch=batch), state="complete")
    return batch


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _members(file_id: str, name: str, _file: Any) -> list[Dropped]:  # noqa: ARG001
    return [Dropped(each.name, each.data, sha256(each.data).hexdigest()) for each in members(_file.getvalue(), name)]


def _looked_at(file: Dropped) -> tuple[str, Proposal | RefusedFileError, tuple[int, ...]]:
    """A file of several: its name, what it is taken for or why it is refused, the batches that it became."""
    batches = store.read("batches_of_file", sha256=file.sha256).filter(~pl.col("undone"))
    return file.name, _or_refusal(file, Choice()), tuple(batches["batch_id"])


def _or_refusal(file: Dropped, choice: Choice) -> Proposal | RefusedFileError:
    try:
        return _proposed(file.sha256, file.name, choice, _state(), file)
    except RefusedFileError as refused:
        return refused


def _state() -> tuple[int, str]:
    """On what a proposal depends besides its file: the profiles that were saved, and the language of its reasons."""
    return store.warehouse().data_version(), language.current()


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _proposed(digest: str, name: str, choice: Choice, state: tuple[int, str], _file: Dropped) -> Proposal:  # noqa: ARG001
    return propose(_file.data, name, choice, saved_profiles(store.warehouse()))


@st.cache_resource(max_entries=KEPT_FILES, show_spinner=False)
def _through(digest: str, name: str, mapping: Any, spoken: str, _file: Dropped) -> Proposal:  # noqa: ARG001
    return proposed_through(Document(_file.data, name), mapping)


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


def _same(options: Sequence[str]) -> dict[str, str]:
    return {option: option for option in options}


def _sheet(proposal: Proposal | None, key: str) -> str | None:
    """Which sheet of a workbook that has several."""
    names = proposal.sheets if proposal else ()
    return _corrected(_("Sheet"), key, _same(names)) if len(names) > 1 else None


def _header_rows(key: str) -> tuple[int, int] | None:
    """One row, or the first and last of several, as 4 or 4-5."""
    said = st.text_input(_("Header in row (4 or 4-5)"), placeholder=_("as guessed"), key=key).strip()
    found = re.fullmatch(r"(\d{1,6})(?:\s*[-–~至]\s*(\d{1,6}))?", said)
    if said and not found:
        st.error(_("{text} is no row: write 4, or 4-5").format(text=said))
    if not found or int(found[1]) < 1:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return first, max(first, last)


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
        values=tuple((target, rule.values) for target, rule in mapping.columns if rule.values),
    )


def _said(
    proposal: Proposal, positions: Sequence[int], targets: Sequence[str | None], labels: dict[str, str]
) -> tuple[tuple[str, int | None], ...]:
    """The columns that the person changed, as a choice; with a saved profile the others as it has them."""
    before = {each.position: each.target for each in proposal.suggestions}
    after = {position: labels.get(target or "") for position, target in zip(positions, targets, strict=True)}
    moved = {position for position in before if after.get(position) != before[position]}
    if not moved:
        return ()
    kept = {target: position for target, position in _as_it_is(proposal) if position not in moved}
    given = {target: position for position, target in after.items() if target and position in moved}
    freed = {before[position] for position in moved if before[position]} - set(given)
    rest = [(target, position) for target, position in kept.items() if target not in given] if proposal.profile else []
    return (*rest, *given.items(), *((target, None) for target in sorted(filter(None, freed))))


def _as_it_is(proposal: Proposal) -> tuple[tuple[str, int | None], ...]:
    return tuple((each.target, each.position) for each in proposal.suggestions if each.target)


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace(",", "")) if text.strip() else None
    except InvalidOperation:
        st.error(_("{text} is no amount").format(text=text))
        return None
