"""What the upload page says and shows of a file on its way into the warehouse."""

from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis.batch_change import BatchChange
from duibiao.charts.ranking import Bar
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.ingest.examine import Examined
from duibiao.ingest.findings import Finding
from duibiao.ingest.propose import Proposal
from duibiao.ingest.reading import Wish
from duibiao.language import _
from duibiao.schema.extract import Extract

SHOWN_VALUES = 3
SHOWN_ROWS = 8
SHOWN_BARS = 30


def recognised_sentence(name: str, proposal: Proposal) -> str:
    """What the file is taken for."""
    taken = sum(each.target is not None for each in proposal.suggestions)
    said = _("**{file}** is read as **{extract}**: {n} rows, {taken} of {of} columns are loaded.")
    return said.format(
        file=name,
        extract=proposal.extract.label,
        n=formats.count(proposal.body.height),
        taken=taken,
        of=len(proposal.suggestions),
    )


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


def checked_sentence(examined: Examined) -> str:
    """What became of the rows."""
    reading = examined.reading
    said = _("{accepted} rows can be loaded, {aside} are set aside; {findings} findings.")
    return said.format(
        accepted=formats.count(reading.rows.height),
        aside=formats.count(reading.rejected.height),
        findings=len(examined.findings),
    )


def findings_frame(findings: tuple[Finding, ...]) -> pl.DataFrame:
    """The findings, gravest first, each with its first places and how to mend it."""
    rows = [(f.severity.label, f.message, f.count, _places(f), f.mend) for f in findings]
    names = [_("Severity"), _("Finding"), _("Cases"), _("For example"), _("How to mend it")]
    return pl.DataFrame(rows, names, orient="row")


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


def organisations_table(change: BatchChange, extract: Extract, unit: MoneyUnit) -> Table:
    """Amounts by organisation, before and after."""
    frame = _labelled(change.organisations, extract)
    columns = (
        Column("scope_org", _("Organisation code"), Kind.CODE),
        Column("measure", _("Amount")),
        Column("before", _("Before"), Kind.MONEY),
        Column("after", _("After"), Kind.MONEY),
        Column("difference", _("Difference"), Kind.MONEY),
        Column("n_new", _("New"), Kind.COUNT),
        Column("n_gone", _("Gone"), Kind.COUNT),
        Column("n_changed", _("Changed"), Kind.COUNT),
    )
    return Table(_("Change by organisation"), frame, columns, unit)


def largest_table(change: BatchChange, extract: Extract, unit: MoneyUnit) -> Table:
    """The largest changes."""
    frame = _labelled(change.largest, extract)
    labels = [name for name in ("org_name", "project_name", "item_name") if name in frame.columns]
    keys = [name for name in change.by if name in extract.by_name and name not in labels]
    columns = (
        Column("scope_org", _("Organisation code"), Kind.CODE),
        *(Column(name, extract.column(name).label, Kind.CODE) for name in keys if name != "org_code"),
        *(Column(name, extract.column(name).label) for name in labels),
        Column("measure", _("Amount")),
        Column("before", _("Before"), Kind.MONEY),
        Column("after", _("After"), Kind.MONEY),
        Column("difference", _("Difference"), Kind.MONEY),
    )
    return Table(_("Largest changes"), frame, columns, unit)


def change_bars(change: BatchChange, unit: MoneyUnit) -> list[Bar]:
    """The difference of each organisation in the first amount of the extract, largest first."""
    chosen = st.session_state.get("changed_organisation")
    rows = change.organisations.filter(pl.col("measure") == change.measures[0])
    rows = rows.filter(pl.col("difference") != 0).sort(pl.col("difference").abs(), descending=True).head(SHOWN_BARS)
    return [
        Bar(
            code=row["scope_org"],
            name=row["scope_org"],
            value=float(unit.scaled(row["difference"])),
            text=formats.money(row["difference"], unit),
            emphasised=row["scope_org"] == chosen,
        )
        for row in rows.iter_rows(named=True)
    ]


def change_axis(change: BatchChange, extract: Extract, unit: MoneyUnit) -> str:
    """What the bars of change measure."""
    label = extract.column(change.measures[0]).label
    return _("{column}: after less before ({unit})").format(column=label, unit=unit.label)


def currency(examined: Examined) -> str:
    """The currency of the amounts of the file."""
    mapping = examined.reading.mapping
    return mapping.currency if mapping else "CNY"


def about(examined: Examined) -> About:
    """What a downloaded comparison says of itself."""
    return About(
        filters=((_("File"), examined.source.file_name), (_("Replaces"), _batches(examined))),
        definitions=((_("Difference"), _("amount in this file less the amount in the batches that it replaces")),),
        data_date=_("not accepted yet"),
    )


def accepted_sentence(examined: Examined, batch: int) -> str:
    """What has become of the file."""
    said = _("Accepted as batch {batch}: {n} rows; all pages show them now.")
    return said.format(batch=batch, n=formats.count(examined.reading.rows.height))


def _labelled(frame: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    labels = {column.name: column.label for column in extract.columns}
    return frame.with_columns(pl.col("measure").replace(labels))


def _batches(examined: Examined) -> str:
    return _("batch {numbers}").format(numbers="、".join(map(str, examined.replaces)))


def _first_values(proposal: Proposal, position: int) -> str:
    cells = proposal.body.head(200)[f"c{position - 1}"].drop_nulls().unique(maintain_order=True).head(SHOWN_VALUES)
    return " | ".join(cell.strip()[:24] for cell in cells)


def _places(finding: Finding) -> str:
    return "; ".join(
        f"{example.cell or example.row_number or ''} {example.value}".strip()
        for example in finding.examples[:SHOWN_VALUES]
    )
