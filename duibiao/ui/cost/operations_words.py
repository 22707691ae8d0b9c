"""What the page on city operations says: what was paid over the standard and under it, compared with what."""

import polars as pl

from duibiao import formats
from duibiao.analysis import over_standard
from duibiao.export.about import About
from duibiao.language import _
from duibiao.ui import feedback
from duibiao.ui.cost.operations import View, groups
from duibiao.ui.overview_view import Headline


def answer(view: View, cells: pl.DataFrame, rows: pl.DataFrame) -> str:
    """What was paid over the standard, through what, and by whom most."""
    found = over_standard.excess(cells)
    if cells.is_empty():
        return _(
            "By {date} nobody's workload of {what} is known, so there is no unit cost; its sub-items follow."
        ).format(date=view.data_date, what=view.title)
    if not found.n:
        return _(
            "By {date} nothing of {what} can be set against a standard: no standard applies, or no workload."
        ).format(date=view.data_date, what=view.title)
    sentence = _(
        "By {date}, {n} organisations paid {paid} for {what}; the standards allow {allowed} {by_then}. {n_over} of "
        "{cells} unit costs are over it, together by {over}; {n_under} are under it, together by {under}."
    )
    return _("{first} {second} {third}").format(
        first=sentence.format(
            date=view.data_date,
            n=rows.height,
            paid=_amount(found.paid, view),
            what=view.title,
            allowed=_amount(found.allowed, view),
            by_then=_compared_with(view),
            n_over=formats.count(found.n_over),
            cells=formats.count(found.n),
            over=_amount(found.overs, view),
            n_under=formats.count(found.n_under),
            under=_amount(found.unders, view),
        ),
        second=_(
            "Over and under together, through the price {price}, the quantity {quantity}, things not on the list "
            "{off_list}."
        ).format(
            price=_signed(found.price, view), quantity=_signed(found.quantity, view),
            off_list=_signed(found.off_list, view),
        ),
        third=_most(rows, view),
    )  # fmt: skip


def _most(rows: pl.DataFrame, view: View) -> str:
    """Who is over standard most; what it is under elsewhere is not set against it."""
    over = rows.filter(pl.col("overs_yuan") > 0).sort("overs_yuan", "org_code", descending=[True, False])
    if over.is_empty():
        return _("Nobody is over standard with anything.")
    first = over.row(0, named=True)
    return _("Most over standard: {who}, {over}.").format(
        who=first["org_name"], over=_signed(first["overs_yuan"], view)
    )


def _compared_with(view: View) -> str:
    """Which part of the year the approved workload counts for."""
    if view.when.month == over_standard.MONTHS:
        return _("for the year")
    return _("for what is usual of the year until then")


def basis(view: View, cells: pl.DataFrame) -> str:
    """Cut-off date, n, denominator, and what could not be judged."""
    unjudged = cells.filter(pl.col("unjudged").is_not_null())
    parts = [
        _("Payments from 1 January to {date}").format(date=view.data_date),
        _("n = {n} unit costs of {orgs} organisations").format(n=cells.height, orgs=cells["org_code"].n_unique()),
        _("Denominator: {base}").format(base=_("workload of the year")),
        _("part years as twelve months") if view.when.full_year else "",
        _("{n} without a standard that applies").format(n=unjudged.height) if unjudged.height else "",
        _counted_for(view, cells) if view.when.month < over_standard.MONTHS else "",
    ]
    return " · ".join(part for part in parts if part)


def _counted_for(view: View, cells: pl.DataFrame) -> str:
    """Against which share of the year approved workload is held, and for how many only the calendar is known."""
    by_calendar = cells.filter(pl.col("share_basis") == over_standard.CALENDAR).height
    said = _(
        "approved workload counted at what its item had usually paid of a year by the end of month {month}"
    ).format(month=view.when.month)
    if not by_calendar:
        return said
    return _("{first}; {n} without a past of their item: {month} of 12 months").format(
        first=said, n=formats.count(by_calendar), month=view.when.month
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    return (
        (_("Unit cost"), _("Paid ÷ workload of the same item and grade; of several grades Σ paid ÷ Σ workload.")),
        (
            _("Standard"),
            _("The cost standard in force at the cut-off; of several grades Σ workload × standard ÷ Σ workload."),
        ),
        (
            _("Allowed"),
            _(
                "Approved workload × standard; before December × the share of a year that the item had usually paid by "
                "that month in its past years, where it has none month ÷ 12."
            ),
        ),
        (_("Over, under"), _("What unit costs over their standard are over it, and others under it: never netted.")),
        (_("Over price"), _("Paid on the list − workload × standard.")),
        (_("Over quantity"), _("(workload − approved workload by then) × standard; of a past year, both by then.")),
        (_("Off the list"), _("One-off projects, arrears of earlier years and central charges on the same item.")),
        (_("Ties"), _("Paid − allowed = over price + over quantity + off the list, to the cent.")),
        (
            _("Service level"),
            _("Score of the year's inspections, where the workload extract tells one; the mean over several items."),
        ),
    )  # fmt: skip


def _amount(amount: object, view: View) -> str:
    return formats.money_with_unit(None if amount is None else float(str(amount)), view.unit)


def _signed(amount: object, view: View) -> str:
    number = 0.0 if amount is None else float(str(amount))
    return f"{'+' if number > 0 else ''}{formats.money_with_unit(number, view.unit)}"


def about(view: View, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.when.year))),
            (_("Service item"), view.title),
            (_("Organisations"), groups()[view.group]),
            (_("Part years as twelve months"), _("yes") if view.when.full_year else _("no")),
        ),
        definitions=definitions(),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )
