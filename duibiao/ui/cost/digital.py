"""What the parts of the page on digital projects share: its filters, definitions, and the components behind it."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import digital
from duibiao.analysis.software import CSBMK_2025
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store
from duibiao.ui.overview_view import Headline


@dataclass(frozen=True)
class View:
    """Which year's digital projects are looked at, to the end of which month, and which part of the page."""

    year: int
    month: int
    unit: MoneyUnit
    part: str

    @property
    def data_date(self) -> str:
        """The day up to which budgets and payments are counted."""
        return formats.day(formats.month_end(self.year, self.month))


def choose() -> View:
    """Draw the filters; ends the page where no components are loaded."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        unit = filters.money_unit(store.currency(year))
    part = filters.part(
        {
            "prices": _("Unit prices"),
            "software": _("Software by its size"),
            "maintenance": _("Maintenance by the build"),
            "twice": _("Paid twice?"),
        }
    )
    return View(year, month, unit, part)


def behind(view: View, org: str | None, project: str | None) -> pl.DataFrame:
    """The component rows of an organisation or a project, up to the year, the newest first."""
    rows = store.read("components").filter(pl.col("year") <= view.year)
    rows = rows if org is None else rows.filter(pl.col("org_code") == org)
    rows = rows if project is None else rows.filter(pl.col("project_code") == project)
    return rows.sort("year", "project_code", descending=[True, False])


def behind_table(view: View, rows: pl.DataFrame, whose: str) -> Table:
    """Component rows as they were loaded, with their batch."""
    return Table(
        title=_("Components: {whose}").format(whose=whose),
        frame=rows.with_columns(pl.col("batch_id").cast(pl.String), pl.col("year").cast(pl.String)),
        columns=(
            Column("year", _("Year")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("item_name", _("Component type")),
            Column("system_name", _("System")),
            Column("component_name", _("Component")),
            Column("specification", _("Specification")),
            Column("quantity", _("Quantity"), Kind.NUMBER),
            Column("measure_unit", _("Unit of workload")),
            Column("amount_yuan", _("Amount"), Kind.MONEY),
            Column("batch_id", _("Batch"), Kind.CODE),
        ),
        unit=view.unit,
    )


def basis(view: View) -> str:
    """What is counted, and from when to when."""
    if view.part == "prices":
        return _("purchases of {first} to {year}, services of {year} · n as in the table · lump sums left out").format(
            first=formats.period(str(view.year - digital.WINDOW + 1)), year=formats.period(str(view.year))
        )
    if view.part == "maintenance":
        return _("current budget at {date} ÷ cost of the build").format(date=view.data_date)
    return _("components loaded for {year}").format(year=formats.period(str(view.year)))


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    benchmark = CSBMK_2025
    return (
        (_("Unit price"), _("Σ amount ÷ Σ quantity of one organisation, of the same type, specification and unit.")),
        (
            _("Reference"),
            _("Cost standard in force, or the price of the loaded catalogue; for software the published benchmark."),
        ),
        (
            _("Software reference"),
            _("Function points × {hours} h ÷ {month} h × {rate} yuan per person-month. {source}: no standard.").format(
                hours=benchmark.hours_per_point,
                month=benchmark.hours_per_month,
                rate=formats.count(int(benchmark.person_month_yuan)),
                source=benchmark.source,
            ),
        ),
        (
            _("Checks of software"),
            _(
                "Amount against the reference, person-months against those by function points, price of a person-month "
                "against the rate: beyond 20 % in two of them, or in the only one that can be made."
            ),
        ),
        (
            _("Maintenance ÷ build"),
            _(
                "Current budgets of the year of all projects that maintain a system ÷ total budget of the project that "
                "built it (what was paid, where it has none)."
            ),
        ),
        (
            _("Paid twice?"),
            _("Same organisation, system and component type, two projects, periods that overlap; the smaller part."),
        ),
        (
            _("To be checked"),
            _(
                "Two of three: above the reference, beyond the cut of M2, own change; and enough money. "
                "Never a verdict."
            ),
        ),
    )


def about(view: View, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=((_("Year"), formats.period(str(view.year))), (_("Part"), view.part)),
        definitions=definitions(),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def further() -> None:
    """To the pages that ask more about digital projects."""
    with st.container(horizontal=True):
        st.page_link("pages/cost/growth.py", label=_("Growth of projects"), icon=":material/trending_up:")
        st.page_link("pages/cost/same_goods.py", label=_("Prices of goods in catalogues"), icon=":material/sell:")


def headline(view: View) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=view.year, month=view.month))
