"""The unit of amounts, as titles, headers and lines below a table say it."""

import re
import unicodedata
from collections.abc import Iterable

from duibiao.errors import RefusedFileError
from duibiao.ingest import currency
from duibiao.language import _

UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""How many yuan each unit of amounts is."""

_SCALES = {"亿": 100_000_000, "億": 100_000_000, "百万": 1_000_000, "百萬": 1_000_000, "万": 10_000, "萬": 10_000,
           "千": 1_000, None: 1}  # fmt: skip
_OF_MONEY = rf"(?:{currency.WORDS}|元|圓)"
_UNIT = rf"(?:{currency.WORDS})?(?:(亿|億|百万|百萬|万|萬|千){_OF_MONEY}|{_OF_MONEY})"
_IN_HEADER = re.compile(rf"[(\[【](?:[单單]位:)?{_UNIT}[)\]】]", re.IGNORECASE)
_IN_TITLE = re.compile(
    rf"(?:[单單]位|金[额額])[:(]+{_UNIT}|[(\[【](?:[单單]位:)?{_UNIT}[)\]】]",
    re.IGNORECASE,
)
_SHORT = re.compile(
    rf"(?:{currency.WORDS}|[(\[']|in)(000s?|thousands?|k|millions?|mn?|billions?|bn)(?:$|[)\]/,]|{currency.WORDS})",
    re.IGNORECASE,
)
_SHORT_UNITS = {"0": 1_000, "t": 1_000, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_ENGLISH = re.compile(
    r"(?:units?|amounts?)[:(]?(?:in)?(?:rmb|cny)?(10,?000|10thousand|10k|1,?000|thousand|million|yuan)"
)
_ENGLISH_UNITS = {"10,000": 10_000, "10000": 10_000, "10thousand": 10_000, "10k": 10_000, "1,000": 1_000,
                  "1000": 1_000, "thousand": 1_000, "million": 1_000_000, "yuan": 1}  # fmt: skip


def in_header(header: str) -> int | None:
    """The yuan of the unit that a header names in brackets, as in 批复数(万元); or how many of another currency."""
    dense = _dense(header)
    if short := _SHORT.search(dense):
        return _SHORT_UNITS[short[1][0].casefold()]
    found = _IN_HEADER.search(dense)
    return _SCALES[found[1]] if found else None


def in_titles(titles: Iterable[str]) -> int | None:
    """The yuan of the unit that the texts around a table say; raises RefusedFileError where they say two."""
    said = {unit for title in titles if (unit := _in_title(title))}
    if len(said) > 1:
        raise RefusedFileError(
            _("The file says two units: {units}").format(units=" / ".join(map(name, sorted(said)))),
            _("Leave the right one, or write it into the headers of the amounts."),
        )
    return said.pop() if said else None


def name(yuan: int) -> str:
    """The name of the unit of that many yuan, or the number where it has none."""
    return next((name for name, factor in UNITS.items() if factor == yuan), f"{yuan:,}")


def _in_title(title: str) -> int | None:
    dense = _dense(title)
    if found := _IN_TITLE.search(dense):
        return _SCALES[found[1] or found[2]]
    english = _ENGLISH.search(dense.casefold())
    return _ENGLISH_UNITS[english[1]] if english else None


def _dense(text: str) -> str:
    """Half-width and without white space: 单 位：万 元 says what 单位:万元 says."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
