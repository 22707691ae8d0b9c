"""What digital components cost: unit prices side by side, software by its size, maintenance by its build (method M13).

Unit prices are compared among organisations by component type, specification and unit, judged as all unit costs are
(see `analysis.outliers`: two kinds of evidence and money at stake). Software is set against the published benchmark of
`analysis.software`, which is a reference and never a standard. Maintenance is a share of what the system cost to build:
a ceiling of 10 %, of software usually 4 to 6 %, are what budget reviews commonly take; a standard goes before them.

Software has up to three checks: the amount by function points, the effort that is stated by function points, and the
rate of a person-month; two of those that can be made must lie beyond, or the only one.

Limits: a price is comparable only as far as its specification says what it buys. Lump sums have no unit price. Two
payments for one system and component type in overlapping periods may be parts of one service: a question (待核实).
"""

from decimal import Decimal

import polars as pl

from duibiao.analysis import outliers
from duibiao.analysis.outliers import Limits
from duibiao.analysis.software import (
    CSBMK_2025,
    FUNCTION_POINT,
    PERSON_MONTH,
    Benchmark,
    person_months,
    reference_cost,
)

PANEL = ("item_code", "thing", "measure_unit")
"""What makes unit prices comparable: type, specification (empty where the type says all), unit."""

LUMPS = ("项", "批", "宗")
"""Units that count nothing."""

WINDOW = 3
"""How many years of purchases are compared; services are compared within their year."""

USUAL = Limits()

CEILING = 0.10
"""Maintenance of a year as a share of the build, beyond which it is to be checked where no standard says otherwise."""

BEYOND_BENCHMARK = 0.20
"""Software that costs more than this share above the benchmark is to be checked."""


def comparable(components: pl.DataFrame, year: int) -> pl.DataFrame:
    """The components of the year, and purchases of the years before it, that have a unit price.

    `components`: the read of that name. Adds thing (specification, or empty), on (day of purchase, or first day of the
    service) and unit_price (yuan).
    """
    bought = pl.col("purchased_on").is_not_null()
    in_window = (pl.col("year") == year) | (bought & pl.col("year").is_between(year - WINDOW + 1, year))
    counted = (pl.col("quantity") > 0) & (pl.col("amount_yuan") > 0) & ~pl.col("measure_unit").is_in(LUMPS)
    rows = components.filter(in_window & counted & pl.col("measure_unit").is_not_null())
    return rows.with_columns(
        thing=pl.col("specification").fill_null(""),
        on=pl.coalesce("purchased_on", "service_from", pl.date("year", 1, 1)),
        unit_price=pl.col("amount_yuan").cast(pl.Float64) / pl.col("quantity").cast(pl.Float64),
    )


def unit_prices(components: pl.DataFrame, references: pl.DataFrame, year: int, limits: Limits = USUAL) -> pl.DataFrame:
    """Every organisation's unit price of every component type and specification, judged against the others.

    `references`: the PANEL and standard (yuan for one unit: a cost standard, or the price of a binding catalogue).
    Returns the columns of `outliers.judged` with org_code, org_name, value (Σ amount ÷ Σ quantity), n_rows; past is the
    price of the year before, for services.
    """
    now = _by_org(comparable(components, year))
    before = comparable(components, year - 1).filter(pl.col("purchased_on").is_null())
    past = _by_org(before).select("org_code", *PANEL, past="value")
    key = list(PANEL)
    joined = now.join(past, on=["org_code", *key], how="left").join(references, on=key, how="left")
    return outliers.judged(joined, PANEL, limits)


def software(components: pl.DataFrame, benchmark: Benchmark = CSBMK_2025) -> pl.DataFrame:
    """Software with a size, against the benchmark: the costliest above it first.

    A size is function points, or person-months. Adds reference_yuan (by function points, else by person-months), above
    (amount ÷ reference − 1), effort_reference (person-months by the benchmark), effort_above (person-months stated ÷
    these − 1), person_month_yuan (amount ÷ person-months), rate_above (that ÷ the benchmark's rate − 1), to_check.
    """
    sized = components.filter(
        ((pl.col("function_points") > 0) | (pl.col("person_months") > 0)) & (pl.col("amount_yuan") > 0)
    )
    sizes = sized.select("function_points", "person_months").iter_rows()
    amount, points, months = (pl.col(name).cast(pl.Float64) for name in ("amount_yuan", *_SIZES))
    rows = sized.with_columns(
        pl.Series("reference_yuan", [_reference(size, effort, benchmark) for size, effort in sizes], pl.Decimal(18, 2)),
        effort_reference=pl.when(points > 0).then(points * float(person_months(Decimal(1), benchmark))),
        person_month_yuan=pl.when(months > 0).then(amount / months),
    ).with_columns(
        above=amount / pl.col("reference_yuan").cast(pl.Float64) - 1,
        effort_above=pl.when(months > 0).then(months / pl.col("effort_reference") - 1),
        rate_above=pl.col("person_month_yuan") / float(benchmark.person_month_yuan) - 1,
    )
    by_points = pl.when(points > 0).then("above")
    checks = [each > BEYOND_BENCHMARK for each in (by_points, pl.col("effort_above"), pl.col("rate_above"))]
    beyond = pl.sum_horizontal(checks)
    known = pl.sum_horizontal(check.is_not_null() for check in checks)
    rows = rows.with_columns(to_check=(beyond >= 1) & (beyond >= pl.min_horizontal(known, 2)))
    return rows.sort("above", "org_code", descending=[True, False])


