"""What the upload page says and shows of a file on its way into the warehouse."""

from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis.batch_change import LARGEST, BatchChange
from duibiao.charts.ranking import Bar
from duibiao.errors import RefusedFileError
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.ingest.examine import Examined
from duibiao.ingest.header import plain
from duibiao.ingest.propose import Proposal
from duibiao.ingest.reading import Wish
from duibiao.ingest.report import fates, place_in_words
from duibiao.language import _
from duibiao.schema.column import Kind as SchemaKind
from duibiao.schema.extract import Extract
from duibiao.ui import store

SHOWN_VALUES = 3
SHOWN_ROWS = 8
SHOWN_BARS = 30
SHOWN_WORDS = 50


def recognised_sentence(name: str, proposal: Proposal) -> str:
    """What the file is taken for."""
    taken = sum(each.target is not None for each in proposal.suggestions)
    said = _("**{file}** is read as **{extract}**: {n} rows below its header, {taken} of {of} columns are loaded.")
    return said.format(
        file=name,
        extract=proposal.extract.label,
        n=formats.count(proposal.body.height),
        taken=taken,
        of=len(proposal.suggestions),
    )


def files_frame(files: list[tuple[str, Proposal | RefusedFileError, tuple[int, ...]]]) -> pl.DataFrame:
    """Several files: what each is taken for, and how far it has come."""
    rows: list[tuple[str, str, int | None, str, str]] = []
    for name, looked, batches in files:
        state = _("batch {numbers}").format(numbers="、".join(map(str, batches))) if batches else _("not accepted yet")
        if isinstance(looked, RefusedFileError):
            rows.append((name, "—", None, "", f"{_('refused')}：{looked.message}"))
        else:
            rows.append((name, looked.extract.label, looked.body.height, looked.profile or "", state))
    names = [_("File"), _("What it is"), _("Rows in the file"), _("Profile"), _("State")]
    return pl.DataFrame(rows, names, orient="row")


def date_orders() -> dict[str, str]:
    """The orders of days in words."""
    return {"ymd": _("year month day"), "dmy": _("day month year"), "mdy": _("month day year")}


def unknown_words(proposal: Proposal) -> dict[str, list[str]]:
    """Words in columns with a code list that are not in it, by target; those used most first."""
    rules = dict(proposal.mapping.columns)
    found: dict[str, list[str]] = {}
    for each in proposal.suggestions:
        column = proposal.extract.by_name.get(each.target or "")
        if column is None or not column.choices:
            continue
        spelled = {plain(word) for choice in column.choices for word in choice.spellings}
        spelled |= {plain(word) for word, _value in (rules[column.name].values if column.name in rules else ())}
        cells = proposal.body[f"c{each.position - 1}"].str.strip_chars().drop_nulls()
        words = cells.filter(cells != "").value_counts(sort=True)[cells.name].head(SHOWN_WORDS).to_list()
        unknown = [word for word in words if plain(word) not in spelled]
        found |= {column.name: unknown} if unknown else {}
    return found


def words_frame(words: list[str]) -> pl.DataFrame:
    """Words that mean nothing yet."""
    return pl.DataFrame({"word": words, "means": [None] * len(words)}, {"word": pl.String, "means": pl.String})


def words_config(means: list[str]) -> dict[str, Any]:
    """How the words and their meaning are drawn."""
    return {
        "word": st.column_config.TextColumn(_("In the file")),
        "means": st.column_config.SelectboxColumn(_("Means"), options=means),
    }


def profile_sentence(proposal: Proposal) -> str:
    """Which saved profile reads the file; empty where none does."""
    return _("Read with the saved profile {name}").format(name=proposal.profile) if proposal.profile else ""


def guesses_frame(proposal: Proposal) -> pl.DataFrame:
    """What was guessed, why, and whether to look at it."""
    names = {
        "extract": _("What it is"),
        "sheet": _("Sheet"),
        "encoding": _("Encoding"),
        "separator": _("Separator"),
        "header": _("Header in row"),
        "dates": _("Order of days"),
        "decimal": _("Decimal mark"),
        "unit": _("Unit of the amounts"),
        "period": _("Period"),
    }
    rows = [
        (names[guess.what], guess.value, guess.reason, "" if guess.sure else _("please check"))
        for guess in proposal.guesses
    ]
    return pl.DataFrame(rows, [_("Of the file"), _("Guess"), _("Reason"), _("Note")], orient="row")


def columns_frame(proposal: Proposal) -> pl.DataFrame:
    """Each column of the file with its first values, what it is taken for, how sure, and why."""
    labels = {column.name: column.label for column in proposal.extract.columns}
    rows = [
        (
            each.position,
            each.header,
            "" if each.personal else _first_values(proposal, each.position),
            labels.get(each.target or ""),
            each.confidence if each.target or each.personal else None,
            each.reason,
        )
        for each in proposal.suggestions
    ]
    schema = {
        "position": pl.Int64,
        "header": pl.String,
        "values": pl.String,
        "target": pl.String,
        "confidence": pl.Float64,
        "reason": pl.String,
    }
    return pl.DataFrame(rows, schema, orient="row")


