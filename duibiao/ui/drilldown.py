"""From a figure to the budget lines behind it, and from a project to its payments."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.export.about import About
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import downloads, feedback, filters, lines_view, store, tables
from duibiao.ui.compare.why import Side
from duibiao.ui.compare.workbench import Bench


@dataclass(frozen=True)
class Trail:
    """Which figure leads down: an organisation's spending on a subject and grade in a year, with the costs that count.

    `kind` and `code` as in the read `lines_of_org`; by default everything.
    """

    year: int
    month: int
    org: str
    who: str
    kind: str = "all"
    code: str = ""
    grade: str | None = None
    without: frozenset[str] = frozenset()

    @staticmethod
    def of(bench: Bench, org: str, who: str) -> "Trail":
        """From a figure of the workbench."""
        subject, without = bench.subject, bench.costing.without
        return Trail(bench.year, bench.month, org, who, subject.kind, subject.code, bench.grade, without)

    @staticmethod
    def of_side(bench: Bench, side: Side) -> "Trail":
        """From one side of a difference: an organisation in a year, which is over unless it is the one on the bench."""
        month = bench.month if side.year == bench.year else last_month(side.year)
        subject, without = bench.subject, bench.costing.without
        return Trail(side.year, month, side.org, side.label, subject.kind, subject.code, bench.grade, without)

    @property
    def to_everything(self) -> "Trail":
        """All lines of the organisation, whatever they are for."""
        return Trail(self.year, self.month, self.org, self.who)


def last_month(year: int) -> int:
    """The last month that is loaded in a year."""
    return filters.last_month(store.read("years"), year)


def rows_behind(trail: Trail, unit: MoneyUnit, about: About, key: str) -> None:
    """The budget lines behind the figure; a line, or the list below it, leads to the payments of its project."""
    lines = _lines(trail)
    if lines.is_empty():
        feedback.nothing_here(_("{who} has no budget line here").format(who=trail.who))
        return
    about = lines_view.about_lines(about, trail.who)
    tables.show(
        lines_view.lines_table(lines, trail.who, unit), about, f"{key}_lines", lambda row: _pick_project(lines, row)
    )
    project = filters.project(lines)
    if project is not None:
        _payments(trail, project, unit, about)
    _all_payments(trail, unit, about, key)


def _lines(trail: Trail) -> pl.DataFrame:
    lines = store.read(
        "lines_of_org",
        year=trail.year,
        month=trail.month,
        kind=trail.kind,
        code=trail.code,
        org=trail.org,
        without_one_offs="one_offs" in trail.without,
        without_arrears="arrears" in trail.without,
        without_central="central" in trail.without,
    )
    return lines if trail.grade is None else lines.filter(pl.col("grade") == trail.grade)


def _pick_project(lines: pl.DataFrame, row: int) -> None:
    project = lines["project_code"][row - 1]
    if project is not None:
        filters.drill("project", project)


def _payments(trail: Trail, project: str, unit: MoneyUnit, about: About) -> None:
    """The vouchers of a project, set against all its lines: vouchers do not tell which item or function they are of."""
    payments = store.read("payments_of_project", year=trail.year, month=trail.month, org=trail.org, project=project)
    if payments.is_empty():
        feedback.nothing_here(_("No payments of {project} are loaded").format(project=project))
        return
    tables.show(lines_view.payments_table(payments, project, unit), about, "payments")
    lines = _lines(trail.to_everything)
    st.caption(lines_view.reconciliation_text(lines_view.reconcile(payments, lines, project), unit))


def _all_payments(trail: Trail, unit: MoneyUnit, about: About, key: str) -> None:
    """Every voucher of the organisation in the year as a file, read only when it is asked for."""
    counted = store.read("n_payments_of_org", year=trail.year, month=trail.month, org=trail.org)
    n_payments = int(counted["n_payments"][0])
    if not n_payments:
        return
    told = {"n": formats.count(n_payments), "who": trail.who, "year": trail.year, "month": trail.month}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            _("All {n} payments of {who}, {year}, up to month {month}, as a file:").format(**told), width="content"
        )
        downloads.of_rows_elsewhere(
            lines_view.all_payments_table(trail.who, unit),
            lines_view.about_all_payments(about, trail.who, trail.year, trail.month),
            n_payments,
            store.rows_of("payments_of_org", year=trail.year, month=trail.month, org=trail.org),
            f"{key}_all_payments",
        )
