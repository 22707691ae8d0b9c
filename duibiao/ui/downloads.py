"""Files of what the screen shows; made at the click, not before."""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.delimited import csv_bytes
from duibiao.export.extract_rows import rows_xlsx
from duibiao.export.table import Table
from duibiao.export.workbook import xlsx_bytes
from duibiao.language import _
from duibiao.schema.extract import Extract
from duibiao.ui import moment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(table: Table, about: About, key: str) -> None:
    """Download all rows of the table as Excel (with a sheet that explains them) and as CSV."""
    if past := moment.day():
        about = replace(about, as_of=formats.day(past))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = file_name(table, about)
        button(_("Excel"), lambda: xlsx_bytes(table, about), f"{name}.xlsx", _XLSX, f"{key}_xlsx")
        button(_("CSV"), lambda: csv_bytes(table), f"{name}.csv", "text/csv", f"{key}_csv")


def rows_to_upload(extract: Extract, rows: pl.DataFrame) -> None:
    """All rows in the layout in which they are loaded, to be changed and uploaded again."""
    label, name = _("All of it, in the layout to upload"), f"{safe(extract.zh)}.xlsx"
    button(label, lambda: rows_xlsx(extract, rows), name, _XLSX, f"{extract.name}_rows_xlsx")


def file_name(table: Table, about: About) -> str:
    """The name of a file, without its ending: a csv has no other place for its dates and for a warning."""
    words = _("{title} (up to {date}, demo data)") if about.warning else _("{title} (up to {date})")
    name = words.format(title=table.title, date=about.data_date)
    return safe(_("{name}, as of {day}").format(name=name, day=about.as_of) if about.as_of else name)


def safe(name: str) -> str:
    """A name without letters that no file can have."""
    return "".join("_" if letter in '\\/:*?"<>|' else letter for letter in name)


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
