"""What the page on money that is stuck says and shows: sentence, funnel, groups, list, curve, definitions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from duibiao import formats, language
from duibiao.analysis import pace, settlement
from duibiao.analysis.forecast import COVERAGE
from duibiao.analysis.pace import FLAGGED, State
from duibiao.analysis.progress import Lamp, time_progress
from duibiao.charts.notation import Scenario
from duibiao.charts.ranking import Bar
from duibiao.charts.trend import Band, Line
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.projects import NATURES
from duibiao.ui import feedback, store
from duibiao.ui.kept import kept
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress import delays, stuck
from duibiao.ui.progress.foresight_view import basis_labels, method_labels
from duibiao.ui.progress.stuck import View

_BUDGETS = ("approved_yuan", "current_yuan")
MOST_GROUPS = 12
"""How many groups the chart shows; the table has all of them."""

_UNITS_KEPT = 24
"""How many years, in one unit and language each, of texts of what was carried over."""

_LAMPS = {Lamp.RED: "■", Lamp.YELLOW: "▲", Lamp.GREEN: "●"}


def answer(view: View, rows: pl.DataFrame, whole: dict[str, float | None]) -> str:
    """How far spending is, what will be left, how many projects are slow, what can be recovered now."""
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
    slow = rows.filter(pl.col("state") == State.SLOW)
    bare = stuck.unforeseen(slow).height
    sentence = (
        _(
            "{slow} are clearly slow, with {at_risk} at risk ({bare} of them have no forecast and count by how far "
            "they are behind the calendar); {recoverable} could be taken back now."
        )
        if bare
        else _("{slow} are clearly slow, with {at_risk} forecast to be left; {recoverable} could be taken back now.")
    )
    stuck_money = sentence.format(
        slow=formats.count(slow.height),
        bare=formats.count(bare),
        at_risk=formats.money_with_unit(slow["at_risk_yuan"].sum(), view.unit),
        recoverable=formats.money_with_unit(rows["recoverable_yuan"].sum(), view.unit),
    )
    return _("{first} {second} {third}").format(first=spent, second=_foreseen(view, whole, budget), third=stuck_money)


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


def definitions(view: View) -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    limits = view.limits
    percent = formats.percent
    return (
        (
            _("Expected"),
            _("What the project's class (service item) had paid of its budget by this month before: e·ρ."),
        ),
        (_("Gap"), _("Execution rate − expected, in percentage points; − time progress where no past year is loaded.")),
        (
            _("Forecast of a project"),
            _("S + (1 − e)·ρ·B by its class (Bornhuetter–Ferguson), at most its contract, at least what is paid."),
        ),
        (
            _("Error in past years"),
            _("Σ|forecast − paid in the end| ÷ Σ paid in the end, each past year foreseen from the years before it."),
        ),
        (
            _("Band"),
            _("80 %: where past projects ended, against what would have been said of them. Ends do not add up."),
        ),
        (
            _("At risk"),
            _("Budget − forecast; without past years how far it is behind the calendar; without a budget all paid."),
        ),
        (
            _("States"),
            _(
                "Watch: gap ≤ −{watch} percentage points. Clearly slow: gap ≤ −{slow} percentage points or rate ÷ time "
                "progress below {relative}, budget of at least {budget}. Large balance: {share} of the budget or "
                "{amount} forecast to be left."
            ).format(
                watch=formats.decimal(100 * limits.watch_gap, 0),
                slow=formats.decimal(100 * limits.slow_gap, 0),
                relative=percent(limits.slow_relative, 0),
                budget=formats.money_with_unit(limits.slow_budget_yuan, view.unit),
                share=percent(limits.balance_share, 0),
                amount=formats.money_with_unit(limits.balance_yuan, view.unit),
            ),
        ),
        (
            _("Lamp"),
            _("Rate ÷ time progress: from {green} on green, below {red} red, else yellow; no budget, no lamp.").format(
                green=percent(limits.lamp_green, 0), red=percent(limits.lamp_red, 0)
            ),
        ),
        (
            _("Recoverable"),
            _(
                "Budget − the larger of payments and contract, where the planned end has passed, {months} months have "
                "paid nothing, or a contract of half of the budget or more unchanged for three months. To be checked."
            ).format(months=limits.dormant_months),
        ),
        (
            _("Required pace"),
            _("What is left of the budget ÷ months left, beside the best month the project ever had; their ratio."),
        ),
        (
            _("Brought forward from earlier years"),
            _("Balance of money brought forward from earlier years by year of origin: carried in − used − taken back."),
        ),
        (
            _("History of"),
            _("Whose past years the forecast rests on: the class itself, else its kind, else everything; none, none."),
        ),
        (
            _("Its own forecast"),
            _(
                "Of an organisation, a field, and of everything together, from its own past years; none by department "
                "or nature, whose past is not told, and none by fund: a project may have lines of several."
            ),
        ),
    )


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
            "At risk: Σ (budget − forecast) of its projects; {n} without a forecast by how far they are behind the "
            "calendar ({unit})"
        ).format(n=formats.count(bare), unit=view.unit.label)
    return _("At risk: Σ (budget − forecast) of its projects ({unit})").format(unit=view.unit.label)


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
    slow_by = {"class": _("than its class"), "calendar": _("than the calendar"), "both": _("than both")}
    shown = joined.with_columns(
        pl.col("state").replace(stuck.state_labels()),
        pl.col("slow_by").replace(slow_by),
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
            Column("slow_by", _("Slower"), group=pace_),
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


def lamp_labels() -> dict[str, str]:
    """The lamps, each with its word."""
    words = {Lamp.RED: _("red"), Lamp.YELLOW: _("yellow"), Lamp.GREEN: _("green")}
    return {str(lamp): f"{_LAMPS[lamp]} {word}" for lamp, word in words.items()}


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The projects to look into."""
    label = pl.format("{}　{} {}", "org_name", "project", "project_name")
    return dict(rows.select("case", label).iter_rows())


