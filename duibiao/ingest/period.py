"""Which period a file is of, from its titles or its name, and from what it holds."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

from duibiao.errors import DuibiaoError, MappingError
from duibiao.ingest.mapping import PeriodRule
from duibiao.ingest.note import Note, note
from duibiao.language import _

_TITLE_MONTH = re.compile(r"((?:19|20)\d\d)\s*年\s*(?:\d{1,2}\s*月?\s*(?:-|—|–|~|~|至|到)\s*)?(\d{1,2})\s*月")
_TITLE_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_ROC_YEAR = re.compile(r"民國\s*(\d{2,3})\s*年")
_NAME_MONTH = re.compile(r"((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

MENDS = "补充批次"
"""Says above the header of mended rows which batch they are added to."""

PERIOD = "所属期间"
"""Says above the header of mended rows which period they are of."""


@dataclass(frozen=True)
class Period:
    """A year, or a month of one, and how it was found."""

    year: int
    month: int | None = None
    reason: Note | None = None

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"


def parse_period(text: str, reason: Note | None = None) -> Period:
    """YYYY or YYYY-MM; raises DuibiaoError for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?", text)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        raise DuibiaoError(
            _("{text} is not a period").format(text=repr(text)), _("Write it as YYYY or YYYY-MM, e.g. 2024-08.")
        )
    return Period(int(found[1]), int(found[2]) if found[2] else None, reason)


def stated_period(titles: tuple[str, ...], file_name: str, monthly: bool) -> Period | None:
    """The period that the titles above the header tell, else the file name."""
    in_title, in_name = (_TITLE_MONTH, _NAME_MONTH) if monthly else (_TITLE_YEAR, _NAME_YEAR)
    stem = (_stem(file_name),)
    named = ((in_title, titles, note("title")), (in_title, stem, note("file_name")), (in_name, stem, note("file_name")))
    for pattern, texts, reason in named:
        for text in texts:
            found = pattern.search(unicodedata.normalize("NFKC", text))
            if found and (not monthly or 1 <= int(found[2]) <= 12):
                return Period(int(found[1]), int(found[2]) if monthly else None, reason)
    return None if monthly else _roc_year(titles)


def _roc_year(titles: tuple[str, ...]) -> Period | None:
    """A year of the Minguo calendar, as 中華民國100年度: counted from 1912."""
    found = [match for text in titles if (match := _ROC_YEAR.search(unicodedata.normalize("NFKC", text)))]
    return Period(int(found[0][1]) + 1911, None, note("title")) if found else None


def mended_batch(titles: tuple[str, ...]) -> int | None:
    """The batch that mended rows are to be added to, as the file with the rejected rows said above its header."""
    return next((int(found[1]) for title in titles if (found := re.search(rf"{MENDS}[::]\s*(\d+)", title))), None)


def mended_period(titles: tuple[str, ...]) -> Period | None:
    """The period that such a file says."""
    pattern = rf"{PERIOD}[::]\s*(\d{{4}}(?:-\d{{1,2}})?)"
    found = next((found for title in titles if (found := re.search(pattern, title))), None)
    return parse_period(found[1], note("title")) if found else None


def ruled_period(rule: PeriodRule, file_name: str, paid_share: float | None) -> Period | None:
    """The period that a profile's rule gives; `paid_share` is paid ÷ current over the whole file."""
    stem = _stem(file_name)
    if known := dict(rule.known).get(stem):
        return parse_period(known, note("listed"))
    found = re.search(rule.pattern, stem)
    if not found:
        return None
    groups = found.groupdict()
    if groups.get("date"):
        return _published(rule, date.fromisoformat(groups["date"]), paid_share)
    if not groups.get("year"):
        raise MappingError(_("The period pattern of the mapping found no year"), _("Name its groups year and month."))
    return Period(int(groups["year"]), int(groups["month"]) if groups.get("month") else None, note("file_name"))


def _published(rule: PeriodRule, published: date, paid_share: float | None) -> Period | None:
    """A state is older than its publication, and the final state of a year is published in the next spring.

    None where it could be either and nothing in the file tells which.
    """
    if published.month <= rule.year_end_until:
        if paid_share is None:
            return None
        if paid_share >= rule.year_end_paid_share:
            return Period(published.year - 1, 12, note("published_final", date=published, share=paid_share))
    end = _last_month_end(published - timedelta(days=rule.days_after_month_end))
    reason = note("published_month", date=published, days=rule.days_after_month_end)
    return Period(end.year, end.month, reason)


def _last_month_end(day: date) -> date:
    return (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)


def _stem(file_name: str) -> str:
    return PurePath(file_name).stem
