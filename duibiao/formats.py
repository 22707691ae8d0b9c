"""The only place where a number becomes text: money, rates, points, counts, dates, and what stands for no number."""

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache, reduce
from typing import Any

import polars as pl

from duibiao.language import _, current

Number = Decimal | int | float
"""What a figure can be before it is text."""

MISSING = "—"
"""Stands for a figure that nobody knows. A zero is left blank, as finance tables do."""

_ENGLISH_MONTHS = tuple(calendar.month_name)


class Scale(StrEnum):
    """In what amounts are shown: 元, 万元, 亿元."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"

    @property
    def factor(self) -> int:
        """How many yuan one unit of the scale is."""
        return _FACTORS[self]


_FACTORS = {Scale.YUAN: 1, Scale.WAN: 10_000, Scale.YI: 100_000_000}


@dataclass(frozen=True)
class MoneyUnit:
    """A currency at a scale; every amount on a screen or in a file is written in one."""

    scale: Scale = Scale.WAN
    currency: str = "CNY"

    @property
    def label(self) -> str:
        """The name of the unit: 万元, or 万欧元 (EUR) where it is not the yuan."""
        names = _unit_names().get(self.currency)
        if names is None:
            return f"{_scale_words()[self.scale]} {self.currency}".strip()
        return names[self.scale]

    @property
    def single(self) -> "MoneyUnit":
        """The same currency unscaled, for costs per inhabitant or per unit of workload."""
        return MoneyUnit(Scale.YUAN, self.currency)

    def scaled(self, amount: Number) -> Decimal:
        """An amount in yuan (or whole euros …) in this unit, exact."""
        return _decimal(amount) / self.scale.factor


def money(amount: Number | None, unit: MoneyUnit, blank_zero: bool = False) -> str:
    """An amount given in yuan, in `unit`, two decimals and thousands separators, without the unit's name."""
    if amount is None:
        return MISSING
    return "" if blank_zero and amount == 0 else decimal(unit.scaled(amount))


def money_with_unit(amount: Number | None, unit: MoneyUnit) -> str:
    """An amount with the name of its unit behind it, for sentences."""
    if amount is None:
        return MISSING
    sentence = _("{amount} {unit}") if unit.scale is Scale.YUAN else _("{amount} × {unit}")
    return sentence.format(amount=money(amount, unit), unit=unit.label)


def unit_cost_label(unit: MoneyUnit, per: str) -> str:
    """The name of a cost per something: 元/平方米, 元/人."""
    return f"{unit.single.label}/{per}"


def decimal(value: Number | None, places: int = 2) -> str:
    """A number with thousands separators; halves are rounded away from zero, as people do."""
    if value is None:
        return MISSING
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,}"


def count(value: int | None) -> str:
    """A number of things."""
    return MISSING if value is None else f"{value:,}"


def percent(ratio: Number | None, places: int = 1) -> str:
    """A ratio (0.617) as per cent (61.7%)."""
    return MISSING if ratio is None else f"{decimal(_decimal(ratio) * 100, places)}%"


def signed_percent(ratio: Number | None, places: int = 1) -> str:
    """A relative deviation (0.6) with its sign (+60.0%)."""
    return MISSING if ratio is None else f"{_sign(ratio)}{percent(ratio, places)}"


def points(difference: Number | None, places: int = 1) -> str:
    """A difference of two rates (-0.052) in percentage points (-5.2), which are not per cent."""
    return MISSING if difference is None else f"{_sign(difference)}{decimal(_decimal(difference) * 100, places)}"


def points_with_unit(difference: Number | None) -> str:
    """A difference of two rates with its unit, for sentences: -5.2 个百分点."""
    if difference is None:
        return MISSING
    return _("{points} percentage points").format(points=points(difference))


def day(value: date | None) -> str:
    """A date: 2024年8月31日, 31 August 2024."""
    if value is None:
        return MISSING
    if current() == "zh_CN":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_ENGLISH_MONTHS[value.month]} {value.year}"


def written(values: pl.Series, write: Callable[[Any], str]) -> pl.Series:
    """The texts of a column of few different values, each of which is written once; "" for what is not known."""
    told = values.drop_nulls().unique()
    texts = pl.Series([write(value) for value in told.to_list()], dtype=pl.String)
    return values.replace_strict(told, texts, default="", return_dtype=pl.String)


def today() -> str:
    """This day, in words."""
    return day(date.today())


def moment(value: datetime | None) -> str:
    """A date with the time of day, in the time zone of this machine; times without one are UTC."""
    if value is None:
        return MISSING
    there = local(value)
    return f"{day(there.date())} {there:%H:%M}"


def local(value: datetime) -> datetime:
    """A moment in the time zone of this machine; one without a zone is UTC."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone()


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after the other, as the language sets them apart; empty ones are left out."""
    said = [part for part in parts if part]
    return reduce(lambda first, second: _("{first} {second}").format(first=first, second=second), said) if said else ""


def month_end(year: int, month: int) -> date:
    """The day at which the cumulative amounts of a month stand."""
    return date(year, month, calendar.monthrange(year, month)[1])


def month(year: int, number: int) -> str:
    """A month: 2024年8月, August 2024."""
    return f"{year}年{number}月" if current() == "zh_CN" else f"{_ENGLISH_MONTHS[number]} {year}"


def period(value: str | None) -> str:
    """A period as the warehouse keeps it (2024, 2024-08, nothing) in words."""
    if not value:
        return MISSING
    year, _dash, number = value.partition("-")
    if number:
        return month(int(year), int(number))
    return f"{year}年" if current() == "zh_CN" else year


def period_span(first: str | None, last: str | None) -> str:
    """Two periods and what lies between; one alone where they are the same."""
    return period(first) if first == last else f"{period(first)} – {period(last)}"


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _sign(value: Number) -> str:
    return "+" if value > 0 else ""


def _unit_names() -> dict[str, dict[Scale, str]]:
    return _unit_names_in(current())


@cache
def _unit_names_in(_spoken: str) -> dict[str, dict[Scale, str]]:
    return {
        "CNY": {Scale.YUAN: _("yuan"), Scale.WAN: _("10,000 yuan"), Scale.YI: _("100 million yuan")},
        "EUR": {
            Scale.YUAN: _("euros (EUR)"),
            Scale.WAN: _("10,000 euros (EUR)"),
            Scale.YI: _("100 million euros (EUR)"),
        },
    }


def _scale_words() -> dict[Scale, str]:
    return {Scale.YUAN: "", Scale.WAN: _("10,000"), Scale.YI: _("100 million")}
