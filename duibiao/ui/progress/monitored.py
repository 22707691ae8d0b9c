"""Dual monitoring: what is chosen, sentence, marks, tables, the form of a project and the notice to a department."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from duibiao import formats
from duibiao.analysis import monitoring
from duibiao.analysis.monitoring import DUE_DAY, DUE_MONTH, Pace
from duibiao.analysis.progress import time_progress
from duibiao.charts.keeping_pace import Mark
from duibiao.export.about import About
from duibiao.export.monitoring_form import Form, form_xlsx, notice_docx
from duibiao.export.naming import safe
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.monitoring import DEVIATIONS, LIKELIHOODS
from duibiao.settings import settings
from duibiao.ui import address, downloads, feedback, filters, moment, store
from duibiao.ui.cost import operations
from duibiao.ui.kept import kept
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress import projects

MOMENTS_KEPT = 32

MOST_MARKS = 1_000
"""So many projects the chart shows, those with the most at stake; more would cover one another."""

_WAN = 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class View:
    """Which month end is monitored, from which mismatch on, which projects had to report."""

    year: int
    month: int
    unit: MoneyUnit
    limit: float
    least_yuan: float
    look: str

    @property
    def data_date(self) -> str:
        """The day up to which money and output count."""
        return formats.day(formats.month_end(self.year, self.month))

    @property
    def days_left(self) -> int:
        """Until the report is due; below zero once that is past."""
        return (date(self.year, DUE_MONTH, DUE_DAY) - (moment.day() or date.today())).days


def choose() -> View:
    """Draw the filters; ends the page where nothing is monitored."""
    months = store.read("monitored_months")
    if months.is_empty():
        feedback.nothing_here(_("No monitoring is loaded; the template on the upload page says what is asked"))
        address.stop()
    with filters.row():
        labels = {
            f"{row['year']}-{row['month']:02d}": formats.month(row["year"], row["month"])
            for row in months.iter_rows(named=True)
        }
        chosen = filters.one_of(_("Monitored to the end of"), "monitored", labels, 200)
        year, month = (int(part) for part in chosen.split("-"))
        when = {"year": year, "month": month}
        store.read_ahead(*((name, when) for name in ("monitoring", "pace_of_projects", "headline", "out_of_scope")))
        unit = filters.money_unit(store.currency(year, month))
        given = settings().thresholds
        limit = filters.how_many(_("Mismatch from (points)"), "mismatch", (10, 15, 20, 30), given.mismatch, 170)
        least = filters.least_amount(
            _("To be reported from"), "least", (50, 100, 200, 500, 1000), given.least_to_report, unit.currency, 190
        )
    look = filters.part(look_labels())
    return View(year, month, unit, limit / 100, float(least * _WAN), look)


def usual(year: int, month: int, unit: MoneyUnit, look: str) -> View:
    """A part of the page at the thresholds of the settings."""
    given = settings().thresholds
    return View(year, month, unit, given.mismatch / 100, float(given.least_to_report * _WAN), look)


def look_labels() -> dict[str, str]:
    """The parts of the page."""
    return {
        "pace": _("Money and output"),
        "costs": _("Costs above target"),
        "standard": _("Over the standard"),
        "scope": _("Beyond the approved scope"),
        "missing": _("Not reported"),
    }


def found(view: View) -> pl.DataFrame:
    """Projects that reported, money beside output (see `monitoring.paced`), with `case`."""
    return _found(view.year, view.month, view.limit, *store.state())


def missing(view: View) -> pl.DataFrame:
    """Projects that had to report and did not."""
    every = projects.at(view.year, view.month)
    return _keyed(monitoring.not_reported(every, found(view), view.least_yuan).rename({"project": "project_code"}))


def beyond_scope(view: View) -> pl.DataFrame:
    """Payments under economic classes that the budget does not name."""
    return _keyed(store.read("out_of_scope", year=view.year, month=view.month))


def over_standard(view: View) -> pl.DataFrame:
    """What organisations paid for service items over the standard (see `over_standard.apart`), the most first."""
    return _keyed(operations.over_the_standard(view.year, view.month).rename({"item_code": "project_code"}))


def shown(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """What the chosen part of the page lists."""
    if view.look == "pace":
        return rows.filter(pl.col("pace") != Pace.KEPT)
    if view.look == "costs":
        return rows.filter(pl.col("worst_over") > 0).sort("worst_over", descending=True)
    if view.look == "standard":
        return over_standard(view)
    return beyond_scope(view) if view.look == "scope" else missing(view)


def leads_on(view: View, rows: pl.DataFrame) -> Callable[[int], None] | None:
    """What a selected row leads to: the form of its project; nothing where none was reported."""
    return None if view.look == "standard" else filters.drills_row("case", rows)


def answer(view: View, rows: pl.DataFrame) -> str:
    """How many keep pace, the largest mismatch, costs above target, what is beyond the scope, who has not reported."""
    ahead, behind = (rows.filter(pl.col("pace") == each) for each in (Pace.SPENT_AHEAD, Pace.OUTPUT_AHEAD))
    said = _(
        "By {date}, {n} projects reported: in {ahead} the money runs ahead of the output, in {behind} the output ahead "
        "of the money; {costs} have a cost above its target, {scope} paid beyond their approved scope, {missing} have "
        "not reported ({when})."
    ).format(
        date=view.data_date,
        n=formats.count(rows.height),
        ahead=ahead.height,
        behind=behind.height,
        costs=rows.filter(pl.col("worst_over") > 0).height,
        scope=beyond_scope(view)["case"].n_unique(),
        missing=missing(view).height,
        when=due_text(view),
    )
    wrong = rows.filter(pl.col("pace").is_in([Pace.SPENT_AHEAD, Pace.OUTPUT_AHEAD]))
    if wrong.is_empty():
        return said
    first = wrong.row(0, named=True)
    largest = _(
        "The largest: {who}, {what}, {rate} of the budget paid and {output} of the year's output done, where {due} of "
        "both were due by then by the calendar; to be checked."
    ).format(
        who=first["org_name"],
        what=first["project_name"],
        rate=formats.percent(first["execution_rate"]),
        output=formats.percent(first["output"]),
        due=formats.percent(time_progress(view.month)),
    )
    return _("{first} {second}").format(first=said, second=largest)


def due_text(view: View) -> str:
    """How long until the report is due."""
    if view.days_left >= 0:
        return _("{days} days until 31 August").format(days=view.days_left)
    return _("due on 31 August, {days} days ago").format(days=-view.days_left)


def basis(view: View, rows: pl.DataFrame) -> str:
    """Cut-off, denominators, n."""
    return _(
        "money: paid ÷ current budget at {date} · output: self-reported · n = {n} projects, {m} without numbers, {k} "
        "with indicators not reported"
    ).format(
        date=view.data_date,
        n=formats.count(rows.height),
        m=rows.filter(pl.col("pace") == Pace.UNTOLD).height,
        k=rows.filter(pl.col("pace") == Pace.INCOMPLETE).height,
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    return (
        (
            _("Output"),
            _("Mean over the indicators of quantity (all of output where none) of reached ÷ target, at most 100 %."),
        ),
        (
            _("Reported of due"),
            _(
                "How many of the indicators that output is made of have a number reported; where some have not, "
                "nothing is said of the pace unless money runs ahead even of what is reported."
            ),
        ),
        (
            _("Due by then (calendar)"),
            _("Months ÷ 12: the part of a whole year's target that is due where nothing tells a course of its own."),
        ),
        (_("Mismatch"), _("Execution rate − output, in percentage points; beyond the threshold to be checked.")),
        (_("At stake"), _("|Mismatch| × current budget.")),
        (_("Above target"), _("Reached ÷ target − 1 of cost indicators that must stay below (≤).")),
        (
            _("Beyond the scope"),
            _(
                "Paid under economic classes, or for service items, that the project's budget of the year (approved, "
                "adjusted, current) does not name."
            ),
        ),
        (
            _("Over the standard"),
            _(
                "Paid until the month − approved quantity × standard × the share of a year that the item had usually "
                "paid by then (month ÷ 12 where it has no past), by service item and grade; first those to be checked."
            ),
        ),
        (_("Not reported"), _("Projects with a current budget from the chosen amount on and no report at this date.")),
    )


def axes(view: View, rows: pl.DataFrame) -> tuple[str, str]:
    """What is measured to the right and upwards, what line and shade mean, and which projects are shown."""
    right = _("Output (%); dashed: in step; shaded: less than {limit} points apart; ◆ to be checked").format(
        limit=formats.decimal(100 * view.limit, 0)
    )
    n = rows["mismatch"].count()
    if n > MOST_MARKS:
        first = _("{what}; the {n} of {all} projects with the most at stake")
        right = first.format(what=right, n=formats.count(MOST_MARKS), all=formats.count(n))
    return right, _("Execution rate (%)")


def marks(rows: pl.DataFrame, chosen: str | None) -> list[Mark]:
    """One mark a project with both rates, the most at stake first."""
    known = rows.filter(pl.col("mismatch").is_not_null())
    shown = known.with_row_index("place").filter((pl.col("place") < MOST_MARKS) | (pl.col("case") == (chosen or "")))
    return [
        Mark(
            row["case"],
            100 * row["output"],
            100 * row["execution_rate"],
            f"{row['org_name']} {row['project_name']}: {formats.percent(row['execution_rate'])} / "
            f"{formats.percent(row['output'])}",
            row["pace"] != Pace.KEPT,
            row["case"] == chosen,
        )
        for row in shown.iter_rows(named=True)
    ]


def table(view: View, rows: pl.DataFrame) -> Table:
    """The list of the chosen part."""
    columns: tuple[Column, ...]
    who = (
        Column("org_name", _("Organisation")),
        Column("project_code", _("Project code"), Kind.CODE),
        Column("project_name", _("Project")),
    )
    money = (
        Column("current_yuan", _("Current budget"), Kind.MONEY),
        Column("paid_yuan", _("Paid"), Kind.MONEY),
    )
    if view.look == "scope":
        columns = (
            *who,
            Column("beyond", _("Beyond")),
            Column("economic_code", _("Economic class"), Kind.CODE),
            Column("economic_name", _("Name")),
            Column("approved_codes", _("Approved classes")),
            Column("item_code", _("Service item"), Kind.CODE),
            Column("item_name", _("Name of the item")),
            Column("approved_items", _("Approved items")),
            *money,
        )
        beyond = {"economic": _("economic class"), "item": _("service item"), "both": _("both")}
        rows = rows.with_columns(pl.col("beyond").replace(beyond))
    elif view.look == "standard":
        columns = (
            Column("state", _("State")),
            Column("org_name", _("Organisation")),
            Column("project_code", _("Code"), Kind.CODE, group=_("Service item")),
            Column("item_name", _("Name"), group=_("Service item")),
            Column("grade", _("Grade"), group=_("Service item")),
            Column("spent_yuan", _("Paid"), Kind.MONEY),
            Column("allowed_yuan", _("Allowed by the standard"), Kind.MONEY),
            Column("over_yuan", _("Over the standard"), Kind.MONEY),
            Column("over_price_yuan", _("Over price"), Kind.MONEY, group=_("Of it")),
            Column("over_quantity_yuan", _("Over quantity"), Kind.MONEY, group=_("Of it")),
            Column("off_list_yuan", _("Off the list"), Kind.MONEY, group=_("Of it")),
        )
        flagged = pl.col("verdict") == "flagged"
        rows = rows.with_columns(state=pl.when(flagged).then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit("")))
    elif view.look == "missing":
        columns = (*who, *money, Column("end", _("Planned end")))
        rows = rows.with_columns(end=formats.written(rows["end_date"], formats.day))
    else:
        columns = (
            Column("pace", _("State")),
            *who,
            *money,
            Column("execution_rate", _("Execution rate"), Kind.RATE),
            Column("output", _("Output"), Kind.RATE),
            Column("due_by_then", _("Due by then (calendar)"), Kind.RATE),
            Column("mismatch", _("Mismatch (points)"), Kind.POINTS),
            Column("at_stake_yuan", _("At stake"), Kind.MONEY),
            Column("worst_over", _("Cost above target"), Kind.DEVIATION),
            Column("expected_yuan", _("Expected by the year's end"), Kind.MONEY),
            Column("reported", _("Reported of due")),
            Column("n_indicators", _("Indicators"), Kind.COUNT),
        )
        rows = _with_reported(rows).with_columns(
            pl.col("pace").replace(pace_labels()), due_by_then=pl.lit(time_progress(view.month))
        )
    return Table(look_labels()[view.look], rows, columns, view.unit)


def _with_reported(rows: pl.DataFrame) -> pl.DataFrame:
    """Each pair of numbers is written once."""
    counts = ["n_reported", "n_due"]
    pairs = rows.select(counts).unique()
    said = [_("{n} of {of}").format(n=n, of=due) if due else formats.MISSING for n, due in pairs.iter_rows()]
    told = pairs.with_columns(reported=pl.Series(said, dtype=pl.String))
    return rows.join(told, on=counts, how="left", nulls_equal=True, maintain_order="left")


def pace_labels() -> dict[str, str]:
    """What is said of a project."""
    return {
        Pace.SPENT_AHEAD: _("■ money ahead of output"),
        Pace.OUTPUT_AHEAD: _("▲ output ahead of money"),
        Pace.KEPT: _("● in step"),
        Pace.NO_BUDGET: _("— no budget"),
        Pace.INCOMPLETE: _("○ indicators not reported"),
        Pace.UNTOLD: _("— no output in numbers"),
    }


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The projects to look into."""
    label = pl.format("{}　{} {}", "org_name", "project_code", pl.col("project_name").fill_null(""))
    return dict(rows.select("case", label).unique("case", maintain_order=True).iter_rows())


