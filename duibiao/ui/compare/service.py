"""Cost against the service level reached: cheap and poor is not good."""

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import panel
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.analysis.panel import Workload
from duibiao.charts.scatter import Cross, Point
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import address, filters, store
from duibiao.ui.compare.spent import workloads_of
from duibiao.ui.compare.workbench import Bench

FEWEST_POINTS = 3


def open_on_told() -> None:
    """Choose the service item whose level most organisations tell in a year, unless somebody chose what is shown."""
    if store.is_empty() or any(address.wanted(key) for key in ("item", "kind")):
        return
    told = workloads_of("").filter(pl.col("measure").is_not_null() & (pl.col("quantity") > 0))
    by_year = told.group_by("item_code", "measure", "year").agg(n=pl.col("scope_org").n_unique())
    most = by_year.filter(pl.col("n") >= FEWEST_POINTS).sort("year", "n", "item_code", descending=[True, True, False])
    if most.height:
        st.session_state["item"] = most["item_code"][0]


def choose(bench: Bench) -> Workload | None:
    """Choose the indicator of the service level, among the measures that are told; none where there are none."""
    of_year = bench.workloads.filter(pl.col("year") == bench.year)
    measures = panel.counted_by(of_year, FEWEST_POINTS)
    if not measures:
        return None
    labels = {each.label: each.label for each in measures}
    chosen = filters.one_of(_("Service level"), "level", labels, 360)
    return next(each for each in measures if each.label == chosen)


def computed(bench: Bench, level: Workload) -> pl.DataFrame:
    """Members with both: org_code, org_name, value, level (the mean where several items tell one); dearest first."""
    told = bench.workloads.filter(
        (pl.col("year") == bench.year)
        & (pl.col("measure") == level.measure)
        & pl.col("measure_unit").eq_missing(pl.lit(level.measure_unit, pl.String))
    )
    levels = told.group_by(org_code="scope_org").agg(level=pl.col("quantity").mean())
    return (
        bench.comparison.known.join(levels, on="org_code")
        .select("org_code", "org_name", "spent_yuan", "value", "level")
        .sort("value", "org_code", descending=[True, False])
    )


def answer(level: Workload, rows: pl.DataFrame) -> str:
    """Who is dear and poor, cheap and poor, cheap and good, and whether what is dearer is better at all."""
    if rows.height < FEWEST_PEERS:
        return _("Fewer than {fewest} organisations tell both cost and {level}: no comparison").format(
            fewest=FEWEST_PEERS, level=level.measure
        )
    dear, cheap, poor = _halves(rows)
    worst, low, best = (_names(rows.filter(each)) for each in (dear & poor, cheap & poor, cheap & ~poor))
    rank = rows.select(pl.corr("value", "level", method="spearman")).item()
    return _(
        "Compared with the medians of {n} organisations, {n_worst} cost more and reach less in {level}: {worst}; "
        "{n_low} cost less and reach less: {low}; {n_best} cost less and reach at least as much: {best}. Rank "
        "correlation of cost and level: {rank} (1: who pays more is better)."
    ).format(
        n=rows.height,
        level=level.measure,
        n_worst=len(worst),
        worst=_(", ").join(worst) or formats.MISSING,
        n_low=len(low),
        low=_(", ").join(low) or formats.MISSING,
        n_best=len(best),
        best=_(", ").join(best) or formats.MISSING,
        rank=formats.decimal(rank) if rank is not None and rank == rank else formats.MISSING,  # noqa: PLR0124
    )


def definitions(level: Workload) -> tuple[tuple[str, str], ...]:
    """What the axes are."""
    return (
        (
            level.label,
            _("As the workload extract tells it for the item; the mean where several items below it have one."),
        ),
        (_("Rank correlation"), _("Spearman's, over the organisations shown; with a dozen members it says little.")),
    )


def points(bench: Bench, level: Workload, rows: pl.DataFrame, chosen: str | None) -> list[Point]:
    """One an organisation."""
    return [
        Point(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            level=row["level"],
            cost=bench.drawn(row["value"]) or 0.0,
            told=f"{row['org_name']}<br>{bench.value_with_unit(row['value'])}<br>"
            f"{level.measure} {formats.decimal(row['level'])} {level.measure_unit or ''}",
            emphasised=row["org_code"] == chosen,
        )
        for row in rows.iter_rows(named=True)
    ]


def cross(bench: Bench, rows: pl.DataFrame) -> Cross | None:
    """The medians, where there are enough."""
    if rows.height < FEWEST_PEERS:
        return None
    level, cost = (float(str(rows[name].median())) for name in ("level", "value"))
    return Cross(level, bench.drawn(cost) or 0.0, _("cheap and poor"))


def table(bench: Bench, level: Workload, rows: pl.DataFrame) -> Table:
    """The rows behind the points."""
    dear, cheap, poor = _halves(rows)
    corner = (
        pl.when(cheap & ~poor)
        .then(pl.lit(_("cheaper and better")))
        .when(cheap)
        .then(pl.lit(_("cheap and poor")))
        .when(dear & ~poor)
        .then(pl.lit(_("dearer and better")))
        .when(dear)
        .then(pl.lit(_("dearer and poorer")))
        .otherwise(pl.lit(_("at the median cost")))
    )
    frame = rows.with_columns(corner=corner if rows.height >= FEWEST_PEERS else pl.lit(""))
    return Table(
        title=_("{measure} and {level}: {subject}").format(
            measure=bench.measure_label, level=level.measure, subject=bench.subject_name
        ),
        frame=frame,
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("spent_yuan", _("Paid"), Kind.MONEY),
            Column("value", bench.measure_label, bench.value_kind, unit=bench.value_unit, exact=True),
            Column("level", str(level.measure), Kind.NUMBER, unit=level.measure_unit or ""),
            Column("corner", _("Against the medians")),
        ),
        unit=bench.unit,
    )


def _halves(rows: pl.DataFrame) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Dearer than the median, cheaper than it, and below the median of the level; who lies on it is neither."""
    cost, level = rows["value"].median(), rows["level"].median()
    return pl.col("value") > cost, pl.col("value") < cost, pl.col("level") < level


def _names(rows: pl.DataFrame) -> list[str]:
    return rows["org_name"].fill_null(rows["org_code"]).to_list()
