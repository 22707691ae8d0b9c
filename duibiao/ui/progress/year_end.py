"""Who leaves spending to December: the surge index of each organisation, and its months."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from duibiao import formats
from duibiao.analysis import year_end
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import downloads, filters, store
from duibiao.ui.kept import kept

FEWEST = 5
"""Organisations with an index below which no median is drawn."""

MOST_SHOWN = 20
"""How many organisations the chart shows; the table has all of them."""

YEARS_BACK = 3
"""How many earlier years the chart shows of each."""

_VERSIONS_KEPT = 4


@dataclass(frozen=True)
class YearEnd:
    """The surge of a year that is over: `rows` has the figures of every organisation, `past` those of earlier years."""

    year: int
    asked: int
    limit: int
    rows: pl.DataFrame
    past: pl.DataFrame

    @property
    def known(self) -> pl.DataFrame:
        """Those with an index, the highest first."""
        return self.rows.filter(pl.col("surge").is_not_null())

    @property
    def high(self) -> pl.DataFrame:
        """Those that reach the limit."""
        return self.known.filter(pl.col("surge") >= self.limit)


def found(year: int) -> YearEnd | None:
    """The year, or the last before it of which December is loaded; none where there is no such year."""
    every = _surges(*store.state())
    over = every.filter(pl.col("surge").is_not_null() & (pl.col("year") <= year))
    if over.is_empty():
        return None
    shown = int(str(over["year"].max()))
    limit = filters.how_many(
        _("December at least so many times an ordinary month"), "surge", (3, 4, 5, 6, 8, 10), 6, 330
    )
    rows = every.filter(pl.col("year") == shown).sort("surge", "org_code", descending=[True, False], nulls_last=True)
    past = every.filter(pl.col("year").is_between(shown - YEARS_BACK, shown - 1) & pl.col("surge").is_not_null())
    return YearEnd(shown, year, limit, rows, past)


def answer(found: YearEnd) -> str:
    """How many left much to December, and who did so most."""
    if found.high.is_empty():
        return _(
            "In {year} nobody paid {limit} times an ordinary month or more in December; the median is {median}."
        ).format(year=formats.period(str(found.year)), limit=found.limit, median=_times(_median(found)))
    first = found.high.row(0, named=True)
    return _(
        "In {year}, {n} of {all} organisations paid {limit} times an ordinary month or more in December, to be "
        "checked; most of all {name}: {surge} times, {share} of its year; the median is {median}."
    ).format(
        year=formats.period(str(found.year)),
        n=found.high.height,
        all=found.known.height,
        limit=found.limit,
        name=first["org_name"] or first["org_code"],
        surge=_times(first["surge"]),
        share=formats.percent(first["share"]),
        median=_times(_median(found)),
    )


def basis(found: YearEnd) -> str:
    """Which year, of how many, and what nothing can be said about."""
    unknown = found.rows.height - found.known.height
    parts = [
        _("December of {asked} is not loaded: this is {year}").format(
            asked=formats.period(str(found.asked)), year=formats.period(str(found.year))
        )
        if found.asked != found.year
        else _("Payments of {year} by month").format(year=formats.period(str(found.year))),
        _("n = {n}").format(n=found.known.height),
        _("Denominator: {base}").format(base=_("mean of the other months")),
        _("without an index: {n}").format(n=unknown) if unknown else "",
        _("the chart shows the {n} highest").format(n=MOST_SHOWN) if found.known.height > MOST_SHOWN else "",
        _("to be checked, not a verdict"),
    ]
    return " · ".join(part for part in parts if part)


def definitions() -> tuple[tuple[str, str], ...]:
    """How the index is computed, and what it does not say."""
    return (
        (
            _("Surge index"),
            _(
                "Paid in December ÷ mean of what was paid in the other months of the year. 1 is an even year. A month "
                "in which more came back than went out counts as nothing paid."
            ),
        ),
        (
            _("Part years"),
            _(
                "Who began during the year is measured by its own months. Without November or December, or with "
                "nothing paid before December, there is no index."
            ),
        ),
        (
            _("Limits"),
            _(
                "It tells when money was paid, not when work was done: contracts settled once a year pay in December "
                "for good reasons."
            ),
        ),
    )


def dots(found: YearEnd, chosen: str | None) -> list[Dot]:
    """One row an organisation, the highest index first, with those of its earlier years; the chosen one in any case."""
    past: dict[str, list[tuple[int, float]]] = {}
    for org, year, surge in found.past.sort("year").select("org_code", "year", "surge").iter_rows():
        past.setdefault(org, []).append((year, surge))
    shown = pl.concat(
        [found.known.head(MOST_SHOWN), found.known.slice(MOST_SHOWN).filter(pl.col("org_code") == (chosen or ""))]
    )
    return [
        Dot(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=row["surge"],
            text=_("{surge} ({share})").format(surge=_times(row["surge"]), share=formats.percent(row["share"], 0)),
            past=tuple(past.get(row["org_code"], ())),
            emphasised=row["org_code"] == chosen,
            flagged=row["surge"] >= found.limit,
        )
        for row in shown.iter_rows(named=True)
    ]


def axis() -> str:
    """What the dots measure."""
    return _("Surge index: December ÷ mean of the other months (share of the year)")


def words(found: YearEnd) -> Words:
    """What the marks of the chart are called."""
    return Words(formats.period(str(found.year)), _("Its own earlier years"), "")


def spread(found: YearEnd) -> Spread | None:
    """Median and middle half of the organisations, where there are enough."""
    known = found.known["surge"]
    if known.len() < FEWEST:
        return None
    lower, median, upper = (known.quantile(share, "linear") for share in (0.25, 0.5, 0.75))
    if lower is None or median is None or upper is None:
        return None
    label = _("dashed: median {median}; shaded: the middle half, {lower} to {upper}").format(
        median=_times(median), lower=_times(lower), upper=_times(upper)
    )
    return Spread(lower, median, upper, label)


def table(found: YearEnd, unit: MoneyUnit) -> Table:
    """Every organisation, the highest index first, those without one last."""
    before = found.past.filter(pl.col("year") == found.year - 1).select("org_code", before="surge")
    rows = found.rows.join(before, on="org_code", how="left", maintain_order="left")
    states = [_state(found, row["surge"]) for row in rows.iter_rows(named=True)]
    return Table(
        title=_("Spending in December of {year}").format(year=formats.period(str(found.year))),
        frame=rows.with_columns(
            pl.Series("state", states, dtype=pl.String), year_yuan=pl.col("december_yuan") + pl.col("others_yuan")
        ),
        columns=(
            Column("state", _("State")),
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("surge", _("Surge index"), Kind.NUMBER),
            Column("before", _("The year before"), Kind.NUMBER),
            Column("december_yuan", _("Paid in December"), Kind.MONEY),
            Column("mean_yuan", _("Mean of the other months"), Kind.MONEY),
            Column("n_others", _("Other months"), Kind.COUNT),
            Column("year_yuan", _("Paid in the year"), Kind.MONEY),
            Column("share", _("Share of the year"), Kind.RATE),
            Column("refunds_yuan", _("Refunded"), Kind.MONEY),
        ),
        unit=unit,
    )


def months_table(found: YearEnd, org: str, unit: MoneyUnit) -> Table:
    """What an organisation paid in each month of the year."""
    paid = store.read("paid_by_month", year=found.year)
    rows = year_end.monthly(paid.select("org_code", "year", "month", "paid_yuan")).filter(pl.col("org_code") == org)
    names = [formats.month(found.year, month) for month in rows["month"]]
    return Table(
        title=_("{who}: payments by month").format(who=filters.name_of(found.rows, org)),
        frame=rows.with_columns(pl.Series("name", names, dtype=pl.String)),
        columns=(
            Column("name", _("Month")),
            Column("paid_in_yuan", _("Paid in the month"), Kind.MONEY),
            Column("paid_yuan", _("Since 1 January"), Kind.MONEY),
            Column("n_months", _("Months together"), Kind.COUNT),
        ),
        unit=unit,
    )


def about(about: About, found: YearEnd) -> About:
    """The sheet of the page for this part of it."""
    return About(
        filters=(
            (_("Year"), formats.period(str(found.year))),
            (_("December at least so many times an ordinary month"), str(found.limit)),
        ),
        definitions=definitions(),
        data_date=formats.day(formats.month_end(found.year, 12)),
        batches=about.batches,
        warning=about.warning,
    )


def about_months(about: About, found: YearEnd, org: str) -> About:
    """The same for the months of one organisation."""
    return downloads.of_rows(about, filters.name_of(found.rows, org))


@kept(_VERSIONS_KEPT)
def _surges(as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    paid = store.read("paid_by_month")
    names = paid.group_by("org_code").agg(pl.col("org_name").last())
    surges = year_end.surges(paid.select("org_code", "year", "month", "paid_yuan"))
    return surges.join(names, on="org_code", how="left", maintain_order="left")


def _median(found: YearEnd) -> float | None:
    median = found.known["surge"].median()
    return median if isinstance(median, float) else None


def _times(value: float | None) -> str:
    return formats.decimal(value, 1)


def _state(found: YearEnd, surge: float | None) -> str:
    if surge is None:
        return _("○ no index")
    return _("▲ to be checked") if surge >= found.limit else ""
