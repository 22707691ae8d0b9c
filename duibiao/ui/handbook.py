"""The help page: methods, words, columns of the extracts, signs, keys, sources; and a search over all of it."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import polars as pl
import streamlit as st

from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _, current
from duibiao.schema import column as columns
from duibiao.schema.catalogue import EXTRACTS
from duibiao.settings import house
from duibiao.ui import feedback, filters, tables

CHINESE = "zh_CN"
"""The language whose texts stand in files of their own; every other one reads the English."""

MOST_OPEN = 3
"""Up to so many methods that a search finds are shown opened."""


@dataclass(frozen=True)
class Method:
    """A section of the methods: its key (the same in every language), title and text."""

    key: str
    title: str
    text: str


def parts() -> dict[str, str]:
    """The parts of the page."""
    return {
        "methods": _("Methods"),
        "words": _("Glossary"),
        "columns": _("Data dictionary"),
        "signs": _("Signs and keys"),
        "sources": _("Sources"),
    }


def show(part: str) -> None:
    """One part of the page."""
    _ways()[part]()


def show_found(query: str) -> None:
    """All that holds every word of the query, part by part."""
    sections = [each for each in methods() if holds(query, each.title, each.text)]
    words, cells = found(query, glossary()), found(query, dictionary())
    signs = [pair for pair in (*_signs(), *_keys()) if holds(query, *pair)]
    sources_ = found(query, sources())
    if not (sections or words.height or cells.height or signs or sources_.height):
        feedback.nothing_here(_("Nothing here speaks of “{query}”").format(query=query))
    for each in sections:
        with st.expander(f"{_('Methods')}　{each.title}", expanded=len(sections) <= MOST_OPEN):
            st.markdown(each.text)
    for frame, table in ((words, words_table), (cells, columns_table), (sources_, sources_table)):
        if frame.height:
            made = table(frame)
            tables.show(made, about(query), f"found_{made.columns[0].name}")
    for sign, meaning in signs:
        st.markdown(f"**{sign}**　{meaning}")


def holds(query: str, *texts: str) -> bool:
    """Whether every word of the query is somewhere in the texts, whatever its case."""
    text = "\n".join(texts).casefold()
    return all(word in text for word in query.casefold().split())


def found(query: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold every word of the query."""
    kept = [holds(query, *map(str, row)) for row in rows.iter_rows()]
    return rows.filter(pl.Series(kept, dtype=pl.Boolean))


def methods() -> tuple[Method, ...]:
    """The sections in the language of the session, under the keys of the English ones."""
    keys = [key_of(title) for title, _text in sections("methods.md")]
    told = sections("methods.zh-CN.md" if current() == CHINESE else "methods.md")
    return tuple(Method(key, title, text) for key, (title, text) in zip(keys, told, strict=True))


@cache
def sections(name: str) -> tuple[tuple[str, str], ...]:
    """Titles and texts of a document; links into the house are left as words."""
    text = (house() / "docs" / name).read_text(encoding="utf-8")
    plain = re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", text)
    pieces = re.split(r"^## ", plain, flags=re.MULTILINE)[1:]
    return tuple((title.strip(), body.strip()) for title, _newline, body in (piece.partition("\n") for piece in pieces))


def key_of(title: str) -> str:
    """The key of a section, from its English title."""
    return re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")


