"""Why a row is set aside, in words."""

from duibiao.ingest.wording.case import Case, Say
from duibiao.language import _
from duibiao.schema.column import Column, Kind

SEVERAL = "…"
"""Stands for the cell where rows with different ones are told together."""


def kind_in_words(column: Column) -> str:
    """What a cell of the column has to be."""
    if column.choices:
        return _("one of {choices}").format(choices=" / ".join(choice.label for choice in column.choices))
    return {
        Kind.CODE: _("a code"),
        Kind.MONEY: _("an amount of money"),
        Kind.QUANTITY: _("a number"),
        Kind.COUNT: _("a whole number"),
        Kind.YEAR: _("a year"),
        Kind.MONTH: _("a month"),
        Kind.DATE: _("a date"),
    }.get(column.kind, _("a text"))


def _unreadable(case: Case) -> str:
    column = case.declared()
    kind = kind_in_words(column) if column else _("a text")
    return _("{column}: “{value}” is not {kind}").format(column=case.column(), value=_cell(case), kind=kind)


def _lost_digits(case: Case) -> str:
    said = _(
        "{column}: the last digits of “{value}” are lost in the file itself; format the column as text and export again"
    )
    return said.format(column=case.column(), value=_cell(case))


def _other_currency(case: Case) -> str:
    said = _("its amount is in {currency}, the file in {of}")
    return said.format(currency=case.text("currency"), of=case.text("of"))


def _missing(case: Case) -> str:
    return _("{column} is empty").format(column=case.column())


def _too_many_cells(case: Case) -> str:
    said = _("the row has {n} cells, the header {of}")
    n = SEVERAL if case.get("n") is None else case.count("n")
    return said.format(n=n, of=case.count("of"))


def _unknown_name(case: Case) -> str:
    return _("{column}: “{value}” is the name of nothing known").format(column=case.column(), value=_cell(case))


def _not_as_told(case: Case) -> str:
    said = _("{column}: “{value}” is not {kind}")
    return said.format(column=case.column(), value=_cell(case), kind=case.text("wanted"))


def _repeated_key(case: Case) -> str:
    return _("an earlier row of the file has the same {columns}").format(columns=case.columns())


def _others(_case: Case) -> str:
    return _("other reasons")


def _cell(case: Case) -> str:
    return SEVERAL if case.get("value") is None else case.text("value")


REASONS: dict[str, Say] = {
    "unreadable": _unreadable,
    "lost_digits": _lost_digits,
    "other_currency": _other_currency,
    "missing": _missing,
    "too_many_cells": _too_many_cells,
    "unknown_name": _unknown_name,
    "not_as_told": _not_as_told,
    "repeated_key": _repeated_key,
    "others": _others,
}
