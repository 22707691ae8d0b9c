"""Each guess made of a file with its reason, in the order in which a person would check them."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from duibiao.ingest import currency, units, values
from duibiao.ingest.candidates import FROM_OUTSIDE, Candidate
from duibiao.ingest.choice import Choice, Guess
from duibiao.ingest.currency import HOME, Said
from duibiao.ingest.days import Days, dates_in, short_year_first, year_first
from duibiao.ingest.doubts import mark_is_open, scale_against
from duibiao.ingest.mapping import DATE_ORDERS, Mapping
from duibiao.ingest.period import stated_period
from duibiao.ingest.profile import Profile
from duibiao.ingest.recognise import currencies
from duibiao.ingest.sheet import Sheet
from duibiao.language import _
from duibiao.schema.column import Kind

DateOrder = tuple[str | None, str, bool]


def date_order(chosen: Candidate, file_name: str) -> DateOrder:
    """The order of day, month and year; why; and whether the cells leave no doubt."""
    column = next((c for c in chosen.extract.columns if c.kind is Kind.DATE and c.name in chosen.found), None)
    if column is None:
        return None, "", True
    cell = f"c{chosen.found[column.name].position - 1}"
    shares = chosen.evidence[cell].dates
    most = max(shares.values())
    best = [order for order in DATE_ORDERS if shares[order] >= most - 0.001]
    cells = chosen.recognised.body[cell]
    short = short_year_first(cells)
    if "ymd" in best or short or year_first(cells) >= (most - shares["ymd"]) * cells.len():
        return "ymd", _("the year comes first"), True
    if short is None:
        return best[0], _("years of two digits: whether they come first cannot be told by the cells"), False
    if len(best) == 1 and abs(shares["dmy"] - shares["mdy"]) > 0.01:
        return (
            best[0],
            _("in another order {share:.0%} of the days could not be read").format(
                share=1 - min(shares["dmy"], shares["mdy"])
            ),
            True,
        )
    return _by_spread(cells, file_name)


def _by_spread(cells: pl.Series, file_name: str) -> tuple[str | None, str, bool]:
    """Days of one file lie together: the order under which they fall into fewer months."""
    orders = ("dmy", "mdy")
    days = dates_in(cells.unique(), *map(Days, orders))
    months = {order: day.dt.truncate("1mo").drop_nulls().unique() for order, day in zip(orders, days, strict=True)}
    few, many = sorted(months, key=lambda order: months[order].len())
    if months[many].len() >= 2 * months[few].len() and months[many].len() - months[few].len() >= 2:
        said = _("so the days fall into {n} months, otherwise into {of}")
        return few, said.format(n=months[few].len(), of=months[many].len()), True
    if (told := stated_period((), file_name, monthly=True)) is not None:
        month = date(told.year, told.month or 1, 1)
        fitting = [order for order in months if month in months[order].to_list()]
        if len(fitting) == 1:
            return fitting[0], _("so the days are of the month in the name of the file"), True
    return "dmy", _("day and month cannot be told apart by the cells"), False


def guesses(
    chosen: Candidate,
    choice: Choice,
    file_name: str,
    sheets: list[Sheet],
    saved: Profile | None,
    mapping: Mapping,
    dates: DateOrder,
) -> Iterator[Guess]:
    """Each guess with its reason, in the order in which a person would check them; `dates` is the `date_order`."""
    header = chosen.recognised.header
    n, of = len(chosen.found), len([name for name in header.names if name])
    told = _("as told")
    reason = _("{n} of its {of} columns are columns of this extract").format(n=n, of=of)
    if saved:
        reason = _("the header is that of the profile {profile}").format(profile=saved.mapping.name)
    yield Guess("extract", chosen.extract.label, told if choice.extract else reason)
    if len(sheets) > 1 or not chosen.sheet.delimited:
        reason = _("hidden sheet") if chosen.sheet.hidden else _("its header names most columns")
        yield Guess("sheet", chosen.sheet.name, told if choice.sheet else reason, not chosen.sheet.hidden)
    for what, fact in zip(("encoding", "separator"), chosen.sheet.facts, strict=False):
        if chosen.sheet.delimited:
            asked = getattr(choice, what)
            yield Guess(what, str(dict(fact.values)[what]), told if asked else _("found in the bytes of the file"))
    rows = f"{header.first + 1}–{header.last + 1}" if header.last > header.first else f"{header.last + 1}"
    yield Guess("header", rows, told if choice.header_rows else _("the row that names most columns"))
    order, reason, sure = dates
    if mapping.dates and order:
        yield Guess("dates", mapping.dates, told if choice.dates else reason, sure or bool(choice.dates or saved))
    yield from _money_guesses(chosen, choice, mapping)
    if period := _period(chosen, file_name):
        yield period


def _money_guesses(chosen: Candidate, choice: Choice, mapping: Mapping) -> Iterator[Guess]:
    """Decimal mark and unit of the amounts."""
    cells = money_cells(chosen)
    if not cells:
        return
    yield _decimal_guess(chosen, choice, mapping, cells)
    by_header = {units.in_header(chosen.recognised.header.names[int(cell[1:])]) for cell in cells}
    above = chosen.recognised.header.unit
    said = currencies(chosen.recognised, cells)
    if guess := _currency_guess(said, choice, mapping, by_header, above):
        yield guess
        return
    if mapping.factor:
        yield Guess("unit", units.name(mapping.factor), _("as told"))
    elif scaled := _scaled_otherwise(chosen, cells):
        reason = _("the cells are shown divided by {scale}, which is not the unit that the file says")
        yield Guess("unit", units.name(scaled), reason.format(scale=f"{scaled:,}"), sure=False)
    elif None not in by_header:
        yield Guess(
            "unit", " / ".join(units.name(unit) for unit in sorted(filter(None, by_header))), _("in the header")
        )
    elif above:
        yield Guess("unit", units.name(above), _("said above or below the table"))
    else:
        yield Guess("unit", units.name(1), _("nothing says the unit"), sure=False)


def money_cells(chosen: Candidate) -> list[str]:
    """The cell columns of its amounts of money."""
    found = ((chosen.extract.column(name), each) for name, each in chosen.found.items())
    return [f"c{each.position - 1}" for column, each in found if column.kind is Kind.MONEY]


def _currency_guess(
    said: Said, choice: Choice, mapping: Mapping, by_header: set[int | None], above: int | None
) -> Guess | None:
    """The unit where a currency is told or said; None where the words for it leave nothing to say, or nothing does."""
    told, code = choice.currency, mapping.currency or said.code
    if code is None or (code == HOME and said.sure and (mapping.factor or above or None not in by_header)):
        return None
    factors = sorted({mapping.factor or unit or above or 1 for unit in by_header})
    shown = " / ".join(currency.unit_name(code, factor, units.name(factor)) for factor in factors)
    if told or (not said.code and code):
        return Guess("unit", shown, _("as told"))
    if said.others:
        names = " / ".join((code, *said.others))
        return Guess("unit", names, _("the file says several currencies, which cannot be added up"), sure=False)
    if said.among:
        return Guess("unit", " / ".join(said.among), said.reason, sure=False)
    return Guess("unit", shown, said.reason)


def _scaled_otherwise(chosen: Candidate, cells: list[str]) -> int | None:
    header = chosen.recognised.header
    unit_of = {cell: units.in_header(header.names[int(cell[1:])]) or header.unit or 1 for cell in cells}
    scales = (scale_against(chosen.sheet, cell, unit) for cell, unit in unit_of.items())
    return next((scale for scale in scales if scale), None)


def _decimal_guess(chosen: Candidate, choice: Choice, mapping: Mapping, cells: list[str]) -> Guess:
    amounts = chosen.recognised.body.select(cells)
    if choice.decimal:
        return Guess("decimal", choice.decimal, _("as told"))
    mark = values.decimal_mark(amounts, mapping.decimal or ".")
    if not mapping.decimal and mark_is_open(chosen.sheet, amounts, chosen.recognised.header, mapping.factor):
        said = _("all amounts have three digits behind their only mark: 18.500 may be 18 500 or 18.50")
        return Guess("decimal", mark, said, sure=False)
    return Guess("decimal", mark, _("the amounts admit only this, or have none"))


def _period(chosen: Candidate, file_name: str) -> Guess | None:
    """The period of rows that do not say it themselves."""
    needed = [name for name in FROM_OUTSIDE if name in chosen.extract.period and name not in chosen.found]
    if not needed:
        return None
    told = stated_period(chosen.recognised.header.titles, file_name, "month" in needed)
    if told is None:
        return Guess("period", "", _("nothing tells it: give it"), sure=False)
    return Guess("period", str(told), told.reason.message if told.reason else "")
