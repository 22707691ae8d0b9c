"""Which requests are reviewed: those that are loaded, or lines typed on the page, and the review that follows."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from duibiao import formats, language
from duibiao.analysis import panel
from duibiao.analysis.review import Known, Review, known, last_full_year, lines_of, review
from duibiao.export.about import About
from duibiao.export.review import Sheet, about_review
from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store
from duibiao.ui.cost import typed
from duibiao.ui.kept import kept

LOADED, TYPED = "loaded", "typed"

YEARS_KEPT = 16
"""How many reviews of all requests of a year, and what they are judged by, stay in memory for all sessions."""

_ITEMS_KEPT = 128
"""How many reviews of what is asked for of single service items."""


@dataclass(frozen=True)
class Desk:
    """What lies on the desk: the reviewed requests, where they come from, and what their files must say."""

    sheet: Sheet
    about: About
    synthetic: bool

    @property
    def review(self) -> Review:
        """The lines, judged."""
        return self.sheet.review

    @property
    def past(self) -> int | None:
        """The last full year, which others and the own past are taken from."""
        return self.review.known.year


def choose() -> Desk:
    """Choose the requests and review them; ends the page where there is nothing to review."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    years = store.read("request_years")
    with filters.row():
        source = filters.one_of(_("Requests from"), "source", _sources(years), 220)
        desk = _loaded(years) if source == LOADED else None
    desk = desk or _typed()
    if not desk.review.lines:
        feedback.nothing_here(_("No line yet: type what is asked for, or upload requests"))
        address.stop()
    return desk


def basis(desk: Desk) -> str:
    """Where the figures come from, up to when, and how many: stands under the answer."""
    sums = desk.review.totals
    others = _("others and own past: {year}").format(year=formats.period(str(desk.past))) if desk.past else ""
    judged = _("n = {n} of {all} lines judged").format(n=formats.count(sums.n_judged), all=formats.count(sums.n_lines))
    cut = _("Denominator of the cut: what could be judged")
    return " · ".join(
        part for part in (_("Data up to {date}").format(date=desk.about.data_date), others, judged, cut) if part
    )


def reviewed(year: int) -> Review:
    """All requests of a year that are loaded, reviewed."""
    return _reviewed(year, language.current(), *store.state())


def reviewed_items(year: int, items: tuple[str, ...]) -> Review:
    """Of all requests of a year those lines that ask for these service items, reviewed."""
    return _reviewed_items(year, items, language.current(), *store.state())


def known_of(year: int) -> Known:
    """What requests of a year are judged by: standards, and unit costs of the last full year before it."""
    return _known(year, *store.state())


def _sources(years: pl.DataFrame) -> dict[str, str]:
    loaded = {} if years.is_empty() else {LOADED: _("Uploads")}
    return loaded | {TYPED: _("Typed here")}


def _loaded(years: pl.DataFrame) -> Desk:
    labels = {str(year): formats.period(str(year)) for year in years["year"]}
    year = int(filters.one_of(_("Budget year"), "budget_year", labels, 130))
    every = reviewed(year)
    names = {no: f"{no} {lines[0].line.org_name or ''}" for no, lines in every.by_request.items()}
    chosen = filters.ordered(_("Requests (all unless chosen)"), "requests", names, ())
    unit = filters.money_unit("CNY")
    found = every.of(frozenset(chosen)) if chosen else every
    row = years.row(by_predicate=pl.col("year") == year, named=True)
    told = "、".join(chosen) if chosen else _("all of them")
    return _desk(
        Sheet(found, year, unit), ((_("Requests"), told), (_("File"), row["files"] or "")), bool(row["synthetic"])
    )


def _typed() -> Desk:
    with filters.row():
        year = filters.how_many(_("Budget year"), "typed_year", _next_years(), _next_years()[1])
        unit = filters.money_unit("CNY")
    items, orgs = store.read("item_definitions"), store.read("organisations")
    lines = typed.lines(items, orgs, year)
    return _desk(Sheet(review(lines, known_of(year)), year, unit), ((_("Requests"), _("Typed here")),), False)


def _next_years() -> list[int]:
    """This year and the two after it: what can be asked for."""
    return [date.today().year + ahead for ahead in range(3)]


def _desk(sheet: Sheet, of: tuple[tuple[str, str], ...], simulated: bool) -> Desk:
    past = sheet.review.known.year
    headline = None if past is None else overview_view.headline(store.read("headline", year=past))
    synthetic = simulated or bool(headline and headline.synthetic)
    batches = overview_view.batch_lines(headline, store.read("batches")) if headline else ()
    warning = feedback.demo_notice() if synthetic else ""
    return Desk(sheet, about_review(sheet, of, warning, batches), synthetic)


@kept(YEARS_KEPT)
def _reviewed(year: int, spoken: str, as_of: datetime | None, version: int) -> Review:  # noqa: ARG001
    """All requests of a year; its sentences are in the language it is made in. Nothing changes it afterwards."""
    return review(lines_of(store.read("requests", year=year)), _known(year, as_of, version))


@kept(_ITEMS_KEPT)
def _reviewed_items(year: int, items: tuple[str, ...], _spoken: str, as_of: datetime | None, version: int) -> Review:
    lines = store.read("requests", year=year).filter(pl.col("item_code").is_in(items))
    return review(lines_of(lines), _known(year, as_of, version))


@kept(YEARS_KEPT)
def _known(year: int, as_of: datetime | None, version: int) -> Known:  # noqa: ARG001
    past = last_full_year(store.read("years"), year)
    spending = store.read("spending", kind="item", code="", year=past or 0, full_year=True, without_arrears=True)
    workloads = store.read("workloads", item="").filter(pl.col("year") == (past or 0))
    items = store.read("item_definitions")
    return known(store.read("standard_cells"), panel.unit_costs(spending, workloads), items, past)
