"""What became of a file, written for people: the same text in a terminal and beside the file."""

from collections.abc import Iterator

import polars as pl

from duibiao.ingest.findings import Finding, findings_of
from duibiao.ingest.load import LoadReport
from duibiao.ingest.reason import worded
from duibiao.language import _


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


def report_text(report: LoadReport) -> str:
    """The whole report: outcome, what to do, findings with their places, notes."""
    lines = [outcome_sentence(report), report.hint or ""]
    for finding in report.findings:
        lines.extend(("", *finding_lines(finding)))
    if report.rejections:
        lines.extend(("", _("Rows set aside, with reasons: {path}").format(path=report.rejections)))
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
