"""What a number format makes of a stored number: the text that the person sees, at full precision.

Only what changes the meaning of a number is followed: percent, display scale, a unit word, leading zeros, dates.
Rounding, colours, thousands separators and signs of currency are left to the reader of the cell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

MOST_DIGITS = 15
"""So many digits of a number a spreadsheet keeps; what stands behind them is noise of the binary fraction."""
PARSED_DECIMALS = 9
"""So many decimals the parser gives."""
DAYS_TO_1904 = 1462

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>[eE][+-])|(?P<halves>AM/PM|A/P|上午/下午)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_ELAPSED = re.compile(r"(?:h+|m+|s+)$", re.IGNORECASE)
_UNIT_WORD = re.compile(r"(百万|千万|万|亿|千|)(元?)")
_PREFIX = re.compile(r"[0-9A-Za-z-]*$")
_EAST_ASIAN = {
    **dict.fromkeys((27, 31, 36, 50, 52, 57), 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys((28, 29, 30, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}
_BUILT_IN = {9: "0%", 10: "0.00%", **_EAST_ASIAN}
_LAST_DAY = 2_958_465
"""The last of the year 9999."""


@dataclass(frozen=True)
class Section:
    """One section of a format: for which numbers it is, and what it does to them."""

    condition: tuple[str, Decimal] | None = None
    is_date: bool = False
    percents: int = 0
    scale: int = 1
    word: str = ""
    """The unit that the cell says behind the number."""
    prefix: str = ""
    zeros: int = 0
    """The least digits shown of a whole number."""

    @property
    def alters(self) -> bool:
        """Whether the number alone would mislead."""
        return self.is_date or bool(self.percents or self.word or self.zeros > 1) or self.scale != 1

    def admits(self, number: float) -> bool:
        """Whether its own condition lets the number in."""
        sign, limit = self.condition or ("", Decimal(0))
        return sign in _COMPARED and _COMPARED[sign](number, float(limit))


_COMPARED = {
    "<": lambda number, limit: number < limit,
    "<=": lambda number, limit: number <= limit,
    ">": lambda number, limit: number > limit,
    ">=": lambda number, limit: number >= limit,
    "=": lambda number, limit: number == limit,
    "<>": lambda number, limit: number != limit,
}


@dataclass(frozen=True)
class NumberFormat:
    """A number format with its sections; `known` where the parser itself sees that it is one of dates.

    `mistaken` where the parser takes it for one of dates and it is none: a letter behind ! or * is no part of a day.
    """

    sections: tuple[Section, ...] = (Section(),)
    known: bool = False
    mistaken: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it shows days or times."""
        return any(section.is_date for section in self.sections)

    @property
    def alters(self) -> bool:
        """Whether cells must be looked at: the parser would give a text that misleads."""
        return self.mistaken or (not self.known and any(section.alters for section in self.sections))

    def section(self, number: float) -> Section:
        """The section that shows the number."""
        if any(section.condition for section in self.sections):
            admitted = [section for section in self.sections if section.admits(number)]
            return next(iter(admitted), next((each for each in self.sections[:3] if not each.condition), Section()))
        if number < 0 and len(self.sections) > 1:
            return self.sections[1]
        return self.sections[2] if number == 0 and len(self.sections) > 2 else self.sections[0]

    def shown(self, number: float, from_1904: bool = False) -> str | None:
        """The text of a cell; None where the parser's own will do."""
        section = self.section(number)
        if self.known:
            return None
        if section.is_date:
            return day_text(number, from_1904)
        if not section.alters:
            return full_text(number) or (_plain(exact(number)) if self.mistaken else None)
        return _altered(exact(number), section)

    def scale_alone(self, number: float) -> int:
        """By how much a cell is scaled that does not say its unit; 1 where it is not scaled."""
        section = self.section(number)
        return 1 if section.word or section.percents or section.is_date else section.scale


@cache
def number_format(code: str) -> NumberFormat:
    """The format that a code such as `0!.0,"万"` describes."""
    sections = tuple(_section(list(tokens)) for tokens in _split(code))
    is_date, seen = any(section.is_date for section in sections), _parser_sees_dates(code)
    return NumberFormat(sections, known=is_date and seen, mistaken=seen and not is_date)


@cache
def built_in(number: int) -> NumberFormat:
    """A format that is known by its number alone; 27 to 36 and 50 to 58 are days in East Asian offices."""
    if 14 <= number <= 22 or 45 <= number <= 47:
        return NumberFormat((Section(is_date=True),), known=True)
    return number_format(_BUILT_IN[number]) if number in (9, 10) else _east_asian(number)


def _east_asian(number: int) -> NumberFormat:
    return NumberFormat((Section(is_date=True),)) if number in _EAST_ASIAN else NumberFormat()


def exact(number: float) -> Decimal:
    """The number without the noise of its binary fraction."""
    return Decimal(f"{number:.{MOST_DIGITS}g}")


def full_text(number: float) -> str | None:
    """Of a number whose parser's text would be wrong: all decimals; with an exponent where digits are lost."""
    if abs(number) >= 10**MOST_DIGITS:
        return f"{Decimal(repr(number)).normalize():E}"
    told = exact(number)
    decimals = -int(told.normalize().as_tuple().exponent)
    return _plain(told) if decimals > PARSED_DECIMALS else None


