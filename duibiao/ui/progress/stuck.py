"""Which money is stuck at a month end: what is chosen, and every project with its pace, forecast and balance."""

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl
import streamlit as st

from duibiao import formats, language
from duibiao.analysis import forecast, pace, project_forecast, project_months, settlement
from duibiao.analysis.class_states import States
from duibiao.analysis.deviation import PEERS
from duibiao.analysis.pace import BY_HISTORY, FLAGGED, Limits, Recovery, SlowBy, State
from duibiao.analysis.project_forecast import CLASS
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.projects import NATURES
from duibiao.ui import address, feedback, filters, store
from duibiao.ui.drilldown import Trail
from duibiao.ui.kept import kept
from duibiao.ui.progress import project_classes, projects, stuck_thresholds

MOMENTS_KEPT = 32
"""How many judged month ends stay in memory for all sessions."""

YEARS_KEPT = 12
"""How many years of months."""

EVERYTHING = "all"
"""In place of a grouping: all spending as one group."""

_GROUPINGS = 6
_FORECASTS_KEPT = 64

_FIELD = "field_code"


@dataclass(frozen=True)
class View:
    """Whose projects are looked at, to the end of which month, how they are grouped, and from when on one is slow."""

    year: int
    month: int
    unit: MoneyUnit
    group: str = "org_code"
    """Of `group_labels`."""
    who: str = "all"
    state: str = "flagged"
    limits: Limits = field(default_factory=Limits)

    @property
    def grouped_by(self) -> str:
        """The column of the projects that tells their group."""
        return _FIELD if self.group == "kind_code" else self.group

    @property
    def last_day(self) -> date:
        """The day up to which amounts count."""
        return formats.month_end(self.year, self.month)

    @property
    def data_date(self) -> str:
        """The same, written."""
        return formats.day(self.last_day)


def choose(grouped: bool = True) -> View:
    """Draw the filters; ends the page where no execution is loaded."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        when = {"year": year, "month": month}
        store.read_ahead(("pace_of_projects", when), ("headline", when))
        unit = filters.money_unit(store.currency(year))
        with st.popover(_("Thresholds"), icon=":material/tune:"):
            limits = stuck_thresholds.choose(unit.currency)
    with filters.row():
        who = filters.segments(_("Whose projects"), "who", who_labels())
        group = filters.segments(_("Grouped by"), "by", group_labels()) if grouped else "org_code"
    return View(year, month, unit, group, who, "flagged", limits)


def choose_state() -> str:
    """Choose which projects are listed: all to be looked at, those of one state, those with money to recover, all."""
    return filters.segments(_("Show"), "show", show_labels())


def found(view: View) -> pl.DataFrame:
    """The projects of the month end that count (see `pace.counted`), of those chosen: most money to be left first.

    What history says will be left ranks first, then what the calendar says of projects that have none.
    """
    return _whose(_found(view.year, view.month, view.limits, *store.state()), view)


def carried(view: View) -> pl.DataFrame:
    """Money carried over into the year (see `settlement.aged`) by those chosen, whether or not a project has a line."""
    types = store.read("organisations").select("org_code", "org_type")
    rows = settlement.aged(store.read("carryovers", year=view.year))
    return _whose(rows.join(types, on="org_code", how="left", maintain_order="left"), view)


def listed(rows: pl.DataFrame, view: View, show: str, group: str | None) -> pl.DataFrame:
    """The projects that the choices leave."""
    rows = rows if group is None else rows.filter(pl.col(view.grouped_by).fill_null("") == group)
    if show == "recoverable":
        return rows.filter(pl.col("recoverable_yuan") > 0).sort("recoverable_yuan", descending=True)
    if show == "all":
        return rows
    return rows.filter(pl.col("state").is_in(FLAGGED) if show == "flagged" else pl.col("state") == show)


def slow_by_history(rows: pl.DataFrame) -> pl.DataFrame:
    """Those clearly slow that the past of their class says so of."""
    return rows.filter(pl.col("state") == State.SLOW, pl.col("slow_by").is_in(BY_HISTORY))


def slow_by_calendar(rows: pl.DataFrame) -> pl.DataFrame:
    """Those clearly slow whose class has no past: set against the calendar."""
    return rows.filter(pl.col("state") == State.SLOW, pl.col("slow_by") == SlowBy.CALENDAR)


def unforeseen(rows: pl.DataFrame) -> pl.DataFrame:
    """Projects with a budget and no forecast: of them how far they are behind the calendar is at risk."""
    return rows.filter(pl.col("forecast_yuan").is_null(), pl.col("current_yuan") > 0)


def groups(view: View) -> pl.DataFrame:
    """Sums of the groups (see `pace.by_group`) as `key`, with `label`, and the forecast of each by M8 where it has one.

    Adds forecast_yuan, low_yuan, high_yuan, method, n_years, basis, past_error of the group's own past years: null for
    groupings whose past the extracts do not tell, by fund (a project may have lines of several, so that its budget is
    not what the lines of one fund foresee), and where only towns or only departments are looked at.
    """
    return _groups(view, language.current(), *store.state())


def whole(view: View) -> dict[str, float | None]:
    """The forecast of all spending of the year with its band; empty where nothing can be said."""
    if view.who != "all":
        return {}
    rows = _group_forecasts(view.year, view.month, EVERYTHING, *store.state())
    return rows.row(0, named=True) if rows.height else {}


def usual_curve(view: View, row: dict[str, object]) -> pl.DataFrame:
    """How the project's class went in past years: month, low, usual, high, each as a part of the month's budget.

    usual: Σ paid ÷ Σ budget over the past years; low and high: the lowest and the highest of them.
    """
    mine = [pl.col(name).eq_missing(pl.lit(row[name], pl.String)) for name in CLASS]
    past = project_classes.states().filter(*mine, pl.col("year") < view.year)
    amounts = pl.col("current_yuan", "paid_yuan").cast(pl.Float64).sum()
    years = past.group_by("year", "month").agg(amounts).filter(pl.col("current_yuan") > 0)
    rate = pl.col("paid_yuan") / pl.col("current_yuan")
    usual = pl.col("paid_yuan").sum() / pl.col("current_yuan").sum()
    return years.group_by("month").agg(low=rate.min(), usual=usual, high=rate.max()).sort("month")


def months_of(view: View, row: dict[str, object]) -> pl.DataFrame:
    """What the project had as budget and had paid at every month end up to the chosen one."""
    return store.read(
        "months_of_project",
        year=view.year,
        month=view.month,
        org=str(row["org_code"]),
        project=str(row["project"]),
    )


def project(rows: pl.DataFrame, case: str) -> dict[str, object]:
    """The row of one project."""
    return rows.row(by_predicate=pl.col("case") == case, named=True)


def changes_of(view: View, row: dict[str, object]) -> pl.DataFrame:
    """The dated changes of the project's budget up to the month end."""
    org, project = str(row["org_code"]), str(row["project"])
    changes = store.read("adjustments", year=view.year, to_year=view.year, org=org, project=project)
    return changes.filter(pl.col("adjusted_on") <= view.last_day)


