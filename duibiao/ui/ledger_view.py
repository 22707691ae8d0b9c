"""What the ledger of batches says and shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from duibiao import formats, language
from duibiao.analysis import coverage
from duibiao.charts.coverage import MONTHS, Stretch
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.ingest.findings import Finding
from duibiao.ingest.reason import worded
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS
from duibiao.ui import feedback, overview_view
from duibiao.warehouse import NOBODY

YEARS_SHOWN = 6
"""How many years the strip of periods shows, the newest ones."""
HASH_LETTERS = 8
_READ = ("live", "partly_replaced")
"""States of batches of which something is read."""


@dataclass(frozen=True)
class Batch:
    """One row of the ledger, as the read `batches` has it."""

    batch_id: int
    extract: str
    state: str
    accepted_at: datetime
    accepted_by: str
    file_name: str
    sha256: str
    n_accepted: int
    n_rejected: int
    n_orgs: int | None
    first_period: str | None
    last_period: str | None
    currency: str
    synthetic: bool
    mapping: str | None
    mends: int | None
    replaced: str | None
    typed_total_yuan: Decimal | None
    acknowledged_by: str | None

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.state == "undone"

    @property
    def numbers_replaced(self) -> str:
        """The batches that it replaced, as a list for people."""
        return _listed((self.replaced or "").split(","))


def batch(batches: pl.DataFrame, number: str) -> Batch:
    """The batch of that number."""
    row = batches.row(by_predicate=pl.col("batch_id") == int(number), named=True)
    return Batch(**{name: row[name] for name in Batch.__dataclass_fields__})


def currency(batches: pl.DataFrame) -> str:
    """The currency of the amounts; a warehouse holds one."""
    return str(batches["currency"][0])


def answer(batches: pl.DataFrame) -> str:
    """How many batches stand behind the pages, what came in last, what was taken back, what waits to be mended."""
    last = batches.row(0, named=True)
    said = _(
        "Batches behind the figures: {n}. The last one came in on {moment}, accepted by {who}. "
        "Undone: {undone}, replaced: {replaced}; rows set aside and not mended yet: {rows}."
    )
    return said.format(
        n=formats.count(batches.filter(pl.col("state").is_in(_READ)).height),
        moment=formats.moment(last["accepted_at"]),
        who=last["accepted_by"] or _("somebody without a name"),
        undone=formats.count(_n_in(batches, "undone")),
        replaced=formats.count(_n_in(batches, "replaced")),
        rows=formats.count(rows_to_mend(batches)),
    )


def rows_to_mend(batches: pl.DataFrame) -> int:
    """Rows set aside by batches that are read, less those that were loaded once mended."""
    return int(waiting(batches)["n_waiting"].sum())


def waiting(batches: pl.DataFrame) -> pl.DataFrame:
    """The batches that are read of which rows still wait to be mended, with n_waiting."""
    standing = batches.filter(pl.col("state").is_in(_READ))
    mended = standing.filter(pl.col("mends").is_not_null()).group_by(batch_id="mends")
    loaded = mended.agg(n_mended=pl.col("n_accepted").sum())
    first = standing.filter(pl.col("mends").is_null()).join(loaded, on="batch_id", how="left", maintain_order="left")
    left = (pl.col("n_rejected") - pl.col("n_mended").fill_null(0)).clip(lower_bound=0)
    return first.with_columns(n_waiting=left).filter(pl.col("n_waiting") > 0)


def stretches(found: pl.DataFrame, chosen: str | None) -> list[Stretch]:
    """The periods that are read, as stretches of the strip; a click leads to the newest batch of each."""
    years = years_shown(found)
    frame = coverage.spans(found).with_columns(
        pl.col("start").fill_null(years.start * MONTHS), pl.col("n_months").fill_null(len(years) * MONTHS)
    )
    shown = frame.filter(pl.col("start") >= years.start * MONTHS)
    return [
        Stretch(
            code=str(row["last_batch"]),
            row=row["extract"],
            start=row["start"],
            n_months=row["n_months"],
            share=row["share"],
            text=formats.count(row["n_orgs"]) if _has_owners(row["extract"]) else "",
            told=_told(row),
            chosen=str(row["last_batch"]) == chosen,
        )
        for row in shown.iter_rows(named=True)
    ]


def strip_rows(found: pl.DataFrame) -> list[tuple[str, str]]:
    """The extracts of which something is read, code and name: those of months, of years, and lists that hold always."""
    kinds = coverage.spans(found).group_by("extract").agg(pl.col("n_months").min()).sort("n_months", nulls_last=True)
    order = {name: i for i, name in enumerate(EXTRACTS)}
    rows = sorted(kinds.iter_rows(), key=lambda row: (row[1] or MONTHS + 1, order.get(row[0], len(order))))
    return [(name, overview_view.extract_labels().get(name, name)) for name, _months in rows]


def years_shown(found: pl.DataFrame) -> range:
    """The newest years that have data; without any, this one."""
    years = found.filter(pl.col("period") != "")["period"].str.slice(0, 4).cast(pl.Int64)
    last = int(str(years.max())) if years.len() else date.today().year
    first = int(str(years.min())) if years.len() else last
    return range(max(first, last - YEARS_SHOWN + 1), last + 1)


def strip_caption(found: pl.DataFrame) -> str:
    """How to read the strip, where the holes are, and which extracts nobody has loaded."""
    parts = [
        _("Number: organisations with rows in the period; the darker, the more of those that the extract ever had"),
        _gaps_sentence(coverage.gaps(coverage.spans(found))),
        _missing_sentence(found),
    ]
    return " · ".join(part for part in parts if part)


def chosen_batches(batches: pl.DataFrame, extract: str | None, state: str | None) -> pl.DataFrame:
    """The batches that the filters leave, newest first."""
    kept = batches if extract is None else batches.filter(pl.col("extract") == extract)
    return kept if state is None else kept.filter(pl.col("state") == state)


def extracts(batches: pl.DataFrame) -> dict[str, str]:
    """The extracts that batches are of, in words."""
    return {name: said for name, said in overview_view.extract_labels().items() if name in batches["extract"]}


def states(batches: pl.DataFrame) -> dict[str, str]:
    """The states that batches are in, in words."""
    return {state: said for state, said in overview_view.batch_states().items() if state in batches["state"]}


def batch_labels(batches: pl.DataFrame) -> dict[str, str]:
    """What the batches are called in a list."""
    names = overview_view.extract_labels()
    return {
        str(number): f"{number} · {names.get(extract, extract)} · {file}"
        for number, extract, file in batches.select("batch_id", "extract", "file_name").iter_rows()
    }


def batches_table(batches: pl.DataFrame, totals: pl.DataFrame, unit: MoneyUnit) -> Table:
    """The ledger: who, when, what, how much of it, how it tied, and what became of it."""
    frame = batches.join(totals, on="batch_id", how="left", maintain_order="left").with_columns(
        overview_view.period_spans(batches),
        overview_view.moments(batches["accepted_at"]),
        name=pl.col("extract").replace_strict(overview_view.extract_labels(), default=pl.col("extract")),
        said=pl.col("state").replace_strict(overview_view.batch_states(), default=pl.col("state")),
        hash=pl.col("sha256").str.slice(0, HASH_LETTERS),
        n_findings=pl.col("n_set_aside") + pl.col("n_warnings"),
        replaces=pl.col("replaced").str.replace_all(",", "、"),
    )
    ties = pl.Series("ties", [_tie_words(row) for row in frame.iter_rows(named=True)], pl.String)
    return Table(
        title=_("Ledger of batches"),
        frame=frame.with_columns(ties),
        columns=(
            Column("batch_id", _("Batch"), Kind.CODE),
            Column("said", _("State")),
            Column("accepted", _("Accepted")),
            Column("accepted_by", _("By whom")),
            Column("name", _("Extract")),
            Column("periods", _("Periods")),
            Column("n_orgs", _("Organisations"), Kind.COUNT),
            Column("n_accepted", _("Rows accepted"), Kind.COUNT),
            Column("n_rejected", _("Rows set aside"), Kind.COUNT),
            Column("n_findings", _("Findings"), Kind.COUNT),
            Column("ties", _("Control totals")),
            Column("typed_total_yuan", _("Typed total"), Kind.MONEY),
            Column("replaces", _("Replaced batches")),
            Column("file_name", _("File")),
            Column("hash", _("Hash"), Kind.CODE),
        ),
        unit=unit,
    )


def about(batches: pl.DataFrame, filters: Iterable[tuple[str, str]], day: date) -> About:
    """The sheet that goes with the downloads of the ledger."""
    return About(
        filters=tuple(filters),
        definitions=definitions(),
        data_date=formats.day(day),
        warning=feedback.demo_notice() if bool(batches["synthetic"].any()) else "",
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """What the words of the ledger mean."""
    return (
        (_("Batch"), _("One file that somebody accepted. Nothing in it is ever changed or deleted.")),
        (
            _("State"),
            _(
                "In use: all that it covers is read from it. Replaced: a later batch of the same organisations and "
                "periods is read instead. Undone: somebody took it back."
            ),
        ),
        (_("Rows set aside"), _("Rows that could not be loaded; mended, they are added to the batch they came from.")),
        (_("Control totals"), _("Totals in the file, compared with the sums of its rows.")),
        (_("Typed total"), _("The total that the person typed from the letter or the system, to check against.")),
        (_("Hash"), _("The first letters of the SHA-256 of the file: the same file has the same ones.")),
    )


def chosen_filters(extract: str | None, state: str | None) -> list[tuple[str, str]]:
    """The filters of the ledger in words."""
    extracts, said = overview_view.extract_labels(), overview_view.batch_states()
    chosen = [(_("Extract"), extracts.get(extract or "")), (_("State"), said.get(state or ""))]
    return [(name, value) for name, value in chosen if value]


def batch_sentence(found: Batch, unit: MoneyUnit) -> str:
    """One batch in a sentence: who accepted what, and what became of it."""
    said = _("Batch {batch} ({extract}, {periods}) is {state}: {rows} rows of {file}, accepted by {who} on {moment}.")
    parts = [
        said.format(
            batch=found.batch_id,
            extract=overview_view.extract_labels().get(found.extract, found.extract),
            periods=formats.period_span(found.first_period, found.last_period),
            state=overview_view.batch_states()[found.state],
            rows=formats.count(found.n_accepted),
            file=found.file_name,
            who=found.accepted_by or _("somebody without a name"),
            moment=formats.moment(found.accepted_at),
        ),
        _("It replaced all or part of: batch {numbers}.").format(numbers=found.numbers_replaced)
        if found.replaced
        else "",
        _("Its rows mend batch {number}.").format(number=found.mends) if found.mends is not None else "",
        _("The total {amount} was typed to check against.").format(
            amount=formats.money_with_unit(found.typed_total_yuan, unit)
        )
        if found.typed_total_yuan is not None
        else "",
        _("{who} took note of what was to be checked.").format(who=found.acknowledged_by)
        if found.acknowledged_by
        else "",
    ]
    return " ".join(part for part in parts if part)


def consequence(found: Batch) -> str:
    """What undoing or redoing the batch does to the pages."""
    if found.undone:
        return _("Batch {batch} takes its place again; what was read instead of it is no longer read.").format(
            batch=found.batch_id
        )
    if found.state == "replaced":
        return _(
            "Nothing is read from batch {batch} now, so no figure changes; it will not come back by itself."
        ).format(batch=found.batch_id)
    if found.replaced:
        return _("What batch {batch} replaced is read again (batch {numbers}), unless that was undone too.").format(
            batch=found.batch_id, numbers=found.numbers_replaced
        )
    return _("Nothing takes the place of batch {batch}: its organisations and periods are empty then.").format(
        batch=found.batch_id
    )


def turned_sentence(found: Batch, who: str) -> str:
    """What has just happened to the batch."""
    said = (
        _("{who} has redone batch {batch}; all pages show it now.")
        if found.undone
        else _("{who} has undone batch {batch}; all pages show what stands without it.")
    )
    return said.format(who=who, batch=found.batch_id)


def findings_table(found: tuple[Finding, ...], unit: MoneyUnit) -> Table:
    """What was found in the file, where, and how to mend it."""
    rows = [(each.severity.label, each.message, each.count, _places(each), each.mend) for each in found]
    schema = {"severity": pl.String, "message": pl.String, "n": pl.Int64, "places": pl.String, "mend": pl.String}
    columns = (
        Column("severity", _("Severity")),
        Column("message", _("Finding")),
        Column("n", _("Cases"), Kind.COUNT),
        Column("places", _("For example")),
        Column("mend", _("How to mend it")),
    )
    return Table(_("Findings"), pl.DataFrame(rows, schema, orient="row"), columns, unit)


def totals_table(found: Batch, control_totals: str, unit: MoneyUnit) -> Table:
    """The totals of the file, those that do not tie first; amounts and their difference."""
    words = {
        "ties": _("● ties"),
        "rounding": _("● within rounding"),
        "differs": _("■ differs"),
        "unreadable": _("▲ amounts not readable"),
        "set_aside": _("▲ ties only with rows set aside"),
    }
    labels = {column.name: column.label for column in EXTRACTS[found.extract].columns}
    order = {"differs": 0, "set_aside": 1, "unreadable": 2, "rounding": 3, "ties": 4}
    stated = sorted(json.loads(control_totals), key=lambda total: order.get(total["status"], 0))
    rows = [
        (
            total["row"],
            total["label"],
            labels.get(total["column"], total["column"]),
            Decimal(total["file_yuan"]),
            Decimal(total["rows_yuan"]),
            Decimal(total["file_yuan"]) - Decimal(total["rows_yuan"]),
            words.get(total["status"], total["status"]),
        )
        for total in stated
    ]
    money = pl.Decimal(38, 2)
    schema: dict[str, pl.DataType] = {
        "row": pl.Int64(),
        "label": pl.String(),
        "column": pl.String(),
        "file_yuan": money,
        "rows_yuan": money,
        "difference_yuan": money,
        "status": pl.String(),
    }
    columns = (
        Column("row", _("Row in the file"), Kind.CODE),
        Column("label", _("Total")),
        Column("column", _("Amount")),
        Column("file_yuan", _("As stated"), Kind.MONEY),
        Column("rows_yuan", _("Sum of the rows"), Kind.MONEY),
        Column("difference_yuan", _("Apart by"), Kind.MONEY),
        Column("status", _("State")),
    )
    return Table(_("Control totals"), pl.DataFrame(rows, schema, orient="row"), columns, unit)


def scopes_table(found: Batch, scopes: pl.DataFrame, unit: MoneyUnit) -> Table:
    """What the batch covers, and from which batch that is read now."""
    periods = pl.Series("said", [formats.period(period) for period in scopes["period"]], pl.String)
    frame = scopes.with_columns(
        periods,
        org_code=pl.col("org_code").replace(NOBODY, formats.MISSING),
        reads=pl.when(pl.col("read_from") == str(found.batch_id))
        .then(pl.lit(_("this batch")))
        .otherwise(pl.col("read_from").fill_null(_("nothing"))),
    )
    columns = (
        Column("org_code", _("Organisation code"), Kind.CODE),
        Column("org_name", _("Organisation")),
        Column("said", _("Period")),
        Column("n_rows", _("Rows"), Kind.COUNT),
        Column("reads", _("Read from batch")),
    )
    return Table(_("Organisations and periods"), frame, columns, unit)


def history_table(history: pl.DataFrame, unit: MoneyUnit) -> Table:
    """What happened to the batch, newest first."""
    words = {"accepted": _("accepted"), "undone": _("undone"), "redone": _("redone")}
    frame = history.with_columns(
        pl.Series("moment", [formats.moment(value) for value in history["happened_at"]], pl.String),
        said=pl.col("event").replace_strict(words, default=pl.col("event")),
    )
    columns = (Column("moment", _("When")), Column("said", _("What")), Column("happened_by", _("By whom")))
    return Table(_("What happened to it"), frame, columns, unit)


def aside_table(rejections: pl.DataFrame, unit: MoneyUnit) -> Table:
    """The rows set aside with the reason and their cells as they stood."""
    cells = [" | ".join(str(cell) for cell in json.loads(text).values() if cell) for text in rejections["original"]]
    frame = worded(rejections).with_columns(pl.Series("cells", cells, pl.String))
    columns = (
        Column("row_number", _("Row in the file"), Kind.CODE),
        Column("reason", _("Reason")),
        Column("cells", _("Cells")),
    )
    return Table(_("The rows set aside"), frame, columns, unit)


def profile_table(found: Batch, profile: str, unit: MoneyUnit) -> Table:
    """From which column of the file each of ours was read, and what was the same in all rows."""
    mapping = json.loads(profile)
    labels = {column.name: column.label for column in EXTRACTS[found.extract].columns}
    rows = [(labels.get(target, target), _source(rule)) for target, rule in mapping["columns"]]
    rows += [
        (labels.get(target, target), _("“{value}” in all rows").format(value=value))
        for target, value in mapping["constants"]
    ]
    columns = (Column("target", _("Loaded as")), Column("source", _("In the file")))
    frame = pl.DataFrame(rows, {"target": pl.String, "source": pl.String}, orient="row")
    return Table(_("How the columns were read"), frame, columns, unit)


def aside_file_name(found: Batch) -> str:
    """The name of the file of rows set aside."""
    return f"{found.file_name.rpartition('.')[0] or found.file_name}_{_('set aside')}.csv"


def _n_in(batches: pl.DataFrame, state: str) -> int:
    return batches.filter(pl.col("state") == state).height


def _told(row: dict[str, Any]) -> str:
    said = _("{extract}, {period}<br>Organisations: {orgs}, rows: {rows}, batches: {batches}, the newest: {last}")
    return said.format(
        extract=overview_view.extract_labels().get(row["extract"], row["extract"]),
        period=formats.period(row["period"]) if row["period"] else _("always"),
        orgs=formats.count(row["n_orgs"]) if _has_owners(row["extract"]) else formats.MISSING,
        rows=formats.count(row["n_rows"]),
        batches=formats.count(row["n_batches"]),
        last=row["last_batch"],
    )


def _has_owners(extract: str) -> bool:
    """Whether its rows belong to organisations; a list of service items is everybody's."""
    return extract not in EXTRACTS or EXTRACTS[extract].is_of_organisations


