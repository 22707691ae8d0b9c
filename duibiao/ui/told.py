"""Charts of the screen told by their numbers, so that slides and documents can draw them as charts of their own."""

from collections.abc import Sequence
from dataclasses import fields

from duibiao import formats
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.charts.heat import Cell
from duibiao.charts.keeping_pace import Mark
from duibiao.charts.purchases import Purchase
from duibiao.charts.ranking import Bar, Reference
from duibiao.charts.scatter import Cross, Point
from duibiao.charts.stacked import Part, Stack
from duibiao.charts.trend import Band, Line
from duibiao.charts.waterfall import Step
from duibiao.export.view import Chart, Series, Shape, day_number
from duibiao.language import _
from duibiao.palette import DARK, LIGHT


def bars(rows: Sequence[Bar], axis: str, reference: Reference | None) -> Chart:
    """A ranking: one series, red where flagged, dark where chosen."""
    lengths = Series(
        axis,
        tuple(row.value for row in rows),
        tuple(row.text for row in rows),
        tuple(_mark_colour(row.flagged, row.emphasised) for row in rows),
    )
    line = None if reference is None else (reference.label, reference.value)
    return Chart(Shape.BARS, tuple(row.name for row in rows), (lengths,), axis, reference=line)


def dots(members: Sequence[Dot], axis: str, words: Words, spread: Spread | None) -> Chart:
    """This year's dots, those of the year before, and the standards; the median as a line through all."""
    now = Series(
        words.now,
        tuple(each.value for each in members),
        tuple(each.text for each in members),
        tuple(_mark_colour(each.flagged, each.emphasised) for each in members),
    )
    years = sorted({year for each in members for year, _value in each.past})[-1:]
    before = [
        Series(formats.period(str(year)), tuple(dict(each.past).get(year) for each in members), colours=(LIGHT.past,))
        for year in years
    ]
    known = any(each.standard is not None for each in members)
    standards = (
        [Series(words.standard, tuple(each.standard for each in members), colours=(LIGHT.quiet,))] if known else []
    )
    line = None if spread is None else (_middle(spread.median), spread.median)
    names = tuple(each.name for each in members)
    return Chart(Shape.DOTS, names, (now, *before, *standards), axis, reference=line)


def lines(years: Sequence[str], drawn: Sequence[Line], band: Band | None, axis: str) -> Chart:
    """A line a member, the chosen ones dark; the quartiles and the median of the peers as dashed lines."""
    members = [
        Series(
            line.name,
            line.values,
            line.texts,
            (LIGHT.chosen if line.emphasised else LIGHT.past if len(drawn) > 1 else LIGHT.bar,),
            line.dash not in ("", "solid"),
        )
        for line in sorted(drawn, key=lambda each: not each.emphasised)
    ]
    between = [] if band is None else _edges(band)
    return Chart(Shape.LINES, tuple(years), (*members, *between), axis)


def heat(cells: Sequence[Cell], rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]) -> Chart:
    """A series a column; deviations as shares of one, their texts as on the screen."""
    places = {(cell.row, cell.column): cell for cell in cells}
    series = tuple(_heat_column(name, [places.get((row, key)) for row, _name in rows]) for key, name in columns)
    return Chart(Shape.HEAT, tuple(name for _key, name in rows), series, _("Deviation from the median"))


def steps(drawn: Sequence[Step], axis: str) -> Chart:
    """A waterfall: what each step adds; totals stand on the ground."""
    added = Series(axis, tuple(step.amount for step in drawn), tuple(step.text for step in drawn))
    totals = frozenset(place for place, step in enumerate(drawn) if step.is_total)
    return Chart(Shape.STEPS, tuple(step.name for step in drawn), (added,), axis, totals=totals)


def stacks(rows: Sequence[Stack], parts: Sequence[Part], axis: str) -> Chart:
    """A series a part, in the colour of the part."""
    series = tuple(
        Series(
            part.label,
            tuple(row.amounts[place] for row in rows),
            tuple(row.texts[place] for row in rows),
            (_by_day(part.colour),),
        )
        for place, part in enumerate(parts)
    )
    return Chart(Shape.STACKED, tuple(row.name for row in rows), series, axis)


def purchases(marks: Sequence[Purchase], price: str, quantity: str, median: float | None) -> Chart:
    """Prices by day, or by quantity where all are of one day; the median as a line through all."""
    dated = len({mark.on for mark in marks}) > 1
    across = tuple(float(day_number(mark.on)) if dated else mark.quantity for mark in marks)
    prices = Series(
        price,
        tuple(mark.price for mark in marks),
        colours=tuple(_mark_colour(mark.flagged, mark.emphasised) for mark in marks),
    )
    line = None if median is None else (_middle(median), median)
    measured = _("Day") if dated else quantity
    return Chart(
        Shape.POINTS,
        tuple(mark.name or _first_line(mark.told) for mark in marks),
        (Series(measured, across), prices),
        price,
        across=measured,
        days=dated,
        reference=line,
    )


def points(drawn: Sequence[Point], level: str, cost: str, cross: Cross | None) -> Chart:
    """Cost over service level, by name; the median cost as a line through all."""
    colours = tuple(_mark_colour(False, point.emphasised) for point in drawn)
    across = Series(level, tuple(point.level for point in drawn))
    upwards = Series(cost, tuple(point.cost for point in drawn), colours=colours)
    line = None if cross is None else (_middle(cross.cost), cross.cost)
    names = tuple(point.name for point in drawn)
    return Chart(Shape.POINTS, names, (across, upwards), cost, across=level, reference=line)


def pace(marks: Sequence[Mark], output: str, spent: str) -> Chart:
    """Money over output, both in per cent."""
    across = Series(output, tuple(mark.output for mark in marks))
    upwards = Series(
        spent,
        tuple(mark.spent for mark in marks),
        colours=tuple(_mark_colour(mark.flagged, mark.emphasised) for mark in marks),
    )
    names = tuple(_first_line(mark.told) for mark in marks)
    return Chart(Shape.POINTS, names, (across, upwards), spent, across=output)


def _middle(median: float) -> str:
    return _("Median {value}").format(value=formats.decimal(median))


def _mark_colour(flagged: bool, emphasised: bool) -> str:
    if flagged:
        return LIGHT.problem
    return LIGHT.chosen if emphasised else LIGHT.bar


def _by_day(colour: str) -> str:
    """The light palette's colour of the same meaning: what is kept is told in it, whoever took it down."""
    pairs = {getattr(DARK, field.name): getattr(LIGHT, field.name) for field in fields(DARK)}
    parts = dict(zip(DARK.parts, LIGHT.parts, strict=True))
    return str({**pairs, **parts}.get(colour, colour))


def _first_line(told: str) -> str:
    """Whose a mark is: the first line of what is told when the pointer rests on it."""
    return told.split("<br>", 1)[0]


def _edges(band: Band) -> list[Series]:
    lower, upper = (_("{band}, lower edge"), _("{band}, upper edge"))
    return [
        Series(band.median_label, band.median, colours=(LIGHT.quiet,), dashed=True),
        Series(lower.format(band=band.band_label), band.lower, colours=(LIGHT.past,), dashed=True),
        Series(upper.format(band=band.band_label), band.upper, colours=(LIGHT.past,), dashed=True),
    ]


def _heat_column(name: str, cells: Sequence[Cell | None]) -> Series:
    values = tuple(None if cell is None else cell.deviation for cell in cells)
    return Series(name, values, tuple("" if cell is None else cell.text for cell in cells))
