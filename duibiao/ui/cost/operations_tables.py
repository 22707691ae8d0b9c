"""The tables of the page on city operations."""

import polars as pl

from duibiao.analysis import over_standard
from duibiao.analysis.over_standard import STEPS
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui.compare import distribution
from duibiao.ui.cost.operations import View, is_one_thing, steps


def table(view: View, cells: pl.DataFrame, rows: pl.DataFrame) -> Table:
    """The total first, then one row an organisation: unit cost, workload, service level, what is over standard."""
    total = over_standard.together(cells.with_columns(all=pl.lit(1)), ["all"]).with_columns(
        org_name=pl.lit(_("Total")), from_standard=pl.col("value") / pl.col("standard") - 1
    )
    shown = rows.with_columns(_badge(), state=_state())
    per = str(cells["measure_unit"].drop_nulls().first() or "") if is_one_thing(rows) else ""
    unit_cost, work, over = _("Unit cost"), _("Workload"), _("Paid over standard")
    one_thing = (
        Column("value", _("Unit cost"), Kind.MONEY, exact=True, group=unit_cost),
        Column("standard", _("Standard"), Kind.MONEY, exact=True, group=unit_cost),
        Column("from_standard", _("Against the standard"), Kind.DEVIATION, group=unit_cost),
        Column("from_median", _("Against the median"), Kind.DEVIATION, group=unit_cost),
        Column("past", _("Year before"), Kind.MONEY, exact=True, group=unit_cost),
        Column("quantity", _("Done"), Kind.NUMBER, unit=per, group=work),
        Column("approved_quantity", _("Approved for the year"), Kind.NUMBER, unit=per, group=work),
    )
    return Table(
        title=_("{what}: by organisation").format(what=view.title),
        frame=pl.concat([total, shown], how="diagonal_relaxed"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
            Column("org_name", _("Name"), group=_("Organisation")),
            *(one_thing if is_one_thing(rows) else ()),
            Column("provenance", _("Provenance"), group=work),
            Column("level", _("Score of the service"), Kind.NUMBER),
            Column("spent_yuan", _("Paid"), Kind.MONEY, group=over),
            Column("allowed_yuan", _("Allowed"), Kind.MONEY, group=over),
            *(Column(name, part.label, Kind.MONEY, group=over) for name, part in zip(STEPS, steps(), strict=True)),
            Column("over_yuan", _("Together"), Kind.MONEY, group=over),
            Column("overs_yuan", _("Of it over"), Kind.MONEY, group=over),
            Column("unders_yuan", _("Of it under"), Kind.MONEY, group=over),
            Column("unjudged_yuan", _("Not judged"), Kind.MONEY, group=over),
            Column("state", _("State")),
        ),
        unit=view.unit,
        n_totals=1,
    )


def items_table(view: View, rows: pl.DataFrame) -> Table:
    """One row an item and grade, those with most over standard first."""
    return Table(
        title=_("{what}: by service item and grade").format(what=view.title),
        frame=rows.with_columns(state=_state()),
        columns=(
            Column("item_code", _("Code"), Kind.CODE, group=_("Service item")),
            Column("item_name", _("Name"), group=_("Service item")),
            Column("grade", _("Grade"), group=_("Service item")),
            Column("measure_unit", _("Unit of workload"), group=_("Service item")),
            Column("n_orgs", _("n"), Kind.COUNT),
            Column("value", _("Unit cost"), Kind.MONEY, exact=True, group=_("Unit cost")),
            Column("median", _("Median"), Kind.MONEY, exact=True, group=_("Unit cost")),
            Column("standard", _("Standard"), Kind.MONEY, exact=True, group=_("Unit cost")),
            Column("from_standard", _("Against the standard"), Kind.DEVIATION, group=_("Unit cost")),
            Column("spent_yuan", _("Paid"), Kind.MONEY, group=_("Paid over standard")),
            Column("allowed_yuan", _("Allowed"), Kind.MONEY, group=_("Paid over standard")),
            Column("over_yuan", _("Together"), Kind.MONEY, group=_("Paid over standard")),
            Column("overs_yuan", _("Of it over"), Kind.MONEY, group=_("Paid over standard")),
            Column("unders_yuan", _("Of it under"), Kind.MONEY, group=_("Paid over standard")),
            Column("state", _("State")),
        ),
        unit=view.unit,
    )


def _badge() -> pl.Expr:
    """Where the workload comes from, with a sign that survives black and white."""
    signs = {"inventory": "◆", "contract": "◐", "self_reported": "○"}
    labels = {name: f"{signs[name]} {label}" for name, label in distribution.provenance_labels().items()}
    told = pl.col("provenance").str.split(", ").list.eval(pl.element().replace(labels))
    return told.list.join("、").alias("provenance")


def _state() -> pl.Expr:
    return pl.when(pl.col("n_flagged") > 0).then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit(""))
