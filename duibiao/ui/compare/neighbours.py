"""The peers of one organisation: chosen by what drives the work, with the list, the distances and the reasons."""

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import panel, peers
from duibiao.analysis.deviation import PEERS as TOWNS
from duibiao.analysis.panel import Workload
from duibiao.analysis.peers import Driver, Peers
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import filters

SIZES = (5, 8, 10, 15, 20)
"""How many peers can be asked for."""


def choose(orgs: pl.DataFrame, sizes: pl.DataFrame, spending: pl.DataFrame, workloads: pl.DataFrame) -> Peers:
    """Choose an organisation, and by what its peers are found; all frames of one year.

    Candidates are of the same kind: towns and subdistricts, or departments and units.
    """
    org = filters.peers_of(orgs)
    with st.popover(_("By what"), icon=":material/balance:"):
        k = filters.how_many(_("Number of peers"), "peers_n", SIZES, SIZES[1])
        weights = {name: filters.weight(name, label) for name, label in driver_labels().items()}
    drivers = [Driver(name, weight) for name, weight in weights.items()]
    return peers.nearest(_candidates(orgs, org, sizes, spending, workloads), org, drivers, k)


def driver_labels() -> dict[str, str]:
    """What drives the work, in the order of the list."""
    return {
        "population": _("Population"),
        "area_km2": _("Area"),
        "density": _("Population density"),
        "staff_count": _("Staff"),
        "quantity": _("Workload"),
    }


def table(found: Peers, names: dict[str, str]) -> Table:
    """The peers with their distances, the values of the drivers, and which driver makes most of the distance."""
    labels = driver_labels()
    told = [labels[driver.name] for driver in found.drivers]
    parts = [f"{driver.name}_part" for driver in found.drivers]
    rows = found.rows.with_columns(
        org_name=pl.col("org_code").replace(names),
        reason=pl.Series([_reason(row, told, parts) for row in found.rows.iter_rows(named=True)], dtype=pl.String),
    )
    own = found.own.with_columns(org_name=pl.lit(names.get(found.org, found.org)))
    return Table(
        title=_("Peers of {name}").format(name=names.get(found.org, found.org)),
        frame=pl.concat([own, rows], how="diagonal_relaxed"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("distance", _("Distance"), Kind.NUMBER),
            *(Column(driver.name, labels[driver.name], Kind.NUMBER) for driver in found.drivers),
            Column("reason", _("What makes the distance")),
        ),
        n_totals=1,
    )


def _candidates(
    orgs: pl.DataFrame, org: str, sizes: pl.DataFrame, spending: pl.DataFrame, workloads: pl.DataFrame
) -> pl.DataFrame:
    """Every organisation of the same kind, with the values of the drivers."""
    counted = panel.quantities(spending, workloads, Workload(), by_grade=False).select("org_code", "quantity")
    known = orgs.select("org_code", "org_type").join(sizes.drop("year"), on="org_code", how="left")
    density = pl.when(pl.col("area_km2") > 0).then(pl.col("population") / pl.col("area_km2"))
    everybody = known.join(counted, on="org_code", how="left").with_columns(density=density)
    is_town = pl.col("org_type").is_in(TOWNS).fill_null(value=False)
    kind = everybody.filter(pl.col("org_code") == org).select(is_town).item()
    return everybody.filter(is_town == kind)


def _reason(row: dict[str, object], told: list[str], parts: list[str]) -> str:
    shares = [(float(str(row[part])), label) for part, label in zip(parts, told, strict=True) if row[part] is not None]
    largest = sorted(shares, reverse=True)[:2]
    return "、".join(f"{label} {formats.percent(share, 0)}" for share, label in largest if share > 0)