def indicators(view: View, case: str) -> pl.DataFrame:
    """What a project reported, as it was loaded, with completion and over."""
    org, code = case.split("|", 1)
    rows = store.read("monitoring", year=view.year, month=view.month)
    return monitoring.reached(rows.filter(org_code=org, project_code=code).sort("batch_id", "row_number"))


def indicators_table(view: View, rows: pl.DataFrame, label: str) -> Table:
    """The block of the indicators."""
    words = _words()
    return Table(
        title=_("Indicators: {project}").format(project=label),
        frame=rows.with_columns(
            pl.col("deviation_kind", "likelihood").replace(words), pl.col("batch_id").cast(pl.String)
        ),
        columns=(
            Column("level1", _("Level 1")),
            Column("level2", _("Level 2")),
            Column("level3", _("Level 3")),
            Column("comparison", _("Comparison sign")),
            Column("target", _("Target of the year")),
            Column("target_unit", _("Counted in")),
            Column("actual", _("So far")),
            Column("completion", _("Completed"), Kind.RATE),
            Column("over", _("Above target"), Kind.DEVIATION),
            Column("expected_value", _("Expected value")),
            Column("deviation_kind", _("Reason of the deviation")),
            Column("deviation", _("In words")),
            Column("likelihood", _("Likelihood of reaching the target")),
            Column("batch_id", _("Batch"), Kind.CODE),
        ),
        unit=view.unit,
    )


