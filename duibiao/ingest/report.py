"""What became of a file, written for people: the same text in a terminal and beside the file."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from duibiao.formats import decimal
from duibiao.ingest.account import Account, Line
from duibiao.ingest.findings import Finding, findings_of
from duibiao.ingest.load import LoadReport
from duibiao.ingest.reason import worded
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS


def outcome_sentence(report: LoadReport) -> str:
    """The first line: loaded as which batch, or why not."""
    counts = {"file": report.file, "batch": report.batch, "accepted": report.accepted, "rejected": report.rejected}
    if report.status == "refused":
        return _("{file}: refused. {error}").format(file=report.file, error=report.error)
    if report.status == "waiting":
        return _("{file}: not loaded yet. {error}").format(file=report.file, error=report.error)
    if report.batch is None:
        return _("{file}: would load {accepted} rows and set {rejected} aside").format(**counts)
    return _("{file}: batch {batch}, {accepted} rows loaded, {rejected} set aside").format(**counts)


def finding_lines(finding: Finding) -> Iterator[str]:
    """The finding, its first places, and how to mend it."""
    yield f"[{finding.severity.label}] {finding.message} ({finding.count})"
    for where, there in finding.places:
        yield f"    {where}: {there}" if where else f"    {there}"
    for option in finding.options:
        yield f"    --answer {finding.code}={option.value}: {option.label}"
    if finding.mend:
        yield f"    → {finding.mend}"


def account_lines(account: Account, extract: str) -> Iterator[str]:
    """What became of every amount, column by column; only what is not nothing."""
    if account.lines:
        yield _("What became of every amount:") if account.ties else _("Not every amount is accounted for:")
    for line in account.lines:
        parts = " + ".join(f"{label} {decimal(amount)}" for label, amount in fates(line) if amount)
        yield f"  {place_in_words(line, extract)} ({line.n}): {decimal(line.whole)} = {parts or decimal(line.whole)}"


def place_in_words(line: Line, extract: str) -> str:
    """Where the amounts stand: the column of the file and what it is loaded as, or a sheet that is not read."""
    columns = EXTRACTS[extract].by_name if extract in EXTRACTS else {}
    if not line.column:
        return _("sheet {name}, not read").format(name=line.sheet)
    target = columns[line.target].label if line.target in columns else line.target
    return f"{line.column} → {target}" if target else _("{column}, not loaded").format(column=line.column)


def fates(line: Line) -> tuple[tuple[str, Decimal], ...]:
    """What became of the amounts of a line, in words, in the order of a sum."""
    return (
        (_("loaded"), line.accepted),
        (_("totals, not loaded"), line.total),
        (_("set aside"), line.aside),
        (_("left out"), line.left_out),
        (_("unaccounted for"), line.difference),
    )


def report_text(report: LoadReport) -> str:
    """The whole report: outcome, what to do, findings with their places, notes."""
    lines = [outcome_sentence(report), report.hint or ""]
    for finding in report.findings:
        lines.extend(("", *finding_lines(finding)))
    if report.rejections:
        lines.extend(("", _("Rows set aside, with reasons: {path}").format(path=report.rejections)))
    lines.extend(("", *account_lines(report.account, report.extract)))
    if report.notes:
        lines.extend(("", *(note.message for note in report.notes)))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def in_words(read: str, answer: pl.DataFrame) -> pl.DataFrame:
    """The answer of a read with `in_words` behind what it answers as data: reasons of rows, findings of a batch."""
    if read == "rejections":
        return answer.with_columns(worded(answer)["reason"].alias("in_words"))
    if read == "batch_findings":
        said = [f"{each.message} {each.mend}".strip() for each in findings_of(answer)]
        return answer.with_columns(pl.Series("in_words", said, dtype=pl.String))
    return answer
