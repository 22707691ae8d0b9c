"""How a file was read, in words: what was recognised, what was left out, what became of the rest."""

from duibiao.ingest import currency, units
from duibiao.ingest.fact import values
from duibiao.ingest.wording.case import Case, Say
from duibiao.ingest.wording.questions import gone
from duibiao.language import _


def _encoding(case: Case) -> str:
    return _("encoding {encoding}").format(encoding=case.text("encoding"))


def _separator(case: Case) -> str:
    return _("separator {separator}").format(separator=case.text("separator"))


def _sheet(case: Case) -> str:
    return _("sheet {name}").format(name=case.text("name"))


def _hidden_sheet(_case: Case) -> str:
    return _("hidden sheet")


def _links(case: Case) -> str:
    said = _("links to {n} other files, not followed ({names}): values as last saved")
    return said.format(n=case.count("n"), names=case.listed("names"))


def _not_calculated(case: Case) -> str:
    said = _("{n} formulas without a value, read as errors: {cells}; open the file, calculate it and save it")
    return said.format(n=case.count("n"), cells=case.listed("cells"))


def _errors(case: Case) -> str:
    said = _("{n} cells with errors ({kinds}): {cells}")
    return said.format(n=case.count("n"), kinds=case.listed("kinds"), cells=case.listed("cells"))


def _header_row(case: Case) -> str:
    return _("header in row {row}").format(row=case.text("row"))


def _units(case: Case) -> str:
    factors = case.get("factors")
    code = case.text("currency") if case.get("currency") else currency.HOME
    many = [int(each) for each in factors] if isinstance(factors, tuple) else []
    named = [currency.unit_name(code, each, units.name(each)) for each in many]
    return _("amounts in {units}").format(units=" / ".join(named))


def _currency(case: Case) -> str:
    return _("amounts in {units}").format(units=case.text("currency"))


def _shown(case: Case) -> str:
    said = _("{n} cells read as they are shown (percent, 万, leading zeros, days), or with all their digits")
    return said.format(n=case.count("n"))


def _lost_cells(case: Case) -> str:
    said = _("{n} rows are loaded without {column}: {cells} has lost it (first in row {row})")
    cells = "、".join(f"“{cell}”" for cell in case.each("cells"))
    return said.format(n=case.count("n"), column=case.column(), cells=cells, row=case.text("row"))


def _empty_cells(case: Case) -> str:
    said = _("{n} rows are loaded without {column}: it is empty")
    return said.format(n=case.count("n"), column=case.column())


def _cells_beyond(case: Case) -> str:
    said = _("{n} rows have cells to the right of the header, which are not loaded (row {row}: “{text}”)")
    return said.format(n=case.count("n"), row=case.text("row"), text=case.text("text"))


def _called_total(case: Case) -> str:
    said = _("{n} rows are called a total and are payments of their own, with day and number (first in row {row})")
    return said.format(n=case.count("n"), row=case.text("row"))


def _hidden_columns(case: Case) -> str:
    return _("Hidden columns, loaded: {columns}").format(columns="、".join(_headers(case)))


def _no_unit(_case: Case) -> str:
    return _("no unit is said: amounts taken as 元")


def _period(case: Case) -> str:
    found = FOUND_IN.get(case.text("found"))
    return _("Period {period}: {reason}").format(period=case.text("period"), reason=found(case) if found else "")


def found_in(code: str) -> str:
    """Where a period was found, in words."""
    said = FOUND_IN.get(code)
    return said(Case(values())) if said else code


def _published_final(case: Case) -> str:
    share = float(case.text("share")) if case.get("share") is not None else 0.0
    said = _("published {date}, {share:.0%} of the budget paid: final state of the year before")
    return said.format(date=case.text("date"), share=share)


def _published_month(case: Case) -> str:
    said = _("published {date}: the last month that had ended {days} days before")
    return said.format(date=case.text("date"), days=case.text("days"))


def _column_numbers(case: Case) -> str:
    return _("{n} rows that count the columns").format(n=case.count("n"))


def _repeated_headers(case: Case) -> str:
    return _("{n} repeated header rows").format(n=case.count("n"))


