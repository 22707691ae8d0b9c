"""The values of one case as words: columns by their label, amounts with unit and currency, counts with separators."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from duibiao import formats
from duibiao.formats import MoneyUnit, Scale
from duibiao.ingest.fact import Value, Values
from duibiao.schema.catalogue import EXTRACTS
from duibiao.schema.column import Column, Kind

MOST_NAMED = 10
"""How many names a sentence lists."""


@dataclass(frozen=True)
class Said:
    """What is said of a finding: what it is, and how to mend it."""

    message: str
    mend: str = ""


class Case:
    """The values behind a sentence; one that is not there is said to be missing, so that no reader stands still."""

    def __init__(self, *given: Values) -> None:
        self._values: dict[str, Value] = {name: value for each in given for name, value in each}

    def get(self, name: str) -> Value | None:
        """The value itself; None where there is none."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """A text as it stands in the file."""
        value = self.get(name)
        if isinstance(value, tuple):
            return "、".join(map(str, value))
        return formats.MISSING if value is None else str(value)

    def listed(self, name: str) -> str:
        """Several texts in a row, the first of many."""
        return listed([str(each) for each in self._several(name)])

    def count(self, name: str) -> str:
        """A number of things."""
        value = self.get(name)
        return formats.count(value) if isinstance(value, int) else self.text(name)

    def each(self, name: str) -> list[str]:
        """Several texts, one by one."""
        return [str(value) for value in self._several(name)]

    def label(self, column: str) -> str:
        """A column of that name by its label."""
        return self._label(column)

    def number(self, name: str) -> str:
        """A number without a unit, as the cells of the file have none."""
        return formats.MISSING if self.get(name) is None else formats.decimal(Decimal(self.text(name)))

    def column(self, name: str = "column") -> str:
        """A column of the extract by its label; one that a wide profile makes keeps the name it has there."""
        return self._label(self.text(name))

    def columns(self, name: str = "columns") -> str:
        """Several columns by their labels."""
        return "、".join(self._label(str(each)) for each in self._several(name))

    def declared(self, name: str = "column") -> Column | None:
        """The column of the extract, where there is one of that name."""
        return self._columns.get(self.text(name))

    def amount(self, name: str) -> str:
        """An amount of money with its unit; without one it would not be known in which currency it is."""
        return formats.MISSING if self.get(name) is None else self.money(self.text(name))

    def money(self, amount: str) -> str:
        """An amount in yuan, or in the currency of the file, with its unit."""
        currency = self.text("currency") if "currency" in self._values else "CNY"
        return formats.money_with_unit(Decimal(amount), MoneyUnit(Scale.YUAN, currency))

    def figure(self, name: str, column: str = "column") -> str:
        """A value of a column: an amount of money, a quantity with its unit, or the text as it stands."""
        declared = self.declared(column)
        if self.get(name) is None or declared is None or not declared.kind.is_number:
            return self.text(name)
        if declared.kind is Kind.MONEY:
            return self.amount(name)
        places = 0 if declared.kind is Kind.COUNT else 2
        return f"{formats.decimal(Decimal(self.text(name)), places)} {declared.unit}".strip()

    def times(self, name: str = "times") -> str:
        """By how many times one amount is another."""
        times = float(self.text(name))
        return f"× {times:,.1f}" if times >= 1 else f"÷ {1 / times:,.1f}"

    def scope(self, org: str = "org", period: str = "period") -> str:
        """An organisation and a period; neither is said where a list belongs to nobody, or holds always."""
        said = [str(self.get(name) or "") for name in (org, period)]
        return " ".join(part for part in said if part not in ("", "*"))

    @cached_property
    def _columns(self) -> dict[str, Column]:
        extract = EXTRACTS.get(str(self.get("extract")))
        return dict(extract.by_name) if extract else {}

    def _label(self, name: str) -> str:
        return self._columns[name].label if name in self._columns else name

    def _several(self, name: str) -> tuple[object, ...]:
        value = self.get(name)
        return value if isinstance(value, tuple) else () if value is None else (value,)


Say = Callable[[Case], str]
"""A case in words."""

SayFinding = Callable[[Case], Said]


def listed(names: list[str]) -> str:
    """The first of the names in a row."""
    return "、".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
