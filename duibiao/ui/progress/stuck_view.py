"""What the page on money that is stuck says and shows: sentence, funnel, groups, list, curve, definitions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from duibiao import formats, language
from duibiao.analysis import pace, settlement
from duibiao.analysis.forecast import COVERAGE
from duibiao.analysis.pace import FLAGGED, SlowBy, State
from duibiao.analysis.progress import Lamp, execution_rate, time_progress
from duibiao.charts.notation import Scenario
from duibiao.charts.ranking import Bar
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.projects import NATURES
from duibiao.ui import feedback, store
from duibiao.ui.kept import kept
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress import delays, stuck, stuck_definitions
from duibiao.ui.progress.foresight_view import basis_labels, method_labels
from duibiao.ui.progress.stuck import View

_BUDGETS = ("approved_yuan", "current_yuan")
MOST_GROUPS = 12
"""How many groups the chart shows; the table has all of them."""

_UNITS_KEPT = 24
"""How many years, in one unit and language each, of texts of what was carried over."""

_LAMPS = {Lamp.OVER: "◆", Lamp.RED: "■", Lamp.YELLOW: "▲", Lamp.GREEN: "●"}


def answer(view: View, rows: pl.DataFrame, whole: dict[str, float | None]) -> str:
    """How far spending is, what will be left, how many are slow by what, what can be recovered, what is overspent."""
    amounts = pace.funnel(rows)
    budget, paid = amounts["current_yuan"], amounts["paid_yuan"]
    rate = paid / budget if budget and paid is not None and budget > 0 else None
    spent = _("By {date}, {n} projects have paid {paid} of {budget} ({rate}; {time} of the year has passed).").format(
        date=view.data_date,
        n=formats.count(rows.height),
        paid=formats.money_with_unit(paid, view.unit),
        budget=formats.money_with_unit(budget, view.unit),
        rate=formats.percent(rate),
        time=formats.percent(time_progress(view.month)),
    )
    told = _("{first} {second} {third}").format(
        first=spent, second=_foreseen(view, whole, budget), third=_slow_text(view, rows)
    )
    over = _overspent_text(view, rows)
    return _("{first} {second}").format(first=told, second=over) if over else told


def _slow_text(view: View, rows: pl.DataFrame) -> str:
    """How many are slow by the past of their class, and how many by the calendar, each with its money."""
    by_history, by_calendar = stuck.slow_by_history(rows), stuck.slow_by_calendar(rows)
    return _(
        "{slow} are clearly slow compared with past years of their class, with {left} forecast to be left; {bare} "
        "more, whose class has no past year, compared with the calendar, {behind} behind it. {recoverable} could be "
        "taken back now."
    ).format(
        slow=formats.count(by_history.height),
        left=formats.money_with_unit(by_history["at_risk_yuan"].sum(), view.unit),
        bare=formats.count(by_calendar.height),
        behind=formats.money_with_unit(by_calendar["at_risk_yuan"].sum(), view.unit),
        recoverable=formats.money_with_unit(rows["recoverable_yuan"].sum(), view.unit),
    )


def _overspent_text(view: View, rows: pl.DataFrame) -> str:
    over = rows.filter(pl.col("state").is_in([State.OVERSPENT, State.UNBUDGETED]))
    if over.is_empty():
        return ""
    n_without = over.filter(pl.col("state") == State.UNBUDGETED).height
    return _(
        "{over} have paid more than their budget and {without} without one, together {amount} beyond it: to be checked."
    ).format(
        over=formats.count(over.height - n_without),
        without=formats.count(n_without),
        amount=formats.money_with_unit(over["at_risk_yuan"].sum(), view.unit),
    )


def basis(view: View, rows: pl.DataFrame) -> str:
    """Cut-off, denominator, n, and what could not be judged by its class."""
    bare = rows.filter(pl.col("gap_basis") == "calendar").height
    unknown = 0 if rows.is_empty() else int(rows["past_unknown"][0] or 0)
    parts = [
        _("Payments from 1 January to {date} ÷ current budget").format(date=view.data_date),
        _("n = {n} projects").format(n=formats.count(rows.height)),
        _("{n} without past years of their class: set against the calendar").format(n=bare) if bare else "",
        _("{n} projects of past years without a line in December left out of error and band").format(n=unknown)
        if unknown
        else "",
    ]
    return " · ".join(part for part in parts if part)


def funnel_bars(view: View, rows: pl.DataFrame) -> list[Bar]:
    """From the approved budget to what is paid: one bar a stage that somebody tells."""
    labels = {
        "approved_yuan": _("Approved budget"),
        "adjusted_yuan": _("Adjustments (net)"),
        "current_yuan": _("Current budget"),
        "contracted_yuan": _("Contracted"),
        "authorised_yuan": _("Authorised amount"),
        "paid_yuan": _("Paid"),
    }
    return [
        Bar(
            name,
            labels[name],
            float(view.unit.scaled(amount)),
            formats.money(amount, view.unit),
            scenario=Scenario.PLAN if name in _BUDGETS else Scenario.ACTUAL,
        )
        for name, amount in pace.funnel(rows).items()
        if amount is not None
    ]


def funnel_axis(view: View) -> str:
    """What the bars of the funnel count."""
    return _("From the approved budget to what is paid, all projects ({unit})").format(unit=view.unit.label)


def group_bars(view: View, groups: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """What is at risk in each group, the rest together."""
    rest = groups.slice(MOST_GROUPS)
    others = float(rest["at_risk_yuan"].sum())
    last = Bar(
        "",
        _("Others ({n})").format(n=rest.height),
        float(view.unit.scaled(others)),
        formats.money(others, view.unit),
        scenario=Scenario.FORECAST,
    )
    first = [
        Bar(
            row["key"],
            row["label"],
            float(view.unit.scaled(row["at_risk_yuan"])),
            formats.money(row["at_risk_yuan"], view.unit),
            row["key"] == chosen,
            scenario=Scenario.FORECAST,
        )
        for row in groups.head(MOST_GROUPS).iter_rows(named=True)
    ]
    return [*first, last] if rest.height else first


def group_labels(groups: pl.DataFrame) -> dict[str, str]:
    """The groups to look into."""
    return dict(groups.select("key", "label").iter_rows())


def at_risk_axis(view: View, rows: pl.DataFrame) -> str:
    """What the bars of the groups count; where projects have no forecast, it is not called one."""
    bare = stuck.unforeseen(rows).height
    if bare:
        return _(
            "At risk: Σ (budget − forecast) of its projects, and what is paid beyond budgets; {n} without a forecast "
            "by how far they are behind the calendar ({unit})"
        ).format(n=formats.count(bare), unit=view.unit.label)
    told = _("At risk: Σ (budget − forecast) of its projects, and what is paid beyond budgets ({unit})")
    return told.format(unit=view.unit.label)


def groups_table(view: View, groups: pl.DataFrame, whole: dict[str, float | None]) -> Table:
    """One row a group: what is paid and at risk, and its own forecast with how well it did in the past; total first."""
    methods = method_labels()
    shown = pl.concat([_group_total(groups, whole), groups], how="diagonal_relaxed").with_columns(
        pl.col("method").replace(methods),
        pl.col("basis").replace(basis_labels()),
        unspent_yuan=pl.when(pl.col("forecast_yuan").is_not_null()).then(
            pl.max_horizontal(0.0, pl.col("current_yuan") - pl.col("forecast_yuan"))
        ),
    )
    own = _("Its own forecast")
    return Table(
        title=_group_titles()[view.group],
        frame=shown,
        columns=(
            Column("label", stuck.group_labels()[view.group]),
            Column("n", _("Projects"), Kind.COUNT),
            Column("n_flagged", _("To be looked at"), Kind.COUNT),
            Column("current_yuan", _("Current budget"), Kind.MONEY),
            Column("paid_yuan", _("Paid"), Kind.MONEY),
            Column("execution_rate", _("Execution rate"), Kind.RATE),
            Column("at_risk_yuan", _("At risk"), Kind.MONEY),
            Column("recoverable_yuan", _("Recoverable"), Kind.MONEY),
            Column("forecast_yuan", _("Year end"), Kind.MONEY, group=own),
            Column("low_yuan", _("Low"), Kind.MONEY, group=own),
            Column("high_yuan", _("High"), Kind.MONEY, group=own),
            Column("unspent_yuan", _("Left"), Kind.MONEY, group=own),
            Column("method", _("Method"), group=own),
            Column("past_error", _("Error in past years"), Kind.RATE, group=own),
            Column("basis", _("History of"), group=own),
            Column("n_years", _("Years"), Kind.COUNT, group=own),
        ),
        unit=view.unit,
        n_totals=1,
    )


def table(view: View, rows: pl.DataFrame, notes: pl.DataFrame, title: str) -> Table:
    """The list: one row a project, the most at risk first, with what was noted about its delay."""
    joined = rows
    for more in (notes, _origins(view.year, view.unit, language.current(), *store.state())):
        joined = joined.join(more, on=["org_code", "project"], how="left", maintain_order="left")
    natures = {choice.value: choice.label for choice in NATURES}
    shown = joined.with_columns(
        state_words(),
        pl.col("slow_by").replace(slow_by_labels()),
        pl.col("recovery").replace(stuck.recovery_labels()),
        pl.col("nature").replace(natures),
        pl.col("reason").replace(delays.reason_labels()),
        pl.col("basis").replace(basis_labels(of_project=True)),
        pace.adjusted(),
        pl.col("lamp").replace(lamp_labels()).fill_null(formats.MISSING),
        end=formats.written(joined["end_date"], formats.day),
        due=formats.written(joined["due_on"], formats.day),
    )
    budget, pace_, ahead, back, carried, why = (
        _("Budget"), _("Pace"), _("Year end"), _("Recoverable"), _("Brought forward from earlier years"), _("Noted"),
    )  # fmt: skip
    return Table(
        title=title,
        frame=shown,
        columns=(
            Column("lamp", _("Lamp")),
            Column("state", _("State")),
            Column("org_name", _("Organisation")),
            Column("project", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("at_risk_yuan", _("At risk"), Kind.MONEY),
            Column("approved_yuan", _("Approved budget"), Kind.MONEY, group=budget),
            Column("adjusted_yuan", _("Adjusted"), Kind.MONEY, group=budget),
            Column("current_yuan", _("Current"), Kind.MONEY, group=budget),
            Column("contracted_yuan", _("Contracted"), Kind.MONEY, group=budget),
            Column("authorised_yuan", _("Authorised amount"), Kind.MONEY, group=budget),
            Column("paid_yuan", _("Paid"), Kind.MONEY, group=budget),
            Column("execution_rate", _("Execution rate"), Kind.RATE, group=pace_),
            Column("expected_rate", _("Expected"), Kind.RATE, group=pace_),
            Column("gap", _("Gap (points)"), Kind.POINTS, group=pace_),
            Column("slow_by", _("Slow by"), group=pace_),
            Column("recent_yuan", _("Last three months"), Kind.MONEY, group=pace_),
            Column("dormant_months", _("Months without a payment"), Kind.COUNT, group=pace_),
            Column("required_yuan", _("Required a month"), Kind.MONEY, group=pace_),
            Column("best_month_yuan", _("Best month ever"), Kind.MONEY, group=pace_),
            Column("pace_ratio", _("Required ÷ best month"), Kind.NUMBER, group=pace_),
            Column("forecast_yuan", _("Forecast"), Kind.MONEY, group=ahead),
            Column("low_yuan", _("Low"), Kind.MONEY, group=ahead),
            Column("high_yuan", _("High"), Kind.MONEY, group=ahead),
            Column("unspent_yuan", _("Left"), Kind.MONEY, group=ahead),
            Column("past_error", _("Error in past years"), Kind.RATE, group=ahead),
            Column("basis", _("History of"), group=ahead),
            Column("n_years", _("Years"), Kind.COUNT, group=ahead),
            Column("recoverable_yuan", _("Amount"), Kind.MONEY, group=back),
            Column("recovery", _("Why"), group=back),
            Column("carried_in_yuan", _("Brought in"), Kind.MONEY, group=carried),
            Column("carried_left_yuan", _("Balance"), Kind.MONEY, group=carried),
            Column("origins", _("Balance by year of origin"), group=carried),
            Column("nature", _("Nature of the project")),
            Column("fund_type", _("Fund")),
            Column("end", _("Planned end")),
            Column("reason", _("Reason of the delay"), group=why),
            Column("explanation", _("In words"), group=why),
            Column("owner", _("Owner"), group=why),
            Column("action", _("Action"), group=why),
            Column("due", _("Due"), group=why),
        ),
        unit=view.unit,
    )


def origins_text(unit: MoneyUnit, origins: Sequence[Mapping[str, Any]] | None) -> str:
    """Years of origin with what is left of each, the oldest first; blank where nothing was carried over."""
    parts = [
        f"{formats.period(str(each['origin_year']))} {formats.money(each['balance_yuan'], unit)}"
        for each in origins or ()
    ]
    return _("; ").join(parts)


@kept(_UNITS_KEPT)
def _origins(year: int, unit: MoneyUnit, _language: str, _as_of: datetime | None, _version: int) -> pl.DataFrame:
    """The same for every project that money was carried over to: org_code, project, origins."""
    carried = settlement.by_project(settlement.aged(store.read("carryovers", year=year)))
    texts = [origins_text(unit, each) for each in carried["carried_origins"].to_list()]
    return carried.select("org_code", "project", origins=pl.Series(texts, dtype=pl.String))


def carried_text(view: View, rows: pl.DataFrame, carried: pl.DataFrame) -> str:
    """What was carried over from earlier years and is left, by year of origin, and how much of it no row tells of.

    `carried`: all money carried over, of `settlement.aged`; blank where nothing was.
    """
    if carried.is_empty():
        return ""
    years = origins_text(view.unit, settlement.by_origin(carried).to_dicts())
    told = _("Brought forward from earlier years and still left, by year of origin ({unit}): {years}").format(
        unit=view.unit.label, years=years
    )
    loose = settlement.without_line(carried, rows)
    if loose.is_empty():
        return told
    more = _("{amount} of it belongs to {n} items without a budget line this year, which the list below does not hold.")
    amount = formats.money_with_unit(loose["balance_yuan"].sum(), view.unit)
    return _("{first}. {second}").format(first=told, second=more.format(amount=amount, n=formats.count(loose.height)))


def slow_by_labels() -> dict[str, str]:
    """What says that a project is slow."""
    return {
        SlowBy.CURVE: _("behind past years of its class"),
        SlowBy.LEFT: _("much to be left, by past years of its class"),
        SlowBy.BOTH: _("behind past years of its class, and much to be left"),
        SlowBy.CALENDAR: _("behind the calendar (its class has no past year)"),
    }


def state_words() -> pl.Expr:
    """The state in words; a budget that nobody told is not one of zero."""
    unsaid = pl.col("current_yuan").is_null()
    of_none = {State.UNBUDGETED: _("Paid, no budget told"), State.NOTHING: _("No budget told")}
    return pl.when(unsaid).then(pl.col("state").replace(of_none)).otherwise("state").replace(stuck.state_labels())


def lamp_labels() -> dict[str, str]:
    """The lamps, each with its word."""
    words = {
        Lamp.OVER: _("beyond the budget"),
        Lamp.RED: _("red"),
        Lamp.YELLOW: _("yellow"),
        Lamp.GREEN: _("green"),
    }
    return {str(lamp): f"{_LAMPS[lamp]} {word}" for lamp, word in words.items()}


def about(view: View, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.year))),
            (_("Up to the end of"), str(view.month)),
            (_("Whose projects"), stuck.who_labels()[view.who]),
        ),
        definitions=stuck_definitions.definitions(view),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def n_flagged(rows: pl.DataFrame) -> int:
    """How many projects somebody should look at."""
    return rows.filter(pl.col("state").is_in(FLAGGED)).height


def _group_total(groups: pl.DataFrame, whole: dict[str, float | None]) -> pl.DataFrame:
    names = ("n", "n_flagged", "current_yuan", "paid_yuan", "at_risk_yuan", "recoverable_yuan")
    rate = execution_rate(pl.col("paid_yuan"), pl.col("current_yuan"))
    told = {
        name: whole.get(name)
        for name in ("forecast_yuan", "low_yuan", "high_yuan", "method", "past_error", "basis", "n_years")
    }
    return groups.select(pl.col(names).sum()).with_columns(
        execution_rate=rate, label=pl.lit(_("Total")), **{name: pl.lit(value) for name, value in told.items()}
    )


def _group_titles() -> dict[str, str]:
    return {
        "org_code": _("By organisation"),
        "department_code": _("By department and town"),
        "kind_code": _("By field"),
        "nature": _("By nature of the project"),
        "fund_type": _("By fund"),
    }


def _foreseen(view: View, whole: dict[str, float | None], budget: float | None) -> str:
    forecast, low, high = (whole.get(name) for name in ("forecast_yuan", "low_yuan", "high_yuan"))
    if forecast is None or budget is None:
        return ""
    left = formats.money_with_unit(max(0.0, float(budget) - forecast), view.unit)
    if low is None or high is None:
        return _("{left} of it is forecast to be left at the end of the year.").format(left=left)
    ends = [formats.money(max(0.0, float(budget) - end), view.unit) for end in (high, low)]
    return _("{left} of it is forecast to be left at the end of the year ({least} to {most}, {coverage}).").format(
        left=left, least=ends[0], most=ends[1], coverage=formats.percent(COVERAGE, 0)
    )