def _footnotes(case: Case) -> str:
    return _("{n} footnotes").format(n=case.count("n"))


def _filtered(case: Case) -> str:
    said = _("{n} rows left out by the mapping ({column})")
    return said.format(n=case.count("n"), column=case.text("header"))


def _hidden_left_out(case: Case) -> str:
    return _("{n} hidden rows left out, as told").format(n=case.count("n"))


def _hidden_loaded(case: Case) -> str:
    return _("{n} hidden rows are loaded: the totals count them").format(n=case.count("n"))


def _organisation_above(case: Case) -> str:
    return _("{n} rows without organisation belong to the one above").format(n=case.count("n"))


def _sums(case: Case) -> str:
    return _("{n} rows are sums of other rows: checked, not loaded").format(n=case.count("n"))


def _parts(case: Case) -> str:
    return _("{n} rows 其中 are parts of the rows above them: not loaded").format(n=case.count("n"))


def _without_amount(case: Case) -> str:
    return _("{n} rows without any amount").format(n=case.count("n"))


def _personal(case: Case) -> str:
    return _("Personal data, not loaded: {columns}").format(columns="、".join(_headers(case)))


def _not_loaded(case: Case) -> str:
    return _("Columns not loaded: {columns}").format(columns="、".join(_headers(case)))


def _archive(case: Case) -> str:
    return _("From the archive {file}").format(file=case.text("file"))


def _left_out_of_archive(case: Case) -> str:
    return _("Left out of the archive, no extracts: {names}").format(names=case.listed("names"))


def _profile(case: Case) -> str:
    return _("Read with the profile {name}").format(name=case.text("name"))


def _mended(case: Case) -> str:
    return _("Mended rows, added to batch {batch}").format(batch=case.text("batch"))


def _mended_unread(_case: Case) -> str:
    return _("A newer batch holds all or some of their organisations and periods: there they are kept, not read")


def _left_standing(case: Case) -> str:
    said = _("Not in this file, read from earlier batches as before: {n} organisations ({codes})")
    return said.format(n=case.count("n"), codes=case.listed("codes"))


def _headers(case: Case) -> list[str]:
    headers = case.get("headers")
    return [str(each) for each in headers] if isinstance(headers, tuple) else []


FOUND_IN: dict[str, Say] = {
    "told": lambda _case: _("as told"),
    "title": lambda _case: _("title"),
    "file_name": lambda _case: _("file name"),
    "sheet_name": lambda _case: _("name of the sheet"),
    "title_year_over": lambda _case: _("title: a year that was over when the file was made"),
    "listed": lambda _case: _("listed in the mapping"),
    "published_final": _published_final,
    "published_month": _published_month,
}
"""How a period was found."""

NOTES: dict[str, Say] = {
    **FOUND_IN,
    "encoding": _encoding,
    "separator": _separator,
    "sheet": _sheet,
    "hidden_sheet": _hidden_sheet,
    "links": _links,
    "not_calculated": _not_calculated,
    "errors": _errors,
    "header_row": _header_row,
    "units": _units,
    "currency": _currency,
    "no_unit": _no_unit,
    "hidden_columns": _hidden_columns,
    "shown": _shown,
    "lost_cells": _lost_cells,
    "empty_cells": _empty_cells,
    "cells_beyond": _cells_beyond,
    "called_total": _called_total,
    "gone": gone,
    "period": _period,
    "repeated_headers": _repeated_headers,
    "column_numbers": _column_numbers,
    "footnotes": _footnotes,
    "filtered": _filtered,
    "hidden_left_out": _hidden_left_out,
    "hidden_loaded": _hidden_loaded,
    "organisation_above": _organisation_above,
    "sums": _sums,
    "parts": _parts,
    "without_amount": _without_amount,
    "personal_columns": _personal,
    "columns_not_loaded": _not_loaded,
    "archive": _archive,
    "left_out_of_archive": _left_out_of_archive,
    "profile": _profile,
    "mended": _mended,
    "mended_unread": _mended_unread,
    "left_standing": _left_standing,
}
