"""Each guess made of a file with its reason, in the order in which a person would check them."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from duibiao.ingest import units, values
from duibiao.ingest.candidates import FROM_OUTSIDE, Candidate
from duibiao.ingest.choice import Choice, Guess
from duibiao.ingest.mapping import DATE_ORDERS, Mapping
from duibiao.ingest.period import stated_period
from duibiao.ingest.profile import Profile
from duibiao.ingest.sheet import Sheet
from duibiao.language import _
from duibiao.schema.column import Kind


def date_order(chosen: Candidate, file_name: str) -> tuple[str | None, str, bool]:
    """The order of day, month and year; why; and whether the cells leave no doubt."""
    column = next((c for c in chosen.extract.columns if c.kind is Kind.DATE and c.name in chosen.found), None)
    if column is None:
        return None, "", True
    cell = f"c{chosen.found[column.name].position - 1}"
    shares = chosen.evidence[cell].dates
    most = max(shares.values())
    best = [order for order in DATE_ORDERS if shares[order] >= most - 0.001]
    if "ymd" in best:
        return "ymd", _("the year comes first"), True
    if len(best) == 1 and abs(shares["dmy"] - shares["mdy"]) > 0.01:
        return (
            best[0],
            _("in another order {share:.0%} of the days could not be read").format(
                share=1 - min(shares["dmy"], shares["mdy"])
            ),
            True,
        )
    return _by_spread(chosen.recognised.body[cell], file_name)


def _by_spread(cells: pl.Series, file_name: str) -> tuple[str | None, str, bool]:
    """Days of one file lie together: the order under which they fall into fewer months."""
    frame = cells.to_frame("cell")
    months = {
        order: frame.select(values.dates(pl.col("cell"), order).dt.truncate("1mo").alias("month"))["month"]
        .drop_nulls()
        .unique()
        for order in ("dmy", "mdy")
    }
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
    chosen: Candidate, choice: Choice, file_name: str, sheets: list[Sheet], saved: Profile | None, mapping: Mapping
) -> Iterator[Guess]:
    """Each guess with its reason, in the order in which a person would check them."""
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
    order, reason, sure = date_order(chosen, file_name)
    if mapping.dates and order:
        yield Guess("dates", mapping.dates, told if choice.dates else reason, sure or bool(choice.dates or saved))
    yield from _money_guesses(chosen, choice, mapping)
    if period := _period(chosen, file_name):
        yield period


def _money_guesses(chosen: Candidate, choice: Choice, mapping: Mapping) -> Iterator[Guess]:
    """Decimal mark and unit of the amounts."""
    cells = [
        f"c{each.position - 1}" for name, each in chosen.found.items() if chosen.extract.column(name).kind is Kind.MONEY
    ]
    if not cells:
        return
    mark = choice.decimal or values.decimal_mark(chosen.recognised.body.select(cells))
    yield Guess("decimal", mark, _("as told") if choice.decimal else _("the amounts admit only this, or have none"))
    if mapping.currency != "CNY":
        yield Guess("unit", mapping.currency, _("as told"))
        return
    by_header = {units.in_header(chosen.recognised.header.names[int(cell[1:])]) for cell in cells}
    above = chosen.recognised.header.unit
    if mapping.factor:
        yield Guess("unit", units.name(mapping.factor), _("as told"))
    elif None not in by_header:
        yield Guess(
            "unit", " / ".join(units.name(unit) for unit in sorted(filter(None, by_header))), _("in the header")
        )
    elif above:
        yield Guess("unit", units.name(above), _("said above or below the table"))
    else:
        yield Guess("unit", units.name(1), _("nothing says the unit"), sure=False)


def _period(chosen: Candidate, file_name: str) -> Guess | None:
    """The period of rows that do not say it themselves."""
    needed = [name for name in FROM_OUTSIDE if name in chosen.extract.period and name not in chosen.found]
    if not needed:
        return None
    told = stated_period(chosen.recognised.header.titles, file_name, "month" in needed)
    if told is None:
        return Guess("period", "", _("nothing tells it: give it"), sure=False)
    return Guess("period", str(told), told.reason.message if told.reason else "")