def columns_config(targets: list[str]) -> dict[str, Any]:
    """How the columns of that table are drawn; the target is the one to choose."""
    return {
        "position": st.column_config.NumberColumn(_("No."), width="small"),
        "header": st.column_config.TextColumn(_("In the file")),
        "values": st.column_config.TextColumn(_("First values")),
        "target": st.column_config.SelectboxColumn(_("Loaded as"), options=targets),
        "confidence": st.column_config.ProgressColumn(_("Confidence"), format="percent", min_value=0.0, max_value=1.0),
        "reason": st.column_config.TextColumn(_("Reason"), width="large"),
    }


def first_rows(proposal: Proposal) -> pl.DataFrame:
    """The first rows below the header as read, under the names of the file; personal data stay out."""
    personal = {each.position for each in proposal.suggestions if each.personal}
    shown = {"row_number": _("Row in the file")}
    for i, name in enumerate(proposal.header.names):
        if name and i + 1 not in personal:
            shown[f"c{i}"] = name if name not in shown.values() else f"{name} #{i + 1}"
    return proposal.body.head(SHOWN_ROWS).select(*shown).rename(shown)


def not_loaded(proposal: Proposal) -> str:
    """Which columns hold personal data and are dropped."""
    personal = [each.header for each in proposal.suggestions if each.personal]
    return _("Personal data, not loaded: {columns}").format(columns="、".join(personal)) if personal else ""


def lacking_sentence(proposal: Proposal, wished: Wish) -> str:
    """What the person must still say before the file can be checked; empty where nothing is lacking."""
    told = {"year", "month"} if wished.period else set()
    told |= {"org_code"} if wished.org else set()
    missing = [proposal.extract.column(name).label for name in proposal.missing if name not in told]
    if missing:
        return _("Still missing: {columns}. Choose their columns above, or fill in the fields.").format(
            columns="、".join(missing)
        )
    if any(guess.what == "dates" for guess in proposal.open):
        return _("Day and month cannot be told apart in this file: choose their order under 1.")
    return ""


def account_frame(examined: Examined) -> pl.DataFrame:
    """What became of every amount of the file: a row a column of the file, its parts add up to the whole."""
    lines = examined.reading.account.lines
    extract = examined.reading.extract.name
    rows = [
        (place_in_words(line, extract), line.n, line.whole, *(amount or None for _w, amount in fates(line)))
        for line in lines
    ]
    words = [word for word, _amount in fates(lines[0])] if lines else []
    names = [_("Column of the file"), _("Amounts"), _("Sum in the file"), *words]
    return pl.DataFrame(rows, names, orient="row") if rows else pl.DataFrame()


def account_sentence(examined: Examined) -> str:
    """Whether every amount of the file is accounted for."""
    lines = examined.reading.account.lines
    if not lines:
        return ""
    left = [line for line in lines if line.left_out]
    said = _("Every amount of the file is accounted for: {n} columns.")
    if left:
        said = _(
            "Every amount of the file is accounted for: {n} columns; of {m} columns or sheets amounts are left out."
        )
    return said.format(n=len(lines), m=len(left))


def checked_sentence(examined: Examined) -> str:
    """What became of the rows."""
    reading = examined.reading
    said = _("{accepted} rows can be loaded, {aside} are set aside; {findings} findings.")
    return said.format(
        accepted=formats.count(reading.rows.height),
        aside=formats.count(reading.rejected.height),
        findings=len(examined.findings),
    )


def change_sentence(examined: Examined) -> str:
    """What accepting the file changes."""
    if examined.change is None:
        return _("Nothing is replaced: all {n} rows are new.").format(n=formats.count(examined.reading.rows.height))
    change = examined.change
    if change.is_nothing:
        return _("It replaces {batches} and says the same.").format(batches=_batches(examined))
    said = _("It replaces {batches}: {new} new, {gone} gone, {changed} changed, {same} unchanged.")
    counts = {status: formats.count(change.count(status)) for status in ("new", "gone", "changed", "same")}
    return said.format(batches=_batches(examined), **counts)


def shown_measures(examined: Examined, change: BatchChange) -> tuple[str, ...]:
    """What is compared on the screen: what the file has, amounts of money where there are any, the last one first.

    Columns that only the replaced batch had are named among the findings.
    """
    extract = examined.reading.extract
    told = [name for name in change.measures if name in examined.reading.rows.columns]
    money = [name for name in told if extract.column(name).kind is SchemaKind.MONEY]
    return tuple(reversed(money or told))


