"""Systems that are paid for twice, it seems."""

from datetime import date, datetime

import polars as pl

from duibiao import formats
from duibiao.analysis import digital
from duibiao.charts.ranking import Bar
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import store
from duibiao.ui.cost.digital import View
from duibiao.ui.kept import kept

_YEARS_KEPT = 12


def pairs(view: View) -> pl.DataFrame:
    """Systems that are paid for twice in the year, it seems."""
    return _pairs(view.year, *store.state())


@kept(_YEARS_KEPT)
def _pairs(year: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    return digital.paid_twice(store.read("components"), year)


def answer(view: View, rows: pl.DataFrame) -> str:
    """How many, and the largest."""
    if rows.is_empty():
        return _("In {year} no system is paid in two projects for the same component and period.").format(
            year=formats.period(str(view.year))
        )
    first = rows.row(0, named=True)
    return _(
        "In {year}, {n} pairs of payments for the same system and component overlap, {stake} in all; the largest: "
        "{who}, {system}, {at_stake}. To be checked: they may be parts of one service."
    ).format(
        year=formats.period(str(view.year)),
        n=rows.height,
        stake=formats.money_with_unit(rows["at_stake_yuan"].sum(), view.unit),
        who=first["org_name"],
        system=first["system_name"],
        at_stake=formats.money_with_unit(first["at_stake_yuan"], view.unit),
    )


def bars(view: View, rows: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """One bar a pair: what the smaller payment has in the overlap."""
    return [
        Bar(
            row["project_code_second"], f"{row['org_name']} {row['system_name']}",
            float(row["at_stake_yuan"]) / view.unit.scale.factor, formats.money(row["at_stake_yuan"], view.unit),
            row["project_code_second"] == chosen,
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a pair."""
    sides = (("first", _("First payment")), ("second", _("Second payment")))
    days = [
        pl.Series(f"period_{side}", [_period(row, side) for row in rows.iter_rows(named=True)], pl.String)
        for side, _label in sides
    ]
    return Table(
        title=_("Paid twice?"),
        frame=rows.with_columns(days),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("system_name", _("System")),
            Column("item_name", _("Component type")),
            *(
                column
                for side, label in sides
                for column in (
                    Column(f"project_code_{side}", _("Project code"), Kind.CODE, group=label),
                    Column(f"project_name_{side}", _("Project"), group=label),
                    Column(f"component_name_{side}", _("Component"), group=label),
                    Column(f"amount_yuan_{side}", _("Amount"), Kind.MONEY, group=label),
                    Column(f"period_{side}", _("Period"), group=label),
                )
            ),
            Column("overlap_days", _("Days in common"), Kind.COUNT),
            Column("at_stake_yuan", _("At stake"), Kind.MONEY),
        ),
        unit=view.unit,
    )


def _period(row: dict[str, object], side: str) -> str:
    first, last = row[f"service_from_{side}"], row[f"service_to_{side}"]
    if not isinstance(first, date) or not isinstance(last, date):
        return formats.MISSING
    return f"{formats.day(first)} – {formats.day(last)}"
