"""What needs attention at a month end: each matter with how many and how much, as the page that it leads to says it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from time import monotonic

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import coverage
from duibiao.analysis.games import Verdict as Held
from duibiao.analysis.outliers import FEWEST, Verdict
from duibiao.analysis.pace import State
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import filters, ledger_view, moment, store
from duibiao.ui.compare import evidence
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost import component_prices, digital, paid_twice
from duibiao.ui.kept import kept
from duibiao.ui.progress import cuts, monitored, stuck, stuck_thresholds
from duibiao.ui.progress.cuts import Found

FINDINGS_KEPT = 512
"""How many findings stay in memory for all sessions; each is a few numbers."""

WORTH_ACTING_YUAN = 100_000
"""From which amount on it is worth taking money back from one project; all of it is counted, these are named apart."""

PATIENCE = 0.4
"""Seconds after which one is told what is being looked at."""

_NO_PAST: tuple[int | None, float | None] = (None, None)


class Matter(StrEnum):
    """What may need attention."""

    STUCK = "stuck"
    RECOVERABLE = "recoverable"
    BALANCE = "balance"
    UNIT_COSTS = "unit_costs"
    PRICES = "prices"
    TWICE = "twice"
    REBOUND = "rebound"
    OFFSET = "offset"
    SCOPE = "scope"
    MISSING = "missing"
    DATA = "data"


WITHOUT_YUAN = (Matter.MISSING, Matter.DATA)
"""Matters of which no money can be said to be at stake: a report that is due, data that are wanting."""


_QUICK_FIRST = tuple(reversed(Matter))
"""In this order they are looked for: those that take long come last."""


class Untold(StrEnum):
    """Why nothing can be said of a matter, which is not the same as nothing found."""

    BUDGETS = "budgets"
    PAST = "past"
    UNIT_COSTS = "unit_costs"
    COMPONENTS = "components"
    CHANGES = "changes"
    MONITORING = "monitoring"
    CLASSES = "classes"


@dataclass(frozen=True)
class Look:
    """At which month end one looks, and in what amounts are shown."""

    year: int
    month: int
    unit: MoneyUnit

    @property
    def last_day(self) -> date:
        """The day up to which amounts count."""
        return formats.month_end(self.year, self.month)


@dataclass(frozen=True)
class Finding:
    """What was found of a matter: how many cases among how many, what hangs on them, and the same a month before."""

    matter: Matter
    n: int | None
    """None where nothing can be said."""
    stake_yuan: float | None = None
    """None where no money can be named."""
    n_looked_at: int = 0
    on: date | None = None
    """The cut-off, where it is another one than that of the page."""
    n_before: int | None = None
    before_yuan: float | None = None
    n_unforeseen: int = 0
    """Of projects: how many of them have no forecast, so that how far they are behind the calendar counts."""
    worth: tuple[int, float] | None = None
    """Of money to take back: of how many projects it is worth acting on, and how much that is."""
    parts: tuple[int, ...] = ()
    """Of unit costs: those above the standard. Of data: organisations and months that are missing, batches to mend."""
    untold: Untold | None = None

    @property
    def is_found(self) -> bool:
        """Whether there is something to look at."""
        return bool(self.n)


def found(look: Look) -> list[Finding]:
    """Every matter, by the yuan at stake; told piece by piece while that takes long."""
    place, begun = st.empty(), monotonic()
    findings: list[Finding] = []
    for matter in _QUICK_FIRST:
        findings.append(finding(matter, look))
        if monotonic() - begun > PATIENCE:
            said = _("Looking through the data: {n} of {all}").format(n=len(findings), all=len(Matter))
            place.progress(len(findings) / len(Matter), said)
    place.empty()
    return ordered(findings)


def finding(matter: Matter, look: Look) -> Finding:
    """What was found of one matter."""
    return _found(matter, look.year, look.month, *store.state())


def changes_known(look: Look) -> bool:
    """Whether somebody has asked for the changes before, so that they come from memory."""
    return (look.year, look.month, *store.state()) in _asked_before()


def with_change(look: Look, findings: list[Finding]) -> list[Finding]:
    """The same with what was found a month before, where as many organisations reported then.

    Apart, because it takes as long again: what is found now can be shown before. Of unit costs and prices there is no
    change of a month: their workloads and purchases are told by the year.
    """
    told = [
        replace(each, n_before=n, before_yuan=yuan)
        for each in findings
        for n, yuan in (
            _before(each.matter, look.year, look.month, *store.state()) if each.n is not None else _NO_PAST,
        )
    ]
    _asked_before().add((look.year, look.month, *store.state()))
    return told


def ordered(findings: list[Finding]) -> list[Finding]:
    """The most yuan at stake first; then what has cases without an amount, what has none, and what cannot be told."""
    places = {matter: place for place, matter in enumerate(Matter)}
    return sorted(
        findings,
        key=lambda each: (each.n is None, not each.is_found, -(each.stake_yuan or 0.0), places[each.matter]),
    )


def stuck_view(look: Look) -> stuck.View:
    """The page on stuck money at this month end, at the thresholds of the settings."""
    return stuck.View(look.year, look.month, look.unit, limits=stuck_thresholds.usual())


def digital_view(look: Look, part: str) -> digital.View:
    """A part of the page on digital projects at this month end."""
    return digital.View(look.year, look.month, look.unit, part)


def cuts_when(look: Look) -> cuts.When:
    """The page on cuts, which looks at the last month reported of the year."""
    return cuts.When(look.year, filters.last_reported(store.read("months", year=look.year)))


def monitored_view(look: Look, part: str) -> monitored.View | None:
    """A part of the page on monitoring at the last month end monitored by then; None without one in the year."""
    months = store.read("monitored_months").filter(pl.col("year") == look.year, pl.col("month") <= look.month)
    if months.is_empty():
        return None
    return reports(look, int(months["month"][0]), part)


def reports(look: Look, month: int, part: str) -> monitored.View:
    """A part of the page on monitoring at a month end, at the thresholds of the settings."""
    return monitored.usual(look.year, month, look.unit, part)


@st.cache_resource(max_entries=1, show_spinner=False)
def _asked_before() -> set[tuple[int, int, datetime | None, int]]:
    """Month ends whose changes were computed: a hint only, so it does no harm when they are dropped meanwhile."""
    return set()


@kept(FINDINGS_KEPT)
def _found(matter: Matter, year: int, month: int, as_of: datetime | None, version: int) -> Finding:  # noqa: ARG001
    look = Look(year, month, MoneyUnit())
    ways = {
        Matter.STUCK: _of_projects,
        Matter.RECOVERABLE: _of_projects,
        Matter.BALANCE: _of_projects,
        Matter.UNIT_COSTS: _unit_costs,
        Matter.PRICES: _prices,
        Matter.TWICE: _twice,
        Matter.REBOUND: _cuts,
        Matter.OFFSET: _cuts,
        Matter.SCOPE: _scope,
        Matter.MISSING: _missing,
        Matter.DATA: _data,
    }
    return ways[matter](matter, look)


@kept(FINDINGS_KEPT)
def _before(
    matter: Matter,
    year: int,
    month: int,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> tuple[int | None, float | None]:
    look = Look(year, month, MoneyUnit())
    if matter in (Matter.STUCK, Matter.RECOVERABLE, Matter.BALANCE) and _comparable_before(look):
        return _counted(matter, _projects(replace(look, month=month - 1)))
    view = monitored_view(look, "scope") if matter is Matter.SCOPE else None
    if view is None or not _comparable_before(replace(look, month=view.month)):
        return _NO_PAST
    before = monitored.beyond_scope(replace(view, month=view.month - 1))
    return before["case"].n_unique(), float(before["paid_yuan"].sum())


def _of_projects(matter: Matter, look: Look) -> Finding:
    rows = _projects(look)
    if not rows.select((pl.col("current_yuan") > 0).any()).item():
        return Finding(matter, None, untold=Untold.BUDGETS)
    if matter is Matter.BALANCE and rows["forecast_yuan"].null_count() == rows.height:
        return Finding(matter, None, untold=Untold.PAST)
    of_it, n_looked_at = listed(matter, look, rows), rows.height
    if matter is Matter.RECOVERABLE:
        return replace(Finding(matter, *_counted(matter, rows), n_looked_at), worth=worth_acting(of_it))
    return Finding(matter, *_counted(matter, rows), n_looked_at, n_unforeseen=stuck.unforeseen(of_it).height)


def _projects(look: Look) -> pl.DataFrame:
    """Of every project what is counted here; to filter all that is known of a hundred thousand takes its time."""
    columns = ("state", "current_yuan", "forecast_yuan", "at_risk_yuan", "recoverable_yuan")
    return stuck.found(stuck_view(look)).select(columns)


def read_ahead(look: Look) -> None:
    """Ask the warehouse for what takes longest."""
    when: dict[str, store.Scalar] = {"year": look.year, "month": look.month}
    of_items: dict[str, store.Scalar] = {"kind": "item", "code": "", "full_year": False}
    store.read_ahead(
        ("pace_of_projects", when), ("spending", when | of_items), ("headline", when), ("standards_applying", when)
    )


def worth_acting(rows: pl.DataFrame) -> tuple[int, float]:
    """How many projects could give back enough to act on (see `WORTH_ACTING_YUAN`), and how much together."""
    enough = rows.filter(pl.col("recoverable_yuan") >= WORTH_ACTING_YUAN)
    return enough.height, float(enough["recoverable_yuan"].sum())


def listed(matter: Matter, look: Look, rows: pl.DataFrame) -> pl.DataFrame:
    """The projects that the page on stuck money lists for one of its three matters."""
    return stuck.listed(rows, stuck_view(look), show_of(matter), None)


def show_of(matter: Matter) -> str:
    """What the page on stuck money calls the matter in its address."""
    return {Matter.STUCK: str(State.SLOW), Matter.BALANCE: str(State.BALANCE)}.get(matter, str(matter))


def _counted(matter: Matter, rows: pl.DataFrame) -> tuple[int, float]:
    of_it = listed(matter, Look(0, 1, MoneyUnit()), rows)
    column = "recoverable_yuan" if matter is Matter.RECOVERABLE else "at_risk_yuan"
    return of_it.height, float(of_it[column].sum())


def _comparable_before(look: Look) -> bool:
    """Whether as many organisations reported the month before: else a change would be one of who reports."""
    months = dict(store.read("months", year=look.year).select("month", "n_orgs").iter_rows())
    return look.month > 1 and months.get(look.month - 1) == months.get(look.month)


def _unit_costs(matter: Matter, look: Look) -> Finding:
    rows = evidence.judged(When(look.year, look.month))
    judged = rows.filter(pl.col("n") >= FEWEST)
    if judged.is_empty():
        return Finding(matter, None, untold=Untold.UNIT_COSTS)
    flagged = rows.filter(pl.col("verdict") == Verdict.FLAGGED)
    above = flagged.filter(pl.col("leg_standard"), pl.col("direction") == "high").height
    return Finding(matter, flagged.height, float(flagged["at_stake_yuan"].sum()), judged.height, parts=(above,))


def _prices(matter: Matter, look: Look) -> Finding:
    if store.read("components").is_empty():
        return Finding(matter, None, untold=Untold.COMPONENTS)
    rows = component_prices.judged(digital_view(look, "prices"))
    judged = rows.filter(pl.col("n") >= FEWEST)
    if judged.is_empty():
        return Finding(matter, None, untold=Untold.UNIT_COSTS)
    flagged = rows.filter(pl.col("verdict") == Verdict.FLAGGED)
    return Finding(matter, flagged.height, float(flagged["at_stake_yuan"].sum()), judged.height)


def _twice(matter: Matter, look: Look) -> Finding:
    n_components = store.read("components", year=look.year).height
    if not n_components:
        return Finding(matter, None, untold=Untold.COMPONENTS)
    rows = paid_twice.pairs(digital_view(look, "twice"))
    return Finding(matter, rows.height, float(rows["at_stake_yuan"].sum()), n_components)


def _cuts(matter: Matter, look: Look) -> Finding:
    when = cuts_when(look)
    of_year = cuts.found(when)
    if of_year.n_changes <= of_year.n_unnamed:
        return Finding(matter, None, untold=Untold.CHANGES)
    rows, money = _held(matter, of_year)
    if rows.height and (rows["verdict"] == Held.NO_VERDICT).all():
        return Finding(matter, None, untold=Untold.CHANGES)
    flagged = rows.filter(pl.col("verdict") == Held.FLAGGED)
    return Finding(matter, flagged.height, float(flagged[money].sum()), of_year.n_changes, when.last_day)


def _held(matter: Matter, of_year: Found) -> tuple[pl.DataFrame, str]:
    if matter is Matter.REBOUND:
        return of_year.rebounds, "returned_yuan"
    return of_year.offsets, "moved_yuan"


def _scope(matter: Matter, look: Look) -> Finding:
    view = monitored_view(look, "scope")
    if view is None:
        return Finding(matter, None, untold=Untold.MONITORING)
    named = int(store.read("named_by_class", year=view.year, month=view.month)["n_projects"][0])
    if not named:
        return Finding(matter, None, untold=Untold.CLASSES)
    rows = monitored.beyond_scope(view)
    on = formats.month_end(view.year, view.month)
    return Finding(matter, rows["case"].n_unique(), float(rows["paid_yuan"].sum()), named, on)


def _missing(matter: Matter, look: Look) -> Finding:
    view = monitored_view(look, "missing")
    if view is None:
        return Finding(matter, None, untold=Untold.MONITORING)
    rows = monitored.missing(view)
    reported = monitored.found(view).height
    return Finding(matter, rows.height, None, rows.height + reported, formats.month_end(view.year, view.month))


def _data(matter: Matter, look: Look) -> Finding:
    months = store.read("months", year=look.year)
    most, now = months["n_orgs"].max(), months.filter(pl.col("month") == look.month)["n_orgs"].sum()
    late = max(0, int(str(most or 0)) - int(now))
    spans = coverage.spans(store.read("coverage").filter(pl.col("extract") == "execution"))
    in_year = coverage.gaps(spans).filter(pl.col("first").str.starts_with(str(look.year)))
    n_months = int(in_year["n_months"].sum()) + coverage.overdue(spans, look.year, moment.day() or date.today())
    batches = store.read("batches")
    parts = (late, n_months, ledger_view.waiting(batches).height)
    return Finding(matter, sum(parts), None, batches.height, parts=parts)
