"""How it moved over the years: the group of the chosen year, the same members in every year."""

from dataclasses import dataclass

import polars as pl

from duibiao import formats
from duibiao.analysis import comparison
from duibiao.analysis.comparison import Measure
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.charts.trend import Band, Line
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui.compare.workbench import Bench

MONTHS = 12


@dataclass(frozen=True)
class Trend:
    """The members year by year: `rows` has year, org_code, org_name, value, state; `group` one row a year.

    `months` tells the last month that counts, of every year with a figure; `month` the one by which years are alike.
    """

    rows: pl.DataFrame
    group: pl.DataFrame
    months: dict[int, int]
    month: int

    @property
    def years(self) -> list[int]:
        """Years with a figure, oldest first."""
        return [int(year) for year in self.group["year"]]

    @property
    def alike(self) -> list[int]:
        """Years that count the same months: only these are set against one another."""
        return [year for year in self.years if self.months[year] == self.month]

    @property
    def unlike(self) -> list[int]:
        """Years with a figure for other months: they are shown, marked, and in no sentence and no change."""
        return [year for year in self.years if self.months[year] != self.month]


def takes_whole_years(measure: Measure) -> bool:
    """Whether only whole years are alike: workload is told by the year, so that of a part of one is not known."""
    return measure is Measure.PER_UNIT


def computed(bench: Bench, every: pl.DataFrame) -> Trend:
    """`every` as in the bench, cut off at the chosen month unless whole years count; the group is the chosen year's."""
    frozen = bench.of_year["org_code"]
    members = every.filter(pl.col("org_code").is_in(frozen.to_list()))
    rows = comparison.valued(members, bench.measure)
    group = comparison.over_years(members, bench.measure)
    months = dict(members.group_by("year").agg(pl.col("month").max()).iter_rows())
    return Trend(
        rows.select("year", "org_code", "org_name", "spent_yuan", "base", "value", "state").sort("org_code", "year"),
        group,
        {int(year): int(months[year]) for year in group["year"]},
        MONTHS if takes_whole_years(bench.measure) else bench.month,
    )


def answer(bench: Bench, trend: Trend, chosen: str | None) -> str:
    """How far the group moved, and the chosen one (or who moved most) against it."""
    if not trend.years:
        return _("Nobody among these organisations has a figure for {subject}").format(subject=bench.subject_name)
    if len(trend.alike) < 2:
        return formats.sentences((_no_two_years(bench, trend), missing_prices(bench)))
    first, last = trend.alike[0], trend.alike[-1]
    medians = dict(trend.group.select("year", "median").iter_rows())
    group = _(
        "From {first} to {last} the median for {subject} went from {before} to {after} ({change}, n = {n})."
    ).format(
        first=_period(first, trend.month),
        last=_period(last, trend.month),
        subject=bench.subject_name,
        before=bench.value(medians[first]),
        after=bench.value_with_unit(medians[last]),
        change=formats.signed_percent(_change(medians[first], medians[last])),
        n=int(trend.group.row(by_predicate=pl.col("year") == last, named=True)["n"]),
    )
    moved = _changes(trend, first, last)
    if chosen is not None:
        moved = moved.filter(pl.col("org_code") == chosen)
    if moved.is_empty():
        return formats.sentences((group, left_out(trend), missing_prices(bench)))
    row = moved.row(0, named=True)
    said = _("{name}: {change}.") if chosen is not None else _("{name} moved most: {change}.")
    second = said.format(name=row["org_name"], change=formats.signed_percent(row["change"]))
    return formats.sentences((group, second, left_out(trend), missing_prices(bench)))


def left_out(trend: Trend) -> str:
    """Which years stand there for other months, and so are set against none; empty where there are none."""
    if not trend.unlike:
        return ""
    told = _(", ").join(_period(year, trend.months[year]) for year in trend.unlike)
    return _("Not compared, as they count other months: {years}.").format(years=told)


def missing_prices(bench: Bench) -> str:
    """Which years cannot be put in prices of the chosen one, and what to load; empty where nothing is wanting."""
    if not bench.years_without_index:
        return ""
    return _(
        "Prices of {year}: the consumer price index of {years} is not loaded, so what lies beyond it is left out; load "
        "it as the extract “price index” on the upload page, or choose amounts as they were paid."
    ).format(
        year=formats.period(str(bench.year)),
        years=_(", ").join(formats.period(str(year)) for year in bench.years_without_index),
    )


