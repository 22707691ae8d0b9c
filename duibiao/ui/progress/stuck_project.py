"""What the page on stuck money says and draws of one project."""

import polars as pl

from duibiao import formats
from duibiao.analysis.pace import State
from duibiao.analysis.progress import time_progress
from duibiao.charts.trend import Band, Line
from duibiao.language import _
from duibiao.ui.progress import stuck
from duibiao.ui.progress.foresight_view import basis_labels
from duibiao.ui.progress.stuck import View
from duibiao.ui.progress.stuck_view import origins_text


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The projects to look into."""
    label = pl.format("{}　{} {}", "org_name", "project", "project_name")
    return dict(rows.select("case", label).iter_rows())


def project_text(view: View, row: dict[str, object]) -> str:
    """One sentence on the project: what is paid, what was usual, when it last paid, what is foreseen."""
    said = _compared(row).format(
        what=row["project_name"],
        paid=formats.money_with_unit(row["paid_yuan"], view.unit),  # type: ignore[arg-type]
        budget=formats.money_with_unit(row["current_yuan"], view.unit),  # type: ignore[arg-type]
        beyond=formats.money_with_unit(row["at_risk_yuan"], view.unit),  # type: ignore[arg-type]
        rate=formats.percent(row["execution_rate"]),  # type: ignore[arg-type]
        expected=formats.percent(row["expected_rate"]),  # type: ignore[arg-type]
        time=formats.percent(time_progress(view.month)),
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


def _compared(row: dict[str, object]) -> str:
    """What is paid, and what that is compared with."""
    if row["state"] == State.OVERSPENT:
        return _("{what} has paid {paid} of {budget}, {beyond} beyond its budget: to be checked.")
    if row["current_yuan"] is None:
        return _("{what} has paid {paid}, and nobody told a budget of it: to be checked.")
    if row["expected_rate"] is not None:
        return _("{what} has paid {paid} of {budget} ({rate}); its class had usually paid {expected} by now.")
    return _(
        "{what} has paid {paid} of {budget} ({rate}); its class has no past year, and {time} of the year has passed."
    )


def _at(usual: pl.DataFrame, month: int, name: str) -> float | None:
    found = usual.filter(pl.col("month") == month)[name]
    return float(found[0]) if found.len() else None


def _scaled(view: View, amount: object) -> float | None:
    return None if amount is None else float(view.unit.scaled(amount))  # type: ignore[arg-type]
