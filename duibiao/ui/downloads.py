"""Files of what the screen shows: of few rows at the click, of many in a process of their own, with progress."""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import streamlit as st

from duibiao import formats, language
from duibiao.export.about import About
from duibiao.export.extract_rows import rows_xlsx
from duibiao.export.files import Format, to_bytes
from duibiao.export.making import Order
from duibiao.export.naming import safe, within
from duibiao.export.table import Table
from duibiao.export.workshop import Making, Rows, State
from duibiao.language import _
from duibiao.schema.extract import Extract
from duibiao.ui import feedback, moment, navigation

CELLS_AT_THE_CLICK = 30_000
"""A file of more cells is made beside the server: this many take a third of a second of it."""

_LONGEST_NAME, _MOST_BYTES, _LONGEST_FILTERS = 110, 230, 36
"""Of the name of a file without its ending: letters, bytes (most disks allow 255), and letters of its filters."""
_EVERY = 1.0
"""Seconds between two looks at a file that is being made."""


@dataclass(frozen=True)
class Offer:
    """What can be downloaded: a table, with its rows or with where they come from, and how many they are."""

    table: Table
    about: About
    name: str
    n_rows: int
    rows: Rows

    @property
    def is_large(self) -> bool:
        """Whether its files are made beside the server."""
        return self.n_rows * len(self.table.columns) > CELLS_AT_THE_CLICK

    def is_like(self, other: "Offer") -> bool:
        """Whether a file of the other is one of this: same title, filters, unit, number of rows."""
        return (self.name, self.about, self.table.unit, self.n_rows) == (
            other.name,
            other.about,
            other.table.unit,
            other.n_rows,
        )


def buttons(table: Table, about: About, key: str) -> None:
    """Download all rows of the table as Excel (with a sheet that explains them), as CSV and as Parquet."""
    _draw(_offer(table, about, table.frame.height, lambda path: _hand_over(table.frame, path)), key)


def of_rows_elsewhere(table: Table, about: About, n_rows: int, rows: Rows, key: str) -> None:
    """The same for rows that nobody has read yet: `rows` writes all `n_rows` of them as an Arrow file."""
    _draw(_offer(table, about, n_rows, rows), key)


def rows_to_upload(extract: Extract, rows: pl.DataFrame) -> None:
    """All rows in the layout in which they are loaded, to be changed and uploaded again."""
    label, name = _("All of it, in the layout to upload"), f"{safe(extract.zh)}.xlsx"
    button(label, lambda: rows_xlsx(extract, rows), name, Format.XLSX.mime, f"{extract.name}_rows_xlsx")


def file_name(table: Table, about: About, page: str = "") -> str:
    """The name of a file, without its ending: page, table, filters, date; a csv has no other place for a warning."""
    if about.data_date:
        words = _("{title} (up to {date}, demo data)") if about.warning else _("{title} (up to {date})")
        words = words.replace("{date}", about.data_date)
    else:
        words = _("{title} (demo data)") if about.warning else "{title}"
    if about.as_of:
        words = _("{name}, as of {day}").format(name=words, day=about.as_of)
    title = table.title if not page or page in table.title else f"{page}_{table.title}"
    room = _LONGEST_NAME - len(words)
    filters = _short_filters(about, title, min(_LONGEST_FILTERS, room - len(title) - 1))
    title = within(f"{title}_{filters}" if filters else title, room, _MOST_BYTES - len(words.encode()))
    return safe(words.replace("{title}", title))


def of_rows(about: About, whose: str) -> About:
    """The sheet of a page, with whose rows a table below it shows."""
    return replace(about, filters=(*about.filters, (_("Rows of"), whose)))


