"""Which cuts did not hold up to a month: what is chosen, and what was found in the dated changes and the budgets."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import games
from duibiao.analysis.games import Limits, Verdict
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, store
from duibiao.ui.kept import kept

MOMENTS_KEPT = 32
"""How many judged months stay in memory for all sessions."""

PROJECT = ["org_code", "project"]
THING = ["org_code", "item_code"]


class Look(StrEnum):
    """The ways in which a cut may not have held, or not have been one."""

    REBOUND = "rebound"
    OFFSET = "offset"
    HARMLESS = "harmless"
    SAVINGS = "savings"


@dataclass(frozen=True)
class When:
    """Up to which month of which year changes count, how far into the next year, and from when on something is one."""

    year: int
    month: int
    into_next: int = 6
    limits: Limits = field(default_factory=Limits)

    @property
    def last_day(self) -> date:
        """The day up to which changes and payments of the year are counted."""
        return formats.month_end(self.year, self.month)

    @property
    def sees_next(self) -> bool:
        """Whether the next year counts: only once the year itself is over."""
        return self.month == 12 and self.into_next > 0


@dataclass(frozen=True)
class Found:
    """What was found of a year; every frame with names, identity (`case`) and verdict."""

    rebounds: pl.DataFrame
    """Organisation × project with a cut."""
    offsets: pl.DataFrame
    """Organisation × service item with a cut."""
    harmless: pl.DataFrame
    """Organisation × project cut by a tenth or more of what was asked for."""
    savings: pl.DataFrame
    """Analysis for the budget of the year."""
    n_changes: int
    n_unnamed: int
    """Changes that name no project."""
    dated_yuan: Decimal
    """All dated changes up to the month, net."""
    stated_yuan: Decimal
    """Current less approved budget of all projects, which they should add up to."""


def when() -> tuple[When, MoneyUnit]:
    """Choose year and limits, up to the last month reported; ends the page where there are no data."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.last_reported(store.read("months", year=year))
        _read_ahead(year, month)
        unit = filters.money_unit(store.currency(year))
        with st.popover(_("Thresholds"), icon=":material/tune:"):
            into_next, limits = _limits(unit.currency)
    return When(year, month, into_next, limits), unit


def _read_ahead(year: int, month: int) -> None:
    """Ask the warehouse for all that the page needs."""
    month_end = {"year": year, "month": month}
    store.read_ahead(
        ("adjustments", {"year": year, "to_year": year + 1}),
        ("budgets_of_projects", month_end),
        ("analyses", {"year": year}),
        ("headline", month_end),
    )


def look(found: Found) -> Look:
    """Choose in which way cuts may not have held; unless somebody chose, the first way that has cases."""
    return Look(filters.segments(_("What happened to the cut"), "look", look_labels(), first_with_cases(found)))


def first_with_cases(found: Found) -> Look:
    """The first way with something to be checked, else the first with anything to show, else the first."""
    judged = {Look.REBOUND: found.rebounds, Look.OFFSET: found.offsets, Look.HARMLESS: found.harmless}
    flagged = [each for each, rows in judged.items() if n_flagged(rows)]
    lost = [Look.SAVINGS] if found.savings.filter(pl.col("lost_yuan") > 0).height else []
    told = [Look.SAVINGS] if found.savings.height else []
    return [*flagged, *lost, *told, Look.REBOUND][0]


def look_labels() -> dict[str, str]:
    """What the ways are called."""
    return {
        str(Look.REBOUND): _("Cut, then raised"),
        str(Look.OFFSET): _("Cut here, raised there"),
        str(Look.HARMLESS): _("Cut that hurt nobody"),
        str(Look.SAVINGS): _("Savings of analyses"),
    }


def found(when: When) -> Found:
    """Everything that was found up to that month at these limits."""
    return _found(when, *store.state())


def changes_behind(when: When, look: Look, org: str, subject: str) -> pl.DataFrame:
    """The dated changes behind a case: of the project, or of all projects of the service item; see `adjustments`."""
    if look is Look.OFFSET:
        return _of_year(_changes(when, org=org), when).filter(pl.col("item_code") == subject)
    changes = _changes(when, org=org, project=subject)
    return changes if look is Look.REBOUND else _of_year(changes, when)


def pipeline(year: int) -> dict[int, dict[str, int]]:
    """How many analyses for the budgets of the year and of the next are at each stage; years without any left out."""
    every = {each: store.read("analyses", year=each) for each in (year, year + 1)}
    return {
        each: dict(rows.group_by("stage").len().sort("stage").iter_rows())
        for each, rows in every.items()
        if rows.height
    }


