"""The period of the rows of a file that do not say it themselves, table by table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.ingest import asking
from duibiao.ingest.convert import Plan
from duibiao.ingest.findings import Finding
from duibiao.ingest.note import Note, note
from duibiao.ingest.period import Period, mended_period, parse_period, ruled_period, stated_periods
from duibiao.ingest.recognise import Part, Recognised
from duibiao.ingest.scope import Periods
from duibiao.ingest.wish import Wish
from duibiao.language import _


@dataclass(frozen=True)
class ToldPeriods:
    """The period of each part of the table, how each was found, and what is to be asked."""

    periods: Periods = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[Finding, ...] = ()

    @property
    def first(self) -> Period | None:
        """The period of the file, or of its first part."""
        return self.periods[0][1] if self.periods else None


def told_periods(rows: pl.DataFrame, recognised: Recognised, plan: Plan, file_name: str, wish: Wish) -> ToldPeriods:
    """The period for columns that the file has not; raises RefusedFileError when nothing tells it."""
    needed = [name for name in plan.extract.period if name in ("year", "month")]
    if wish.period:
        return ToldPeriods(((None, wish.period),), (_note(replace(wish.period, reason=None)),))
    if all(plan.provides(name) for name in needed):
        return ToldPeriods()
    if period := mended_period(recognised.header.titles):
        return _found(((None, period),))
    if plan.mapping and (rule := plan.mapping.period):
        found = ruled_period(rule, file_name, _paid_share(rows))
        return _found(((None, _certain(found, plan, needed, file_name)),))
    return _stated(recognised, plan, needed, file_name, dict(wish.answers).get(asking.PERIOD))


def _stated(recognised: Recognised, plan: Plan, needed: list[str], file_name: str, answer: str | None) -> ToldPeriods:
    """What titles and names say: of the whole file, and of each sheet where they say it sheet by sheet."""
    monthly, titles = "month" in needed, recognised.header.titles
    tables = _by_titles(recognised, monthly)
    told = [stated_periods(_titles(parts), file_name, monthly, parts[0].sheet) for parts in tables]
    if len(tables) > 1 and all(len(each) == 1 for each in told) and len({str(each[0]) for each in told}) > 1:
        return _found(tuple((part, each[0]) for parts, each in zip(tables, told, strict=True) for part in parts))
    whole = stated_periods(titles, file_name, monthly, recognised.sheet.name)
    if answer is not None and answer in map(str, whole):
        return _found(((None, parse_period(answer, note("told"))),))
    first = _certain(whole[0] if whole else None, plan, needed, file_name)
    found = _found(((None, first),))
    return ToldPeriods(found.periods, found.notes, tuple(asking.periods(whole)))


def _by_titles(recognised: Recognised, monthly: bool) -> list[list[Part]]:
    """The parts of each sheet together, but for those whose own titles tell a time: they begin another group."""
    groups: list[list[Part]] = []
    for part in recognised.parts:
        if groups and groups[-1][0].sheet == part.sheet and not stated_periods(part.titles, "", monthly):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _titles(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(title for part in parts for title in part.titles)


def _certain(period: Period | None, plan: Plan, needed: list[str], file_name: str) -> Period:
    lacks_month = "month" in needed and not plan.provides("month")
    if period is None or (lacks_month and period.month is None):
        raise RefusedFileError(
            _("Nothing in {file} tells its period").format(file=file_name),
            _("Give it with --period YYYY-MM, or write it above the header, e.g. 2026年8月."),
        )
    return period


def _found(periods: Periods) -> ToldPeriods:
    return ToldPeriods(periods, tuple(dict.fromkeys(_note(each) for _part, each in periods)))


def _note(period: Period) -> Note:
    """How the period was found; one without a reason is as the person told."""
    found = period.reason or note("told")
    return Note("period", (("period", str(period)), ("found", found.code), *found.values))


def _paid_share(rows: pl.DataFrame) -> float | None:
    if not {"paid_yuan", "current_yuan"} <= set(rows.columns):
        return None
    paid, current = rows["paid_yuan"].sum(), rows["current_yuan"].sum()
    return float(paid) / float(current) if current else None
