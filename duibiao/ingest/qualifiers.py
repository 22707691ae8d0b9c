"""What a header says beside the notion that it names: of which year its amounts are, and over which span of months.

上年同期/累计支付数, 本月支付 and 1-8月累计支付 name one notion, 支付, for three different figures.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from duibiao.ingest.header import plain
from duibiao.ingest.traditional import simplified

LAST, THIS = "last", "this"
MONTH, CUMULATIVE = "month", "cumulative"

_LAST_YEAR = re.compile(
    r"(?:上一?年度?|去年|前一?年度?)(?:同期|同月)?(?!度?结转|度?结余|末|底)|同期|(?:last|prior|previous) year", re.I
)
_THIS_YEAR = re.compile(r"本年度?|今年|当年|this year", re.I)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*年度?)?(?!\d)")
_SPAN = re.compile(
    r"(?:1|一|元)\s*月?\s*[-—–~～至到]\s*(?:1[0-2]|[1-9]|[一二三四五六七八九十]{1,2})\s*月份?|截[至止]到?[^/]{0,12}?[月日末底]+(?=\D|$)"
    r"|自?年初(?:至今|以来)|累计|累积|year to date|\bytd\b|cumulative",
    re.I,
)
_OF_MONTH = re.compile(
    r"本月份?|当月份?|本期|单月|(?<!\d)(?:1[0-2]|[1-9])\s*月份?(?![末底])|本季度?|[一二三四]季度|this month|in month",
    re.I,
)
_RATE = re.compile(r"率$|进度$|%|‰|占比|比重|比例|百分比|同比|环比|增减幅|增幅|增长$")
_DRAWN_OUT = re.compile(r"(?<=[^\W\d_a-zA-Z])\s+(?=[^\W\d_a-zA-Z])")
"""Blanks within Chinese words: 累 计支付数."""
_ENDINGS = re.compile(r"(?:金额|数额|总额|数|额)$")


@dataclass(frozen=True)
class Qualified:
    """A header taken apart: the notion (plain, without 数 and 金额 at its end), the year, the span; '' where unsaid.

    `year` is `last`, `this` or four digits; `span` is `month` (or another part of the year) or `cumulative`.
    """

    notion: str
    year: str = ""
    span: str = ""
    is_rate: bool = False


@lru_cache(maxsize=20_000)
def qualified(header: str) -> Qualified:
    """The header taken apart; rows of a merged one are joined by `/`."""
    text = _DRAWN_OUT.sub("", simplified(unicodedata.normalize("NFKC", header)))
    year = LAST if _LAST_YEAR.search(text) else THIS if _THIS_YEAR.search(text) else ""
    if not year and (found := _YEAR.search(text)):
        year = found[1]
    rest = _YEAR.sub("", _THIS_YEAR.sub("", _LAST_YEAR.sub("", text)))
    span = CUMULATIVE if _SPAN.search(rest) else MONTH if _OF_MONTH.search(_SPAN.sub("", rest)) else ""
    rest = _OF_MONTH.sub("", _SPAN.sub("", rest))
    return Qualified(notion(rest), year, span, bool(_RATE.search(plain(header) or header)))


def notion(text: str) -> str:
    """What amounts are of, without what every header of amounts may end in: 支付 of 支付数, 支付金额, 支付额."""
    parts = [_ENDINGS.sub("", plain(part)) for part in text.split("/")]
    return "/".join(part for part in dict.fromkeys(parts) if part)


def year_meant(headers: Iterable[str], told: int | None) -> str:
    """Which of the years that headers name is the one of the file: the told one, else the latest; '' for none."""
    named = {each.year for header in headers if (each := qualified(header)).year.isdigit()}
    return str(told) if str(told) in named else max(named, default="")


def is_of_another_year(header: str, meant: str) -> bool:
    """Whether the amounts of the column are of a year before the one that the file is of."""
    said = qualified(header).year
    return said == LAST or (said.isdigit() and said != meant)