def _limits(currency: str) -> tuple[int, Limits]:
    rebound = filters.how_many(_("Cut, then raised: at least so much came back (%)"), "rebound", (30, 50, 80), 50)
    into_next = filters.how_many(_("… counting so many months of the next year"), "into_next", (0, 3, 6, 12), 6)
    offset = filters.how_many(_("Cut here, raised there: at least so much made up for (%)"), "offset", (30, 50, 80), 50)
    headroom = filters.how_many(
        _("Cut that hurt nobody: above last year's spending by more than (%)"), "headroom", (0, 10, 25, 50), 25
    )
    options = (1, 5, 10, 20, 50, 100)
    stake = filters.least_amount(_("At least so much at stake"), "cut_stake", options, 10, currency)
    return into_next, Limits(rebound / 100, offset / 100, headroom / 100, stake * 10_000)


@kept(MOMENTS_KEPT)
def _found(when: When, as_of: datetime | None, version: int) -> Found:
    growth = _growth(when.year)
    both = _changes(when)
    changes = _of_year(both, when)
    # Before the budgets, which the warehouse looks for meanwhile.
    back = games.rebounds(both, when.year, when.into_next).join(_names(both, PROJECT), on=PROJECT, how="left")
    budgets = _budgets(when)
    return Found(
        _with_case(games.judged_rebounds(back, budgets, growth, when.limits), "project"),
        _offsets(when, changes, growth, as_of, version),
        _with_case(_named(games.harmless(budgets, when.limits)), "project"),
        _savings(when, budgets),
        changes.height,
        changes["project"].null_count(),
        Decimal(changes["change_yuan"].sum()),
        Decimal((budgets["current_yuan"] - budgets["approved_yuan"]).sum()),
    )


def _changes(when: When, **of: str) -> pl.DataFrame:
    """Dated changes up to the month, and the first months of the next year where they count."""
    day = pl.col("adjusted_on")
    in_next = (day.dt.year() > when.year) & (day.dt.month() <= when.into_next)
    rows = store.read("adjustments", year=when.year, to_year=when.year + 1, **of)
    return rows.filter((day <= when.last_day) | (in_next & when.sees_next))


def _of_year(changes: pl.DataFrame, when: When) -> pl.DataFrame:
    return changes.filter(pl.col("adjusted_on") <= when.last_day)


def _budgets(when: When) -> pl.DataFrame:
    return store.read("budgets_of_projects", year=when.year, month=when.month)


def _growth(year: int) -> pl.DataFrame:
    own = store.read("workloads", item="").filter(pl.col("measure").is_null())
    return games.workload_growth(own.rename({"scope_org": "org_code"}), year)


def _offsets(
    when: When, changes: pl.DataFrame, growth: pl.DataFrame, as_of: datetime | None, version: int
) -> pl.DataFrame:
    judged = games.judged_offsets(_ranked(when.year, when.month, as_of, version), growth, when.limits)
    return _with_case(judged.join(_names(changes, THING), on=THING, how="left"), "item_code")


@kept(MOMENTS_KEPT)
def _ranked(year: int, month: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    """Apart from the rest, because the arrangements do not depend on the limits."""
    moment = When(year, month)
    net = games.net_changes(_of_year(_changes(moment), moment), _budgets(moment), year)
    return games.ranked(games.offsets(net), net)


def _savings(when: When, budgets: pl.DataFrame) -> pl.DataFrame:
    budget = budgets.select(*PROJECT, "approved_yuan", "current_yuan", "past_yuan")
    analyses = store.read("analyses", year=when.year).join(budget, on=PROJECT, how="left")
    kept = games.kept_savings(analyses.with_columns(year_loaded=pl.lit(budgets.height > 0)))
    return _with_case(kept.with_columns(lost_yuan=pl.col("saved_yuan") - pl.col("kept_yuan")), "project")


def _names(changes: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Names as the dated changes tell them, one row a project or thing."""
    names = [name for name in ("org_name", "project_name", "item_name") if not (by == THING and name == "project_name")]
    return changes.group_by(by).agg(pl.col(names).drop_nulls().first())


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """With the names of organisations and service items."""
    orgs = store.read("organisations").select("org_code", "org_name")
    items = store.read("item_definitions").select("item_code", "item_name")
    named = rows.join(orgs, on="org_code", how="left", maintain_order="left")
    return named.join(items, on="item_code", how="left", maintain_order="left")


def _with_case(rows: pl.DataFrame, subject: str) -> pl.DataFrame:
    return rows.with_columns(case=pl.concat_str("org_code", subject, separator="|"))


def n_flagged(rows: pl.DataFrame) -> int:
    """How many are to be checked."""
    return rows.filter(pl.col("verdict") == Verdict.FLAGGED).height
