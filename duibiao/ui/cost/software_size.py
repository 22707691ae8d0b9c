"""Software developments against what their size should cost."""

import polars as pl

from duibiao import formats
from duibiao.analysis import digital
from duibiao.charts.ranking import Bar
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import store
from duibiao.ui.cost.digital import View


def sized(view: View) -> pl.DataFrame:
    """The software of the year with its size, against the benchmark."""
    return digital.software(store.read("components", year=view.year))


def answer(view: View, rows: pl.DataFrame) -> str:
    """How software stands against the benchmark."""
    first = rows.row(0, named=True)
    checked = rows.filter("to_check")
    return _(
        "{n} developments of {year} state their size; {n_checked} are to be checked: more than {beyond} beyond the "
        "benchmark. Highest against the reference: {who}, {what}, {above}."
    ).format(
        n=rows.height,
        year=formats.period(str(view.year)),
        n_checked=checked.height,
        beyond=formats.percent(digital.BEYOND_BENCHMARK, 0),
        who=first["org_name"],
        what=first["project_name"],
        above=formats.signed_percent(first["above"]),
    )


def bars(rows: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """One bar a development: amount against the reference in per cent."""
    return [
        Bar(
            row["project_code"], row["project_name"] or row["project_code"], row["above"] * 100,
            formats.signed_percent(row["above"]), row["project_code"] == chosen, row["to_check"],
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a development: size, effort, price, reference."""
    state = pl.when("to_check").then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit(""))
    return Table(
        title=_("Software by its size"),
        frame=rows.with_columns(state=state),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Project")),
            Column("org_name", _("Organisation"), group=_("Project")),
            Column("project_code", _("Project code"), Kind.CODE, group=_("Project")),
            Column("project_name", _("Project"), group=_("Project")),
            Column("system_name", _("System"), group=_("Project")),
            Column("function_points", _("Size in function points"), Kind.NUMBER, group=_("Size")),
            Column("person_months", _("Person-months stated"), Kind.NUMBER, group=_("Size")),
            Column("effort_reference", _("Person-months by the reference"), Kind.NUMBER, group=_("Size")),
            Column("effort_above", _("Effort against it"), Kind.DEVIATION, group=_("Size")),
            Column("amount_yuan", _("Amount"), Kind.MONEY, group=_("Price")),
            Column("reference_yuan", _("Reference"), Kind.MONEY, group=_("Price")),
            Column("above", _("Against the reference"), Kind.DEVIATION, group=_("Price")),
            Column("person_month_yuan", _("One person-month"), Kind.MONEY, exact=True, group=_("Price")),
            Column("rate_above", _("Against the rate"), Kind.DEVIATION, group=_("Price")),
            Column("state", _("State")),
        ),
        unit=view.unit,
    )