def _gaps_sentence(holes: pl.DataFrame) -> str:
    if holes.is_empty():
        return _("no period is missing in between")
    labels = overview_view.extract_labels()
    said = [
        f"{labels.get(row['extract'], row['extract'])} {formats.period_span(row['first'], row['last'])}"
        for row in holes.iter_rows(named=True)
    ]
    return _("missing in between: {gaps}").format(gaps=_listed(said))


def _missing_sentence(found: pl.DataFrame) -> str:
    lacking = [extract.label for name, extract in EXTRACTS.items() if name not in found["extract"]]
    return _("not loaded at all: {extracts}").format(extracts=_listed(lacking)) if lacking else ""


def _tie_words(row: dict[str, Any]) -> str:
    """How the control totals of a batch tie, in one cell."""
    tie, differ, unread = (row["n_tie"] or 0) + (row["n_rounded"] or 0), row["n_differ"] or 0, row["n_unread"] or 0
    if differ:
        return _("■ {n} of {of} differ").format(n=differ, of=tie + differ + unread)
    if unread:
        return _("▲ {n} of {of} not readable").format(n=unread, of=tie + unread)
    return _("● {n} tie").format(n=tie) if tie else _("none in the file")


def _places(finding: Finding) -> str:
    return "; ".join(f"{where} {there}".strip() for where, there in finding.places)


def _source(rule: dict[str, Any]) -> str:
    if rule.get("join"):
        return f" {rule['separator']} ".join(rule["join"])
    if rule.get("source"):
        return _listed(rule["source"])
    return _("column {n}").format(n=rule["position"]) if rule.get("position") else ""


def _listed(words: Iterable[str]) -> str:
    comma = "、" if language.current() == "zh_CN" else ", "
    return comma.join(str(word).strip() for word in words)
