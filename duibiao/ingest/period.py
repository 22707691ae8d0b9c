"""Which period a file is of, from its titles or its name, and from what it holds."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

from duibiao.errors import DuibiaoError, MappingError
from duibiao.ingest.mapping import PeriodRule
from duibiao.ingest.note import Note, note
from duibiao.language import _

_TO = r"\s*(?:-|—|–|~|~|至|到)\s*"
_Y, _M, _D = r"(?<!\d)(?P<year>(?:19|20)\d\d)", r"(?P<month>\d{1,2})", r"(?:\s*\d{1,2}\s*[日号]?)?"
_TITLE_MONTH = re.compile(
    rf"{_Y}\s*年度?\s*(?:\d{{1,2}}\s*月?(?:份|\s*\d{{1,2}}\s*日)?{_TO})?{_M}\s*月{_D}"
    rf"|(?<!\d)(?P<year2>(?:19|20)\d\d)[-./](?P<month2>0?[1-9]|1[0-2])(?:[-./]\d{{1,2}})?(?!\d)"
)
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_MONTH_ALONE = re.compile(rf"(?<!\d)(?:\d{{1,2}}\s*月?{_TO})?(\d{{1,2}})\s*月(?:份|末|底)?(?!\d)")
_RANGE = re.compile(rf"(?:19|20)\d\d\s*[年./-]\s*\d{{1,2}}\s*月?{_D}{_TO}(?=(?:19|20)\d\d)")
"""The beginning of a span of months that names the year of its end, too."""
_COMPARED = re.compile(
    r"(?:较|比|与|同比|对比|相比|和|及)(?:上年|去年)?(?:19|20)\d\d\s*年\s*(?:\d{1,2}\s*[-—–~至]\s*)?\d{1,2}\s*月(?:份|同期)?"
)
"""What the amounts are compared with: 2026年8月较2025年8月 is of August 2026."""
_MADE = re.compile(
    r"(?:编制|编报|编印|制表|制作|打印|印制|填报|填表|填写|报送|上报|报表|导出|生成|查询|录入|创建|审核|签发|更新|下载|统计|"
    r"print(?:ed)?|report(?:ed)?|export(?:ed)?|created|generated)\s*(?:日期|时间|日|于|on|date|at)?\s*[::]?\s*"
    r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*(?:\d{1,2}\s*日?)?"
    r"|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*日)?\s*(?:制|编|印|填|打印|导出)",
    re.I,
)
"""When the file was made, which is not what it is of; 统计 with a day as well, but not 统计期间."""
_ROC_YEAR = re.compile(r"民國\s*(\d{2,3})\s*年")
_NAME_MONTH = re.compile(r"((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

MONTHS = 12

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


def stated_period(titles: tuple[str, ...], file_name: str, monthly: bool, sheet: str = "") -> Period | None:
    """The period that the titles above the header tell, else the names of the sheet and of the file.

    Where they tell several, the first: `stated_periods` has them all.
    """
    return next(iter(stated_periods(titles, file_name, monthly, sheet)), None)


def stated_periods(titles: tuple[str, ...], file_name: str, monthly: bool, sheet: str = "") -> list[Period]:
    """All different periods that the titles tell; where they tell none, those of the names of sheet and file.

    Days on which the file was made are none, and of a span of months it is the end. A year with its months elsewhere
    (2026年度 above, 8月 as the name of the sheet) makes a month; a year that was over when the file was made, December.
    """
    texts = [unicodedata.normalize("NFKC", text) for text in titles]
    said = [_MADE.sub(" ", text) for text in texts]
    if not monthly:
        years = [
            Period(int(found[1]), None, note("title"))
            for t in said
            for found in _TITLE_YEAR.finditer(_RANGE.sub("", t))
        ]
        return _different(years) or _of_names(file_name, sheet, monthly) or _roc_year(titles)
    months = [each for text in said for each in _months_in(text, note("title"))]
    return _different(months) or _from_year(said, texts, sheet) or _of_names(file_name, sheet, monthly)


def _months_in(text: str, reason: Note) -> Iterator[Period]:
    """The months of a text; of 2025年12月至2026年8月 the last."""
    for found in _TITLE_MONTH.finditer(_RANGE.sub("", _COMPARED.sub("", text))):
        year, month = found["year"] or found["year2"], int(found["month"] or found["month2"])
        if 1 <= month <= MONTHS:
            yield Period(int(year), month, reason)


def _from_year(said: list[str], whole: list[str], sheet: str) -> list[Period]:
    """A year in the titles and its months beside it, or in the name of the sheet; December where it was over."""
    years = {int(found[1]) for text in said for found in _TITLE_YEAR.finditer(text)}
    if len(years) != 1:
        return []
    year = years.pop()
    months = {int(found[1]) for text in (*said, sheet) for found in _MONTH_ALONE.finditer(text)}
    if len(months) == 1 and 1 <= (month := months.pop()) <= MONTHS:
        return [Period(year, month, note("title"))]
    made = [
        int(found[0][:4]) for text in whole for found in re.finditer(r"(?:19|20)\d\d", " ".join(_MADE.findall(text)))
    ]
    if not months and made and max(made) > year:
        return [Period(year, MONTHS, note("title_year_over"))]
    return []


def _of_names(file_name: str, sheet: str, monthly: bool) -> list[Period]:
    in_title, in_name = (_TITLE_MONTH, _NAME_MONTH) if monthly else (_TITLE_YEAR, _NAME_YEAR)
    names = ((sheet, note("sheet_name")), (_stem(file_name), note("file_name")))
    for text, reason in ((unicodedata.normalize("NFKC", name), reason) for name, reason in names):
        if monthly and (found := list(_months_in(text, reason))):
            return found[:1]
        match = in_name.search(text) or (None if monthly else in_title.search(text))
        if match and (not monthly or 1 <= int(match[2]) <= MONTHS):
            return [Period(int(match[1]), int(match[2]) if monthly else None, reason)]
    return []


def _different(periods: list[Period]) -> list[Period]:
    return list({(each.year, each.month): each for each in reversed(periods)}.values())[::-1]


def _roc_year(titles: tuple[str, ...]) -> list[Period]:
    """A year of the Minguo calendar, as 中華民國100年度: counted from 1912."""
    found = [match for text in titles if (match := _ROC_YEAR.search(unicodedata.normalize("NFKC", text)))]
    return [Period(int(found[0][1]) + 1911, None, note("title"))] if found else []


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