def form_button(view: View, rows: pl.DataFrame, case: str, reported: pl.DataFrame, about: About) -> None:
    """The official form of a project, filled in."""
    row: dict[str, Any] = rows.row(by_predicate=pl.col("case") == case, named=True)
    told = projects.at(view.year, view.month).filter(org_code=row["org_code"], project=row["project_code"])
    own: dict[str, Any] = told.row(0, named=True) if told.height else {}
    funds = store.read(
        "funds_of_project", year=view.year, month=view.month, org=row["org_code"], project=row["project_code"]
    )
    form = Form(
        view.year,
        view.month,
        " ".join(str(own[name]) for name in ("department_code", "department_name") if own.get(name)),
        row["org_name"],
        row["project_code"],
        row["project_name"] or "",
        own.get("approved_yuan"),
        row["current_yuan"],
        row["paid_yuan"],
        row["expected_yuan"],
        funds.to_dicts(),
        reported.to_dicts(),
        _words(),
    )
    name = safe(_("Monitoring form {project} {date}").format(project=row["project_name"], date=view.data_date))
    downloads.button(_("The official form"), lambda: form_xlsx(form, about), f"{name}.xlsx", _XLSX, "monitoring_form")


def notice_button(view: View, rows: pl.DataFrame, about: About) -> None:
    """A notice to a department about what it has not reported."""
    names = {row["org_code"]: str(row["org_name"]) for row in rows.iter_rows(named=True)}
    org = filters.one_of(_("Notice to"), "notice_to", names, 320)
    own = table(view, rows.filter(pl.col("org_code") == org))
    name = safe(_("Notice on performance monitoring {org} {date}").format(org=names[org], date=view.data_date))
    downloads.button(
        _("Notice (docx)"),
        lambda: notice_docx(names[org], view.year, view.month, view.days_left, own, about),
        f"{name}.docx",
        _DOCX,
        "monitoring_notice",
    )


def about(view: View, found_: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Monitored to the end of"), view.data_date),
            (_("Mismatch from (points)"), formats.decimal(100 * view.limit, 0)),
            (_("See"), look_labels()[view.look]),
        ),
        definitions=definitions(),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found_.synthetic else "",
    )


@kept(MOMENTS_KEPT)
def _found(
    year: int,
    month: int,
    limit: float,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    reports = monitoring.completions(monitoring.reached(store.read("monitoring", year=year, month=month)))
    money = store.read("pace_of_projects", year=year, month=month).select(
        "org_code", "project", "current_yuan", "paid_yuan"
    )
    return _keyed(monitoring.paced(money, reports, limit))


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(case=pl.concat_str("org_code", "project_code", separator="|"))


def _words() -> dict[str, str]:
    return {choice.value: choice.label for choice in (*DEVIATIONS, *LIKELIHOODS)}