@cache
def _glossary(language: str) -> pl.DataFrame:
    with (house() / "data" / "reference" / "glossary.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    meaning = "meaning_zh" if language == CHINESE else "meaning_en"
    schema = dict.fromkeys(("word", "zh", "en", "meaning"), pl.String)
    return pl.DataFrame([(row["word"], row["zh"], row["en"], row[meaning]) for row in rows], schema, orient="row")


def glossary() -> pl.DataFrame:
    """The words: word, zh, en, meaning in the language of the session."""
    return _glossary(current())


def dictionary() -> pl.DataFrame:
    """Every column of every extract that is declared, in the language of the session."""
    told = _told_in_chinese() if current() == CHINESE else {}
    kinds = kind_labels()
    rows = [
        (
            extract.label,
            column.label,
            column.name,
            kinds[column.kind],
            column.unit,
            _("yes") if column.required else "",
            "、".join(column.aliases),
            "、".join(choice.label for choice in column.choices),
            told.get(column.description, "") if current() == CHINESE else column.description,
        )
        for extract in EXTRACTS.values()
        for column in extract.columns
    ]
    names = ("extract", "header", "column", "kind", "unit", "required", "others", "values", "description")
    return pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")


@cache
def _told_in_chinese() -> dict[str, str]:
    """What columns are, English to Chinese."""
    with (house() / "data" / "reference" / "columns_zh.csv").open(encoding="utf-8", newline="") as source:
        return {row["description"]: row["zh"] for row in csv.DictReader(source)}


def sources() -> pl.DataFrame:
    """Where the reference data come from: file, what, source."""
    name = "SOURCES.zh-CN.md" if current() == CHINESE else "SOURCES.md"
    lines = (house() / "data" / "reference" / name).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    return pl.DataFrame(cells, dict.fromkeys(("file", "what", "source"), pl.String), orient="row")


def words_table(rows: pl.DataFrame) -> Table:
    """The glossary."""
    return Table(
        _("Glossary"),
        rows,
        (
            Column("zh", _("Chinese")),
            Column("en", _("English")),
            Column("meaning", _("Meaning")),
            Column("word", _("In the data"), Kind.CODE),
        ),
    )


def columns_table(rows: pl.DataFrame) -> Table:
    """The data dictionary."""
    return Table(
        _("Data dictionary"),
        rows,
        (
            Column("extract", _("Extract")),
            Column("header", _("Header")),
            Column("column", _("In the data"), Kind.CODE),
            Column("kind", _("Kind")),
            Column("unit", _("Unit")),
            Column("required", _("Required")),
            Column("description", _("Description")),
            Column("others", _("Other headers")),
            Column("values", _("Values")),
        ),
    )


def sources_table(rows: pl.DataFrame) -> Table:
    """Where the reference data come from."""
    return Table(
        _("Sources of the reference data"),
        rows,
        (Column("file", _("File"), Kind.CODE), Column("what", _("What it holds")), Column("source", _("Source"))),
    )


def kind_labels() -> dict[columns.Kind, str]:
    """What a column may hold."""
    return {
        columns.Kind.CODE: _("code"),
        columns.Kind.TEXT: _("text"),
        columns.Kind.MONEY: _("money (yuan, two decimals)"),
        columns.Kind.QUANTITY: _("quantity (up to four decimals)"),
        columns.Kind.COUNT: _("whole number"),
        columns.Kind.YEAR: _("year"),
        columns.Kind.MONTH: _("month"),
        columns.Kind.DATE: _("day"),
    }


def about(query: str = "") -> About:
    """The sheet that goes with a download."""
    return About(filters=((_("Search"), query),) if query else ())


def _ways() -> dict[str, Callable[[], None]]:
    return {
        "methods": _show_methods,
        "words": lambda: tables.show(words_table(glossary()), about(), "words"),
        "columns": _show_columns,
        "signs": _show_signs,
        "sources": lambda: tables.show(sources_table(sources()), about(), "sources"),
    }


def _show_methods() -> None:
    every = {each.key: each for each in methods()}
    chosen = filters.one_of(_("Method"), "method", {key: each.title for key, each in every.items()}, 480)
    st.header(every[chosen].title)
    with st.container(key="method_text"):
        st.markdown(every[chosen].text)


def _show_columns() -> None:
    names = {"all": _("All extracts")} | {name: extract.label for name, extract in EXTRACTS.items()}
    chosen = filters.one_of(_("Extract"), "of_extract", names, 320)
    rows = dictionary()
    shown = rows if chosen == "all" else rows.filter(pl.col("extract") == names[chosen])
    tables.show(columns_table(shown), about(), "columns")


def _show_signs() -> None:
    for title, pairs in ((_("Signs"), _signs()), (_("Keys"), _keys())):
        st.header(title)
        st.markdown(_as_markdown(pairs))


def _as_markdown(pairs: Iterable[tuple[str, str]]) -> str:
    lines = "\n".join(f"| **{sign}** | {meaning} |" for sign, meaning in pairs)
    return f"| {_('Sign')} | {_('Meaning')} |\n|---|---|\n{lines}"


def _signs() -> tuple[tuple[str, str], ...]:
    return (
        (_("■ red"), _("A problem: rate ÷ time progress below 60 %, a report overdue, money ahead of output.")),
        (_("▲ yellow"), _("To be looked at or checked: a question, never a verdict; rate ÷ time progress 60–80 %.")),
        (_("● green"), _("Looked at and in order: rate ÷ time progress of 80 % or more, in step, nothing found.")),
        (_("○ hollow"), _("Set aside with a reason, or nothing can be said because data are not loaded.")),
        ("—", _("Not known. A blank cell in a column of money is zero; the two are never the same.")),
        (_("To be checked"), _("Evidence points there; there may be good reasons. Only people decide.")),
        (_("Demo data"), _("Names and codes are real, amounts are simulated; every page and file says so.")),
        (_("As of …"), _("The page shows what stood at the end of a past day; later uploads are left out.")),
        (_("Unit"), _("Amounts are in the unit at the top right of a table; percentage points are not per cent.")),
    )  # fmt: skip


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("Tab / Shift+Tab", _("To the next or the previous control.")),
        ("Enter", _("Press the button, open the list, confirm.")),
        ("↑ ↓", _("Move in a list or in a table.")),
        ("Esc", _("Close a list, a popover, a menu.")),
        ("Ctrl+F", _("In a table that has the focus: search in it.")),
        ("R", _("Compute the page again.")),
    )
