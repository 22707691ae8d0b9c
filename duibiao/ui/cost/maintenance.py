"""Maintenance of systems against what they cost to build."""

import polars as pl

from duibiao import formats
from duibiao.analysis import digital
from duibiao.charts.ranking import Bar, Reference
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import store
from duibiao.ui.cost.digital import View

MAINTENANCE = "SZ0201"


def maintained(view: View) -> pl.DataFrame:
    """The systems maintained in the year against their builds; a standard's ceiling goes before the usual one."""
    return digital.maintained(store.read("maintenance", year=view.year, month=view.month), ceiling(view))


def ceiling(view: View) -> float:
    """The share of the build that maintenance may cost in a year, 0 to 1."""
    found = store.read("standards_applying", year=view.year, month=view.month).filter(
        (pl.col("item_code") == MAINTENANCE) & pl.col("ratio_percent").is_not_null()
    )
    return float(found["ratio_percent"].item()) / 100 if found.height == 1 else digital.CEILING


def answer(view: View, rows: pl.DataFrame) -> str:
    """How many systems cost more to maintain than the ceiling, and which most."""
    known = rows.filter(pl.col("ratio").is_not_null())
    if known.is_empty():
        return _("No maintenance project names the project that built its system.")
    first, checked = known.row(0, named=True), known.filter("to_check")
    return _(
        "Of {n} systems maintained in {year}, {n_checked} cost more than {ceiling} of their build, {excess} above it. "
        "Highest: {who}, {what}: {ratio} of {build}."
    ).format(
        n=known.height,
        year=formats.period(str(view.year)),
        n_checked=checked.height,
        ceiling=formats.percent(ceiling(view), 0),
        excess=formats.money_with_unit(checked["excess_yuan"].sum(), view.unit),
        who=first["org_name"],
        what=first["project_name"],
        ratio=formats.percent(first["ratio"]),
        build=formats.money_with_unit(first["build_yuan"], view.unit),
    )


def bars(rows: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """One bar a system: maintenance in per cent of its build."""
    return [
        Bar(
            row["project_code"], row["project_name"] or row["project_code"], row["ratio"] * 100,
            formats.percent(row["ratio"]), row["project_code"] == chosen, row["to_check"],
        )
        for row in rows.filter(pl.col("ratio").is_not_null()).iter_rows(named=True)
    ]  # fmt: skip


def ceiling_line(view: View) -> Reference:
    """The ceiling as a line through the bars."""
    share = ceiling(view)
    return Reference(share * 100, _("dashed: ceiling {share}").format(share=formats.percent(share, 0)))


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a system: what maintains it, and its build."""
    state = pl.when("to_check").then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit(""))
    return Table(
        title=_("Maintenance by the build"),
        frame=rows.with_columns(state=state),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Maintenance")),
            Column("org_name", _("Organisation"), group=_("Maintenance")),
            Column("project_code", _("Project code"), Kind.CODE, group=_("Maintenance")),
            Column("project_name", _("Project"), group=_("Maintenance")),
            Column("n_projects", _("Projects"), Kind.COUNT, group=_("Maintenance")),
            Column("current_yuan", _("Current budget"), Kind.MONEY, group=_("Maintenance")),
            Column("paid_yuan", _("Paid"), Kind.MONEY, group=_("Maintenance")),
            Column("build_code", _("Project code"), Kind.CODE, group=_("Build")),
            Column("build_name", _("Project"), group=_("Build")),
            Column("build_yuan", _("Cost of the build"), Kind.MONEY, group=_("Build")),
            Column("ratio", _("Maintenance ÷ build"), Kind.RATE),
            Column("excess_yuan", _("Above the ceiling"), Kind.MONEY),
            Column("state", _("State")),
        ),
        unit=view.unit,
    )