def year_labels(trend: Trend) -> list[str]:
    """Years for the axis; one that is cut off before its end says at which month."""
    return [
        str(year) if month == MONTHS else _("{year}, to month {month}").format(year=year, month=month)
        for year, month in trend.months.items()
    ]


def lines(bench: Bench, trend: Trend, chosen: str | None) -> list[Line]:
    """One line an organisation, the chosen one emphasised."""
    found = []
    for (code,), rows in trend.rows.group_by("org_code", maintain_order=True):
        values = dict(rows.select("year", "value").iter_rows())
        told = [values.get(year) for year in trend.years]
        found.append(
            Line(
                code=str(code),
                name=str(rows["org_name"][0] or code),
                values=tuple(bench.drawn(value) for value in told),
                texts=tuple(bench.value_with_unit(value) for value in told),
                emphasised=code == chosen,
            )
        )
    return found


def band(bench: Bench, trend: Trend) -> Band | None:
    """The middle half of the group and its median, in years with enough members."""
    enough = trend.group.filter(pl.col("n") >= FEWEST_PEERS)
    if enough.is_empty():
        return None
    rows = {int(row["year"]): row for row in enough.iter_rows(named=True)}

    def values(name: str) -> tuple[float | None, ...]:
        return tuple(bench.drawn(rows[year][name]) if year in rows else None for year in trend.years)

    return Band(values("lower"), values("median"), values("upper"), _("Median"), _("Middle half of the group"))


def table(bench: Bench, trend: Trend) -> Table:
    """One row an organisation, one column a year, and the change from the first to the last; group and median first."""
    years = [str(year) for year in trend.years]
    wide = trend.rows.with_columns(pl.col("year").cast(pl.String)).pivot(
        "year", index=["org_code", "org_name"], values="value", aggregate_function="first"
    )
    wide = wide.with_columns(pl.lit(None, pl.Float64).alias(year) for year in years if year not in wide.columns)
    totals = [_("Total"), *trend.group["total"]], [_("Median"), *trend.group["median"]]
    head = pl.DataFrame(totals, schema={"org_name": pl.String} | dict.fromkeys(years, pl.Float64), orient="row")
    frame = pl.concat([head, wide.select("org_code", "org_name", *years)], how="diagonal_relaxed")
    frame = frame.with_columns(change=_first_to_last(trend))
    exact = bench.measure is not Measure.TOTAL
    return Table(
        title=_("{measure} over the years: {subject}").format(
            measure=bench.measure_label, subject=f"{bench.subject.title} {bench.grade or ''}".strip()
        ),
        frame=frame,
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            *(
                Column(year, label, bench.value_kind, unit=bench.value_unit, exact=exact)
                for year, label in zip(years, year_labels(trend), strict=True)
            ),
            Column("change", _("First to last"), Kind.DEVIATION),
        ),
        unit=bench.unit,
        n_totals=2,
    )


def _no_two_years(bench: Bench, trend: Trend) -> str:
    """Why nothing moved: there is one year, or there are several that count other months."""
    if len(trend.years) < 2:
        if bench.years_without_index:
            return ""
        said = _("Only one year has figures for {subject}: nothing to compare over time")
        return said.format(subject=bench.subject_name)
    return _("No two years have figures for {subject} for the same months (1 to {month}): {years}.").format(
        subject=bench.subject_name,
        month=trend.month,
        years=_(", ").join(_period(year, month) for year, month in trend.months.items()),
    )


def _first_to_last(trend: Trend) -> pl.Expr:
    if len(trend.alike) < 2:
        return pl.lit(None, pl.Float64)
    first, last = pl.col(str(trend.alike[0])), pl.col(str(trend.alike[-1]))
    return pl.when(first > 0).then(last / first - 1)


def _period(year: int, month: int) -> str:
    """A year, with its months where they are not all twelve."""
    if month == MONTHS:
        return formats.period(str(year))
    return _("{year} (months 1 to {month})").format(year=formats.period(str(year)), month=month)


def _changes(trend: Trend, first: int, last: int) -> pl.DataFrame:
    """Relative change of each from the first year to the last, the largest first."""
    rows = trend.rows.filter(pl.col("value") > 0)
    before = rows.filter(pl.col("year") == first).select("org_code", before="value")
    after = rows.filter(pl.col("year") == last).select("org_code", "org_name", after="value")
    both = after.join(before, on="org_code").with_columns(change=pl.col("after") / pl.col("before") - 1)
    return both.sort(pl.col("change").abs(), "org_code", descending=[True, False])


def _change(before: float | None, after: float | None) -> float | None:
    return after / before - 1 if before and after is not None else None
