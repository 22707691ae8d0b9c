"""What the values of a file leave open, so that somebody has to say it: decimal mark, unit of scaled cells, percent."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from duibiao.ingest import units, values
from duibiao.ingest.convert import Plan
from duibiao.ingest.fact import Values
from duibiao.ingest.fact import values as values_of
from duibiao.ingest.findings import Option
from duibiao.ingest.header import Header
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.values import Certainty

_PERCENT_OF = {"actual": "target_unit", "target": "target_unit"}
"""Texts that are numbers in the unit of another column."""


@dataclass(frozen=True)
class Doubt:
    """A question that the cells raise, and its answers."""

    code: str
    values: Values
    options: tuple[Option, ...]


def doubts(sheet: Sheet, body: pl.DataFrame, plan: Plan) -> Iterator[Doubt]:
    """All questions of a file that is read by the plan; none where the profile says it."""
    yield from _decimal_doubts(sheet, body, plan)
    yield from _scale_doubts(sheet, plan)
    yield from _percent_doubts(body, plan)


def mark_is_open(sheet: Sheet, amounts: pl.DataFrame, header: Header, factor: int | None) -> bool:
    """Whether the amounts can be read with a decimal point and with a decimal comma as well."""
    by_header = [unit for cell in amounts.columns if (unit := units.in_header(header.names[int(cell[1:])]))]
    unit = factor or min(by_header, default=None) or header.unit or 1
    separator = sheet.separator if sheet.delimited else None
    return values.mark_certainty(amounts, separator, unit) is Certainty.UNDECIDABLE


def scale_against(sheet: Sheet, cell: str, factor: int) -> int | None:
    """By what the cells of a column are shown divided, where that is not the unit that the file says."""
    scales = {scale for column, scale in sheet.scaled if f"c{column}" == cell}
    return next((scale for scale in sorted(scales) if scale != factor), None)


def _decimal_doubts(sheet: Sheet, body: pl.DataFrame, plan: Plan) -> Iterator[Doubt]:
    cells = list(dict.fromkeys(plan.money.values()))
    told = plan.mapping.decimal if plan.mapping else None
    factor = plan.mapping.factor if plan.mapping else None
    if cells and not told and mark_is_open(sheet, body.select(cells), plan.header, factor):
        yield Doubt("decimal", (), (Option(",", "comma"), Option(".", "point")))


def _scale_doubts(sheet: Sheet, plan: Plan) -> Iterator[Doubt]:
    if plan.mapping and plan.mapping.factor:
        return
    for name, cell in plan.money.items():
        factor = plan.factors.get(name, 1)
        if scale := scale_against(sheet, cell, factor):
            told = values_of(header=plan.header.names[int(cell[1:])], scale=scale, unit=units.name(factor))
            names = [units.name(each) for each in (scale, factor)]
            yield Doubt("unit", told, tuple(Option(each, "unit", values_of(unit=each)) for each in names))
            return


def _percent_doubts(body: pl.DataFrame, plan: Plan) -> Iterator[Doubt]:
    """Fractions without a sign of percent in rows whose unit is per cent: 0.538 may be 53.8 %."""
    for name, unit in _PERCENT_OF.items():
        if name not in plan.sources or unit not in plan.sources:
            continue
        number = pl.col(plan.sources[name]).str.strip_chars().cast(pl.Float64, strict=False)
        fraction = (number > 0) & (number <= 1) & pl.col(plan.sources[unit]).str.contains("[%％]")
        n = int(body.select(fraction.sum()).item() or 0)
        if n:
            told = values_of(extract=plan.extract.name, column=name, n=n)
            yield Doubt("percent", told, (Option("as_they_are", "as_they_are"),))