def trail(view: View, row: dict[str, object]) -> Trail:
    """To the budget lines of the project, and its payments."""
    org, who = str(row["org_code"]), f"{row['org_name']}　{row['project_name']}"
    if row["is_project"]:
        return Trail(view.year, view.month, org, who, "projects", str(row["project"]))
    return Trail(view.year, view.month, org, who, "function", str(row["function_code"]))


def who_labels() -> dict[str, str]:
    """Whose projects can be looked at."""
    return {"all": _("All"), "departments": _("Departments and units"), "towns": _("Towns and subdistricts")}


def group_labels() -> dict[str, str]:
    """What projects can be grouped by."""
    return {
        "org_code": _("Organisation"),
        "department_code": _("Department or town"),
        "kind_code": _("Field"),
        "nature": _("Nature of the project"),
        "fund_type": _("Fund"),
    }


def show_labels() -> dict[str, str]:
    """Which projects can be listed."""
    states = {str(state): state_labels()[state] for state in FLAGGED}
    return {"flagged": _("To be looked at"), **states, "recoverable": _("Recoverable"), "all": _("All")}


def state_labels() -> dict[str, str]:
    """What the states are called."""
    return {
        State.UNBUDGETED: _("Paid without a budget"),
        State.OVERSPENT: _("Paid beyond the budget, to be checked"),
        State.NEGATIVE: _("Payments fell"),
        State.BELOW_ZERO: _("Budget below zero, to be checked"),
        State.SLOW: _("Clearly slow"),
        State.BALANCE: _("Large balance"),
        State.WATCH: _("Watch"),
        State.FINE: _("On course"),
        State.NOTHING: _("No budget"),
    }


def recovery_labels() -> dict[str, str]:
    """Why a balance could be taken back."""
    return {
        Recovery.FINISHED: _("Finished, with a balance"),
        Recovery.DORMANT: _("Dormant"),
        Recovery.TENDER: _("Tender savings"),
    }


def _whose(rows: pl.DataFrame, view: View) -> pl.DataFrame:
    towns = pl.col("org_type").is_in(PEERS).fill_null(value=False)
    return rows if view.who == "all" else rows.filter(towns if view.who == "towns" else ~towns)


@kept(MOMENTS_KEPT)
def _found(year: int, month: int, limits: Limits, as_of: datetime | None, version: int) -> pl.DataFrame:
    foreseen = _forecast(year, month, as_of, version)
    rows = pace.counted(pace.paced(foreseen, month, formats.month_end(year, month), limits))
    slim = rows.select(pl.exclude(r"^paid_\d+$"), case=pl.concat_str("org_code", "project", separator="|"))
    ranked = ["unspent_yuan", "at_risk_yuan", "place"]
    return slim.sort(ranked, descending=[True, True, False], nulls_last=True)