def maintained(projects: pl.DataFrame, ceiling: float = CEILING, stake_yuan: float = 50_000) -> pl.DataFrame:
    """Maintenance against what the system cost to build, the highest share first.

    `projects`: the read `maintenance`: current_yuan and paid_yuan of the year, build_yuan (null where what the build
    cost is not told). One row a system, that is a build: its maintenance projects are added up (n_projects), the
    largest stands for them. Adds ratio, excess_yuan (what is above the ceiling, never negative) and to_check (above
    it, with enough money).
    """
    largest = projects.sort("current_yuan", "project_code", descending=[True, False])
    projects = largest.group_by("org_code", "build_code", maintain_order=True).agg(
        pl.all().exclude("org_code", "build_code", "current_yuan", "paid_yuan").first(),
        pl.col("current_yuan", "paid_yuan").sum(),
        n_projects=pl.len(),
    )
    current, build = pl.col("current_yuan").cast(pl.Float64), pl.col("build_yuan").cast(pl.Float64)
    rows = projects.with_columns(ratio=pl.when(build > 0).then(current / build))
    excess = pl.when(build > 0).then(pl.max_horizontal(current - build * ceiling, pl.lit(0.0)).round(2))
    rows = rows.with_columns(excess_yuan=excess.cast(pl.Decimal(18, 2)))
    checked = (pl.col("excess_yuan").cast(pl.Float64) >= stake_yuan).fill_null(value=False)
    return rows.with_columns(to_check=checked).sort("ratio", "project_code", descending=[True, False], nulls_last=True)


def paid_twice(components: pl.DataFrame, year: int | None = None) -> pl.DataFrame:
    """Pairs of components of one system and type, of different projects, whose service periods overlap (in the year).

    What the lists of several years tell alike is told once.
    Returns system_name, item_code, org_code, and for each of the two (first, second) its project, name, amount and
    period; overlap_days; at_stake_yuan, the smaller amount's part in the overlap. The most at stake first.
    """
    told = components.filter(
        pl.col("system_name").is_not_null() & pl.col("service_from").is_not_null() & pl.col("service_to").is_not_null()
    ).unique(["org_code", "item_code", "system_name", *_OF_EACH], keep="first", maintain_order=True)
    told = told.with_row_index("row")
    key = ["org_code", "system_name", "item_code"]
    pairs = told.join(told.select("row", *key, *_OF_EACH), on=key, suffix="_second")
    pairs = pairs.filter(
        (pl.col("row") < pl.col("row_second")) & pl.col("project_code").ne_missing(pl.col("project_code_second"))
    )
    begins = pl.max_horizontal("service_from", "service_from_second")
    ends = pl.min_horizontal("service_to", "service_to_second")
    pairs = pairs.with_columns(overlap_days=(ends - begins).dt.total_days() + 1).filter(pl.col("overlap_days") > 0)
    if year is not None:
        pairs = pairs.filter((begins.dt.year() <= year) & (ends.dt.year() >= year))
    parts = [_in_overlap(side) for side in ("", "_second")]
    pairs = pairs.with_columns(at_stake_yuan=pl.min_horizontal(parts).round(2).cast(pl.Decimal(18, 2)))
    named = pairs.rename({name: f"{name}_first" for name in _OF_EACH})
    columns = [f"{name}{side}" for side in ("_first", "_second") for name in _OF_EACH]
    shown = named.select(*key, "org_name", "item_name", *columns, "overlap_days", "at_stake_yuan")
    return shown.sort("at_stake_yuan", descending=True)


def _by_org(rows: pl.DataFrame) -> pl.DataFrame:
    sums = rows.group_by("org_code", *PANEL, maintain_order=True).agg(
        pl.col("org_name", "component_name", "item_name").first(),
        pl.col("amount_yuan").sum(),
        pl.col("quantity").cast(pl.Float64).sum(),
        n_rows=pl.len(),
    )
    return sums.with_columns(value=pl.col("amount_yuan").cast(pl.Float64) / pl.col("quantity"))


def _reference(points: Decimal | None, effort: Decimal | None, benchmark: Benchmark) -> Decimal | None:
    """What software of that size would cost by the benchmark: by function points, else by person-months."""
    if points:
        return reference_cost(Decimal(str(points)), FUNCTION_POINT, benchmark)
    return reference_cost(Decimal(str(effort)), PERSON_MONTH, benchmark)


def _in_overlap(side: str) -> pl.Expr:
    """What of an amount falls into the overlap, by days."""
    days = (pl.col(f"service_to{side}") - pl.col(f"service_from{side}")).dt.total_days() + 1
    return pl.col(f"amount_yuan{side}").cast(pl.Float64) * pl.col("overlap_days") / days


_SIZES = ("function_points", "person_months")
_OF_EACH = ("project_code", "project_name", "component_name", "amount_yuan", "service_from", "service_to")