def day_text(number: float, from_1904: bool = False) -> str | None:
    """The day of a day number, with the time where there is one; a time alone below 1; None beyond the calendar."""
    days = number + DAYS_TO_1904 if from_1904 else number
    if not 0 <= days < _LAST_DAY:
        return None
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
    if not from_1904 and number < 1:
        return f"{moment:%H:%M:%S}"
    if not from_1904 and number < 61:
        moment += timedelta(days=1)  # the calendar of 1900 has a 29 February that never was
    return f"{moment:%Y-%m-%d}" if moment.time() == datetime.min.time() else f"{moment:%Y-%m-%d %H:%M:%S}"


def _altered(number: Decimal, section: Section) -> str:
    if section.percents:
        return _plain(number.scaleb(2 * section.percents)) + "%" * section.percents
    if section.zeros > 1 and section.scale == 1 and not section.word:
        return _padded(number, section)
    return _plain(number / section.scale) + section.word


def _padded(number: Decimal, section: Section) -> str:
    """Leading zeros, and what stands in front of them: codes that were typed as numbers."""
    if number != number.to_integral_value() or number < 0:
        return _plain(number)
    return section.prefix + _plain(number).zfill(section.zeros)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_Token = tuple[str, str]
"""Kind (digit, literal, bracket, exponent, date, general or the sign itself) and text."""


def _split(code: str) -> Iterator[list[_Token]]:
    """The tokens of each section."""
    section: list[_Token] = []
    for found in _TOKEN.finditer(code):
        kind, text = _token(found)
        if kind == ";":
            yield section
            section = []
        elif kind:
            section.append((kind, text))
    yield section


def _token(found: re.Match[str]) -> _Token:
    group, text = found.lastgroup or "", found[found.lastgroup or 0]
    if group in ("quoted", "escaped"):
        return "literal", text
    if group != "plain":
        return {"halves": "date"}.get(group, group), text
    if text in "0#?":
        return "digit", text
    if text in ";.,%/":
        return text, text
    return ("date", text) if text.lower() in "ymdhsegab" else ("literal", text)


def _section(tokens: list[_Token]) -> Section:
    brackets = [text for kind, text in tokens if kind == "bracket"]
    condition = next((found for text in brackets if (found := _CONDITION.match(text))), None)
    told = (condition[1], Decimal(condition[2])) if condition else None
    if any(kind == "date" for kind, _text in tokens) or any(_ELAPSED.match(text) for text in brackets):
        return Section(told, is_date=True)
    kinds = [kind for kind, _text in tokens]
    if "/" in kinds or "exponent" in kinds:
        return Section(told)
    digits = [i for i, kind in enumerate(kinds) if kind in ("digit", "general")]
    if not digits:
        return Section(told)
    within, behind = tokens[digits[0] : digits[-1] + 1], tokens[digits[-1] + 1 :]
    return Section(
        told,
        percents=kinds.count("%"),
        scale=1000 ** _trailing_commas(within, behind) * 10 ** _literal_places(within),
        word=_word("".join(text for kind, text in behind if kind == "literal")),
        prefix=_prefix(tokens[: digits[0]]),
        zeros=_leading_zeros(within, behind),
    )


def _trailing_commas(within: list[_Token], behind: list[_Token]) -> int:
    """Commas behind the last digit of the whole part, or of all: each divides by a thousand."""
    kinds = [kind for kind, _text in within]
    whole, _point, decimals = (
        (kinds[: kinds.index(".")], ".", kinds[kinds.index(".") :]) if "." in kinds else (kinds, "", [])
    )
    last = max((i for i, kind in enumerate(whole) if kind == "digit"), default=-1)
    return whole[last + 1 :].count(",") + decimals.count(",") + [kind for kind, _text in behind].count(",")


def _literal_places(within: list[_Token]) -> int:
    """How many digits stand behind a point that is written into the number and is not its decimal point."""
    if any(kind == "." for kind, _text in within):
        return 0
    point = next((i for i, token in enumerate(within) if token == ("literal", ".")), None)
    return 0 if point is None else sum(kind == "digit" for kind, _text in within[point:])


def _word(literal: str) -> str:
    found = _UNIT_WORD.match("".join(literal.split()))
    return found[0].rstrip(")）") if found else ""


def _prefix(before: list[_Token]) -> str:
    text = "".join(text for kind, text in before if kind == "literal")
    return text if _PREFIX.match(text) and text.strip("-") else ""


def _leading_zeros(within: list[_Token], behind: list[_Token]) -> int:
    """Of a format of nothing but zeros (00000) how many there are."""
    plain = all(token == ("digit", "0") for token in within) and not any(kind in ".,%" for kind, _text in behind)
    return len(within) if plain else 0


def _parser_sees_dates(code: str) -> bool:
    """The parser looks for these letters outside quotation marks and brackets, in the first section."""
    bare = re.sub(r'"[^"]*"?|[\\_].|\[(?![hms]+\])[^\]]*\]', "", code, flags=re.IGNORECASE)
    return bool(re.search(r"[dmhys]", bare.split(";", maxsplit=1)[0], re.IGNORECASE))