def organisations_table(change: BatchChange, measures: tuple[str, ...], extract: Extract, unit: MoneyUnit) -> Table:
    """Amounts by organisation, before and after."""
    frame = _labelled(change.organisations.filter(pl.col("measure").is_in(measures)), extract)
    kind = _kind(extract, measures)
    columns = (
        Column("scope_org", _("Organisation code"), Kind.CODE),
        Column("scope_name", _("Organisation")),
        Column("measure", _("Amount")),
        Column("before", _("Before"), kind),
        Column("after", _("After"), kind),
        Column("difference", _("Difference"), kind),
        Column("n_new", _("New"), Kind.COUNT),
        Column("n_gone", _("Gone"), Kind.COUNT),
        Column("n_changed", _("Changed"), Kind.COUNT),
    )
    return Table(_("Change by organisation"), frame, columns, unit)


def largest_table(change: BatchChange, measures: tuple[str, ...], extract: Extract, unit: MoneyUnit) -> Table:
    """The largest changes."""
    amounts = change.amounts.filter(pl.col("measure").is_in(measures) & (pl.col("difference") != 0))
    frame = _labelled(amounts.sort(pl.col("difference").abs(), descending=True).head(LARGEST), extract)
    labels = [name for name in ("project_name", "item_name") if name in frame.columns]
    keys = [name for name in change.by if name in extract.by_name and name not in labels]
    kind = _kind(extract, measures)
    columns = (
        Column("scope_org", _("Organisation code"), Kind.CODE),
        Column("scope_name", _("Organisation")),
        *(Column(name, extract.column(name).label, Kind.CODE) for name in keys if name != "org_code"),
        *(Column(name, extract.column(name).label) for name in labels),
        Column("measure", _("Amount")),
        Column("before", _("Before"), kind),
        Column("after", _("After"), kind),
        Column("difference", _("Difference"), kind),
    )
    return Table(_("Largest changes"), frame, columns, unit)


def change_bars(change: BatchChange, measures: tuple[str, ...], extract: Extract, unit: MoneyUnit) -> list[Bar]:
    """The difference of each organisation in the first of the measures, largest first."""
    chosen = st.session_state.get("changed_organisation")
    rows = _named(change.organisations.filter(pl.col("measure") == measures[0]))
    rows = rows.filter(pl.col("difference") != 0).sort(pl.col("difference").abs(), descending=True).head(SHOWN_BARS)
    is_money = _kind(extract, measures) is Kind.MONEY
    return [
        Bar(
            code=row["scope_org"],
            name=row["scope_name"],
            value=float(unit.scaled(row["difference"]) if is_money else row["difference"]),
            text=formats.money(row["difference"], unit) if is_money else formats.decimal(row["difference"]),
            emphasised=row["scope_org"] == chosen,
        )
        for row in rows.iter_rows(named=True)
    ]


def change_axis(measures: tuple[str, ...], extract: Extract, unit: MoneyUnit) -> str:
    """What the bars of change measure."""
    column = extract.column(measures[0])
    counted = unit.label if column.kind is SchemaKind.MONEY else column.unit
    said = _("{column}: after less before ({unit})") if counted else _("{column}: after less before")
    return said.format(column=column.label, unit=counted)


def _kind(extract: Extract, measures: tuple[str, ...]) -> Kind:
    """Money is shown in the unit of money, quantities as they are."""
    return Kind.MONEY if all(extract.column(name).kind is SchemaKind.MONEY for name in measures) else Kind.NUMBER


def currency(examined: Examined) -> str:
    """The currency of the amounts of the file."""
    return examined.reading.plan.currency


def about(examined: Examined) -> About:
    """What a downloaded table of the check says of itself."""
    replaced = ((_("Replaces"), _batches(examined)),) if examined.replaces else ()
    return About(
        filters=((_("File"), examined.source.file_name), *replaced),
        definitions=((_("Difference"), _("amount in this file less the amount in the batches that it replaces")),),
        data_date=_("not accepted yet"),
    )


def accepted_sentence(examined: Examined, batch: int) -> str:
    """What has become of the file."""
    said = _("Accepted as batch {batch}: {n} rows; all pages show them now.")
    return said.format(batch=batch, n=formats.count(examined.reading.rows.height))


def _labelled(frame: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    labels = {column.name: column.label for column in extract.columns}
    return _named(frame).with_columns(pl.col("measure").replace(labels))


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """With the present name of each organisation; its code where nobody knows it."""
    names = dict(store.read("organisations").select("org_code", "org_name").iter_rows())
    return frame.with_columns(pl.col("scope_org").replace(names).alias("scope_name"))


def _batches(examined: Examined) -> str:
    return _("batch {numbers}").format(numbers="、".join(map(str, examined.replaces)))


def _first_values(proposal: Proposal, position: int) -> str:
    cells = proposal.body.head(200)[f"c{position - 1}"].drop_nulls().unique(maintain_order=True).head(SHOWN_VALUES)
    return " | ".join(cell.strip()[:24] for cell in cells)
