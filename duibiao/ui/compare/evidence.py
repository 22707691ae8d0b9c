"""What stands out in a year, with its evidence, and what people said about it; shared by the pages of the workbench."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from duibiao.analysis import library, outliers
from duibiao.analysis.comparison import Measure
from duibiao.analysis.deviation import PEERS as TOWNS
from duibiao.analysis.outliers import Limits, Verdict
from duibiao.ui import store
from duibiao.ui.compare import spent
from duibiao.ui.compare.workbench import Bench
from duibiao.ui.kept import kept

PANEL = ("kind_of_org", "item_code", "grade", "measure_unit")
"""What makes unit costs comparable with one another: towns with towns, departments with departments."""

MOMENTS_KEPT = 128
"""How many judged months stay in memory for all sessions."""

EXPLAINED = "explained"
"""The verdict on a flag that somebody set aside with a reason, while it holds."""


@dataclass(frozen=True)
class When:
    """Up to which month of which year payments count, from when on something is a flag, part years as twelve months."""

    year: int
    month: int
    limits: Limits = field(default_factory=Limits)
    full_year: bool = False


def judged(when: When) -> pl.DataFrame:
    """Every unit cost of the year with the legs of its evidence and the verdict (see `analysis.outliers.judged`).

    Adds org_name, org_type, item_name; verdict may be explained, then with explained_by, explained_until, reason.
    """
    return _judged(when, *store.state())


@kept(MOMENTS_KEPT)
def _judged(when: When, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    rows = outliers.judged(_unit_costs(when), PANEL, when.limits)
    names = store.read("item_definitions").select("item_code", "item_name")
    named = rows.join(names, on="item_code", how="left")
    return _with_exceptions(named, when.year)


def of_bench(bench: Bench) -> pl.DataFrame:
    """What was judged of the unit costs that the workbench shows; nothing for other measures and other workloads.

    Flags are of the whole cost by item and grade, whatever is left out of the view.
    """
    rows = judged(When(bench.year, bench.month))
    if bench.subject.kind != "item" or bench.measure is not Measure.PER_UNIT or bench.workload.measure:
        return rows.clear()
    own = rows.filter(pl.col("item_code").str.starts_with(bench.subject.code))
    return own if bench.grade is None else own.filter(pl.col("grade") == bench.grade)


def standards_of(when: When) -> pl.DataFrame:
    """The cost standards that apply at the cut-off: item_code, grade, measure_unit, standard (yuan); one each.

    Where several apply to the same item and grade (areas, tiers), none is taken here: which one holds depends on the
    workload (see `_with_tiers`), or on more than the comparison knows.
    """
    key = ["item_code", "grade", "measure_unit"]
    alone = pl.col("quantity_from").is_null() & pl.col("quantity_to").is_null()
    each = _quotas(when).group_by(key).agg(pl.col("standard").first(), n=pl.len(), alone=alone.all())
    return each.filter((pl.col("n") == 1) & pl.col("alone")).drop("n", "alone")


def _quotas(when: When) -> pl.DataFrame:
    found = store.read("standards_applying", year=when.year, month=when.month)
    quotas = found.filter(pl.col("amount_yuan").is_not_null() & (pl.col("computing").fill_null("quota") != "ratio"))
    return quotas.with_columns(standard=pl.col("amount_yuan").cast(pl.Float64))


def _with_tiers(costs: pl.DataFrame, when: When) -> pl.DataFrame:
    """Where no standard holds for everybody, that of the tier in which the workload lies; tiers of areas are left."""
    tiered = pl.col("quantity_from").is_not_null() | pl.col("quantity_to").is_not_null()
    tiers = _quotas(when).filter(tiered & pl.col("area").is_null())
    if tiers.is_empty():
        return costs
    found = library.of_tiers(costs, tiers)
    return found.with_columns(standard=pl.coalesce("standard", "of_tier")).drop("of_tier")


def _unit_costs(when: When) -> pl.DataFrame:
    """Unit costs of the year, with the standard that applies and the own unit cost of the year before."""
    key = ["org_code", "item_code", "grade", "measure_unit"]
    now = spent.unit_costs(when.year, when.month, when.full_year)
    before = spent.unit_costs(when.year - 1, None, when.full_year).select(*key, past="value")
    orgs = store.read("organisations").select("org_code", "org_name", "org_type")
    is_town = pl.col("org_type").is_in(TOWNS).fill_null(value=False)
    return (
        now.join(before, on=key, how="left", nulls_equal=True)
        .join(standards_of(when), on=["item_code", "grade", "measure_unit"], how="left", nulls_equal=True)
        .pipe(_with_tiers, when)
        .join(orgs, on="org_code", how="left")
        .with_columns(kind_of_org=pl.when(is_town).then(pl.lit("town")).otherwise(pl.lit("department")))
    )


def _with_exceptions(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """Flags that an exception explains while it holds; the newest one counts."""
    remarks = store.read("remarks").filter((pl.col("kind") == "exception") & (pl.col("state") == "active"))
    valid = remarks.filter(pl.col("year").is_null() | (pl.col("year") == year))
    newest = valid.unique(["org_code", "item_code", "grade"], keep="first", maintain_order=True).select(
        "org_code",
        "item_code",
        "grade",
        "remark_id",
        reason="text",
        explained_by="said_by",
        explained_until="expires_on",
    )
    joined = rows.join(newest, on=["org_code", "item_code", "grade"], how="left", nulls_equal=True)
    explained = (pl.col("verdict") == Verdict.FLAGGED) & pl.col("remark_id").is_not_null()
    return joined.with_columns(verdict=pl.when(explained).then(pl.lit(EXPLAINED)).otherwise("verdict"))
