"""What was seen in a file, as data: named values of a case. Words are made of them when they are read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]
Values = tuple[tuple[str, Value], ...]
"""Pairs of a name and what JSON can hold; amounts are decimal text in yuan, columns go by their name in the extract."""


def values(**given: object) -> Values:
    """The values of a case under their names; what is None is left out."""
    return values_from(given)


def values_from(given: Mapping[str, object]) -> Values:
    """The same from a mapping, as JSON gives it back."""
    return tuple((name, _value(value)) for name, value in given.items() if value is not None)


def as_dict(given: Values) -> dict[str, object]:
    """The values as JSON holds them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given}


def _value(value: object) -> Value:
    if isinstance(value, (list, tuple)):
        return tuple(_scalar(each) for each in value)
    return _scalar(value)


def _scalar(value: object) -> Scalar:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool)) else str(value)