def button(label: str, make: Callable[[], bytes], name: str, mime: str, key: str) -> None:
    """One file, made at the click: in another thread, so it takes the language of this one along."""
    context = copy_context()
    st.download_button(
        label,
        data=lambda: context.copy().run(make),
        file_name=name,
        mime=mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _offer(table: Table, about: About, n_rows: int, rows: Rows) -> Offer:
    if past := moment.day():
        about = replace(about, as_of=formats.day(past))
    return Offer(table, about, file_name(table, about, navigation.title()), n_rows, rows)


def _draw(offer: Offer, key: str) -> None:
    if offer.is_large:
        _beside(offer, key)
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for kind in Format:
            name = f"{offer.name}.{kind}"
            button(kind.label, partial(_at_once, offer, kind), name, kind.mime, f"{key}_{kind}")


def _at_once(offer: Offer, kind: Format) -> bytes:
    if offer.n_rows == offer.table.frame.height:
        return to_bytes(offer.table, offer.about, kind)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        offer.rows(path)
        return to_bytes(replace(offer.table, frame=pl.read_ipc(path.read_bytes())), offer.about, kind)


@st.fragment
def _beside(offer: Offer, key: str) -> None:
    """Buttons that have a file made; while it is, how far it is; then the button that fetches it."""
    making = _making(offer, key)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if making is not None and making.state.is_under_way:
            _progress(key)
            st.button(
                _("Cancel"),
                key=f"{key}_cancel",
                on_click=_forget,
                args=(key,),
                type="tertiary",
                icon=":material/close:",
            )
            return
        if making is not None and making.state is State.READY:
            _fetch(making, offer, key)
        for kind in Format:
            st.button(
                kind.label,
                key=f"{key}_{kind}",
                on_click=_begin,
                args=(offer, kind, key),
                type="tertiary",
                icon=":material/download:",
            )
    if making is not None and making.state is State.FAILED:
        feedback.failure(making.error)


@st.fragment(run_every=_EVERY)
def _progress(key: str) -> None:
    """Looks again every second; once there is nothing more to wait for, the page is drawn anew without it."""
    asked = st.session_state.get(f"{key}_asked")
    if asked is None or not asked[1].state.is_under_way:
        st.rerun()
    making: Making = asked[1]
    st.progress(making.share, text=_how_far(making), width=360)


def _how_far(making: Making) -> str:
    match making.state:
        case State.WAITING:
            return _("{kind}: waiting for its turn …").format(kind=making.kind.label)
        case State.WRITING if making.n_written:
            return _("{kind}: {n} of {all} rows …").format(
                kind=making.kind.label, n=formats.count(making.n_written), all=formats.count(making.n_rows)
            )
        case _:
            return _("{kind}: reading the rows …").format(kind=making.kind.label)


def _fetch(making: Making, offer: Offer, key: str) -> None:
    size = formats.decimal(making.path.stat().st_size / 1_000_000)
    st.download_button(
        _("Ready: download {kind} ({size} MB)").format(kind=making.kind.label, size=size),
        data=making.path.read_bytes,
        file_name=f"{offer.name}.{making.kind}",
        mime=making.kind.mime,
        key=f"{key}_ready",
        on_click="ignore",
        icon=":material/download_done:",
        type="primary",
    )


def _begin(offer: Offer, kind: Format, key: str) -> None:
    _forget(key)
    order = Order(offer.table, offer.about, kind, language.current())
    st.session_state[f"{key}_asked"] = (offer, Making(order, offer.rows))


def _forget(key: str) -> None:
    asked = st.session_state.pop(f"{key}_asked", None)
    if asked is not None:
        asked[1].cancel()


def _making(offer: Offer, key: str) -> Making | None:
    """The file that was asked for here, unless it is of what the page showed before."""
    asked = st.session_state.get(f"{key}_asked")
    if asked is None:
        return None
    if not offer.is_like(asked[0]) or asked[1].state is State.GONE:
        _forget(key)
        return None
    making: Making = asked[1]
    return making


def _hand_over(rows: pl.DataFrame, path: Path) -> int:
    rows.write_ipc(path)
    return rows.height


def _short_filters(about: About, title: str, room: int) -> str:
    """What was chosen, as far as there is room and the name does not say it already."""
    short = ""
    for _label, value in about.filters:
        longer = f"{short} {value}".strip()
        if value and value not in f"{title} {about.data_date}" and len(longer) <= room:
            short = longer
    return short