def project_text(view: View, row: dict[str, object]) -> str:
    """One sentence on the project: what is paid, what was usual, when it last paid, what is foreseen."""
    said = _("{what} has paid {paid} of {budget} ({rate}); its class had usually paid {expected} by now.").format(
        what=row["project_name"],
        paid=formats.money_with_unit(row["paid_yuan"], view.unit),  # type: ignore[arg-type]
        budget=formats.money_with_unit(row["current_yuan"], view.unit),  # type: ignore[arg-type]
        rate=formats.percent(row["execution_rate"]),  # type: ignore[arg-type]
        expected=formats.percent(row["expected_rate"]),  # type: ignore[arg-type]
    )
    dormant = int(str(row["dormant_months"]))
    waits = _("Nothing has been paid for {n} months.").format(n=dormant) if dormant else ""
    if row["forecast_yuan"] is None:
        ends = _("Nothing can be foreseen: no past year of its class is loaded.")
    else:
        ends = _(
            "Foreseen by the year's end: {forecast} ({low} to {high}), from {n} past years of {basis} "
            "(error in past years {error})."
        ).format(
            forecast=formats.money_with_unit(row["forecast_yuan"], view.unit),  # type: ignore[arg-type]
            low=formats.money(row["low_yuan"], view.unit),  # type: ignore[arg-type]
            high=formats.money(row["high_yuan"], view.unit),  # type: ignore[arg-type]
            n=row["n_years"],
            basis=basis_labels(of_project=True)[str(row["basis"])],
            error=formats.percent(row["past_error"]),  # type: ignore[arg-type]
        )
    carried = origins_text(view.unit, row["carried_origins"])  # type: ignore[arg-type]
    brought = _("Brought forward and still left: {origins} ({unit}).").format(origins=carried, unit=view.unit.label)
    told = _("{first} {second} {third}").format(first=said, second=waits, third=ends).replace("  ", " ")
    return _("{first} {second}").format(first=told, second=brought) if carried else told


def curve(view: View, row: dict[str, object]) -> tuple[list[str], list[Line], Band | None]:
    """The project month by month beside what its class usually had paid of such a budget."""
    months = [str(month) for month in range(1, 13)]
    told = stuck.months_of(view, row)
    paid = dict(told.select("month", "paid_yuan").iter_rows())
    values = tuple(_scaled(view, paid.get(month)) for month in range(1, 13))
    texts = tuple(formats.money(paid.get(month), view.unit) for month in range(1, 13))
    line = Line(str(row["project"]), str(row["project_name"]), values, texts, emphasised=True)
    usual = stuck.usual_curve(view, row)
    budget = float(str(row["current_yuan"] or 0))
    if usual.is_empty() or budget <= 0:
        return months, [line], None
    ends = {
        name: tuple(
            _scaled(view, None if rate is None else rate * budget)
            for rate in (_at(usual, month, name) for month in range(1, 13))
        )
        for name in ("low", "usual", "high")
    }
    names = _("usual of its class"), _("lowest to highest past year")
    return months, [line], Band(ends["low"], ends["usual"], ends["high"], *names)


def about(view: View, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.year))),
            (_("Up to the end of"), str(view.month)),
            (_("Whose projects"), stuck.who_labels()[view.who]),
        ),
        definitions=definitions(view),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def n_flagged(rows: pl.DataFrame) -> int:
    """How many projects somebody should look at."""
    return rows.filter(pl.col("state").is_in(FLAGGED)).height


def _group_total(groups: pl.DataFrame, whole: dict[str, float | None]) -> pl.DataFrame:
    names = ("n", "n_flagged", "current_yuan", "paid_yuan", "at_risk_yuan", "recoverable_yuan")
    rate = pl.when(pl.col("current_yuan") > 0).then(pl.col("paid_yuan") / pl.col("current_yuan"))
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


def _at(usual: pl.DataFrame, month: int, name: str) -> float | None:
    found = usual.filter(pl.col("month") == month)[name]
    return float(found[0]) if found.len() else None


def _scaled(view: View, amount: object) -> float | None:
    return None if amount is None else float(view.unit.scaled(amount))  # type: ignore[arg-type]