@kept(MOMENTS_KEPT)
def _forecast(year: int, month: int, as_of: datetime | None, version: int) -> pl.DataFrame:
    """Projects of the month end with forecast and band; apart, because they do not depend on the limits."""
    # Before the projects themselves, which the warehouse looks for meanwhile.
    amounts = ((each, store.read("amounts_of_projects", year=each)) for each in _years_before(year))
    past = project_forecast.outcomes(amounts, month)
    usual = project_forecast.usual(project_classes.classed(past), project_classes.known(as_of, version), year, month)
    carried = settlement.by_project(settlement.aged(store.read("carryovers", year=year)))
    told = project_classes.classed(projects.at(year, month))
    for more in (_until(year, month, as_of, version), carried):
        told = told.join(more, on=["org_code", "project"], how="left", maintain_order="left")
    return project_forecast.foreseen(told, usual)


def _until(year: int, month: int, as_of: datetime | None, version: int) -> pl.DataFrame:
    """What of the months of the year is known at the month end, the best month of past years, the place by code."""
    return project_months.until(_months_with_best(year, as_of, version), month)


@kept(YEARS_KEPT)
def _months_with_best(year: int, as_of: datetime | None, version: int) -> pl.DataFrame:
    best = _best_before(year, as_of, version)
    joined = _months(year, as_of, version).join(best, on=["org_code", "project"], how="left")
    return joined.sort(pl.concat_str("org_code", "project", separator="|")).with_row_index("place")


@kept(YEARS_KEPT)
def _months(year: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    return project_months.by_month(store.read("amounts_of_projects", year=year))


@kept(YEARS_KEPT)
def _best_before(year: int, as_of: datetime | None, version: int) -> pl.DataFrame:
    """The best month of each project in the years before."""
    past = _years_before(year)
    if not past:
        return project_months.best_months([])
    return project_months.best_months([_months(past[0], as_of, version)], _best_before(past[0], as_of, version))


def _years_before(year: int) -> list[int]:
    """The past years that are loaded, the latest first."""
    return [each for each in store.read("years")["year"].to_list() if each < year]


@kept(_FORECASTS_KEPT)
def _group_forecasts(year: int, month: int, group: str, as_of: datetime | None, version: int) -> pl.DataFrame:
    """The forecast of each group by its `key` ("" where it is not told), or of everything; none without a past."""
    states = _group_states(group, as_of, version)
    if states is None or (year, month) not in states.amounts:
        return pl.DataFrame(schema=_FORESEEN)
    return forecast.year_end(states, year, month).select(list(_FORESEEN))


@kept(_FORECASTS_KEPT)
def _groups(view: View, _spoken: str, as_of: datetime | None, version: int) -> pl.DataFrame:
    named = found(view).with_columns(pl.col(view.grouped_by).fill_null(""))
    sums = pace.by_group(named, view.grouped_by).rename({view.grouped_by: "key"})
    labels = _group_names(named, view.group)
    told = sums.with_columns(label=pl.Series([labels.get(key, key) for key in sums["key"]], dtype=pl.String))
    ahead = _group_forecasts(view.year, view.month, view.group if view.who == "all" else "", as_of, version)
    return told.join(ahead, on="key", how="left", maintain_order="left")


@kept(_GROUPINGS)
def _group_states(group: str, as_of: datetime | None, version: int) -> States | None:  # noqa: ARG001
    """What the groups learn from, by `key`; nothing for groupings whose past the extracts do not tell."""
    if group == EVERYTHING:
        states = project_classes.states().with_columns(key=pl.lit(EVERYTHING))
    elif group == "org_code":
        told = store.read("class_states", class_of="organisation", kind_of="field")
        states = told.with_columns(key=pl.col("class_code").fill_null(""))
    elif group == "kind_code":
        states = project_classes.states_of_fields().with_columns(key=pl.col("kind_code").fill_null(""))
    else:
        return None
    return States.of(states, ("key",))


_FORESEEN = {
    "key": pl.String,
    "forecast_yuan": pl.Float64,
    "low_yuan": pl.Float64,
    "high_yuan": pl.Float64,
    "method": pl.String,
    "n_years": pl.Int64,
    "basis": pl.String,
    "past_error": pl.Float64,
}


def _group_names(rows: pl.DataFrame, group: str) -> dict[str, str]:
    if group in ("org_code", "department_code"):
        return dict(rows.select(group, group.replace("_code", "_name")).unique(group).iter_rows())
    if group == "kind_code":
        choices = store.read("item_definitions").select("item_code", "item_name")
        return dict(choices.filter(pl.col("item_code").str.len_chars() == 2).iter_rows()) | {"": _("Not told")}
    if group == "nature":
        return {choice.value: choice.label for choice in NATURES} | {"": _("Not told")}
    return {"": _("Not told, or several")}
