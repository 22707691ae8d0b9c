"""Who is compared with whom, year by year: spending on one thing, and everything that it can be divided by.

The frames are those of the reads of the same names: `spending`, `workloads`, `sizes`. Organisations that were merged
are read under their successor (`org_code`); `scope_org` is who reported, and workload is told by who reported.
"""

from dataclasses import dataclass

import polars as pl

_KEY = ("year", "org_code")

NOT_ADDED = frozenset({"分", "%", "％", "百分比", "比率", "率", "ratio", "porcentaje", "tasa", "percent", "score"})
"""Units of measures that cannot be added up or divided by: scores, shares, ratios."""


@dataclass(frozen=True)
class Workload:
    """Which quantity unit costs are divided by: the item's own workload (`measure` None), or another that is counted.

    `measure_unit` None takes any unit, so long as it is the same for an organisation's whole workload.
    """

    measure: str | None = None
    measure_unit: str | None = None

    @property
    def label(self) -> str:
        """Its name with its unit, for lists and addresses; empty for the item's own."""
        return f"{self.measure} ({self.measure_unit or ''})" if self.measure else ""


def members(
    spending: pl.DataFrame,
    totals: pl.DataFrame,
    workloads: pl.DataFrame,
    sizes: pl.DataFrame,
    workload: Workload = Workload(),
    grade: str | None = None,
) -> pl.DataFrame:
    """One row a year and organisation that reports in it; spent_yuan is null where it has no line of the thing.

    `totals` is the read `spending` of everything, left out and normalised in the same way. Returns year, month,
    org_code, spent_yuan, paid_yuan, current_yuan, one_off_yuan, n_part_year, n_lines, population, area_km2,
    staff_count, org_total_yuan, quantity, measure_unit, provenance. `quantity` is null unless the whole workload behind
    the spending is told, in one unit.
    """
    lines = spending if grade is None else spending.filter(pl.col("grade") == grade)
    own = lines.group_by(_KEY).agg(
        pl.col("spent_yuan", "paid_yuan", "current_yuan", "one_off_yuan", "n_part_year", "n_lines").sum()
    )
    everybody = totals.group_by(_KEY).agg(pl.col("month").first(), org_total_yuan=pl.col("spent_yuan").sum())
    counted = quantities(lines, workloads, workload, by_grade=grade is not None)
    joined = (
        everybody.join(own, on=_KEY, how="left")
        .join(sizes, on=_KEY, how="left")
        .join(counted, on=_KEY, how="left")
        .with_columns(pl.col("n_lines", "n_part_year").fill_null(0), quantity=_of_twelve_months())
    )
    return joined.sort(_KEY)


def _of_twelve_months() -> pl.Expr:
    """Work done is raised as its cost was where terms are made alike; an inventory is there all year anyway (M7)."""
    spent, paid = pl.col("spent_yuan").cast(pl.Float64), pl.col("paid_yuan").cast(pl.Float64)
    stands_all_year = pl.col("provenance") == "inventory"
    raised = (pl.col("n_part_year") > 0) & (paid > 0) & ~stands_all_year.fill_null(value=False)
    return pl.when(raised).then(pl.col("quantity") * spent / paid).otherwise(pl.col("quantity"))


def unit_costs(spending: pl.DataFrame, workloads: pl.DataFrame) -> pl.DataFrame:
    """Every organisation's unit cost of every item and grade in every year, where its workload is told.

    Returns year, org_code, item_code, grade, measure_unit, provenance, spent_yuan, one_off_yuan, n_part_year, quantity,
    planned_quantity (null unless all of it is told), value (yuan for one unit).
    """
    key = [*_KEY, "item_code", "grade"]
    lines = spending.filter(pl.col("item_code").is_not_null())
    spent = lines.group_by(key).agg(pl.col("spent_yuan", "paid_yuan", "one_off_yuan", "n_part_year").sum())
    counted = quantities(lines, workloads, Workload(), by_grade=True, per=("item_code", "grade"))
    both = spent.join(counted, on=key, nulls_equal=True).with_columns(quantity=_of_twelve_months())
    value = pl.when(pl.col("spent_yuan") > 0).then(pl.col("spent_yuan").cast(pl.Float64) / pl.col("quantity"))
    told = ("measure_unit", "provenance", "spent_yuan", "one_off_yuan", "n_part_year", "quantity", "planned_quantity")
    return both.select(*key, *told, value=value).sort(key)


def quantities(
    lines: pl.DataFrame, workloads: pl.DataFrame, workload: Workload, by_grade: bool, per: tuple[str, ...] = ()
) -> pl.DataFrame:
    """The workload behind the lines: year, org_code (and `per`), quantity, measure_unit, provenance, planned_quantity.

    Every reporting organisation and item with spending must have told a positive workload (of the grade, `by_grade`),
    all of it in one unit; else it is left out: a part of the workload under the whole of the spending would read as
    dear.
    """
    told = _told(workloads, workload, by_grade)
    on = ["year", "scope_org", "item_code", *(["grade"] if by_grade else [])]
    spenders = lines.filter(pl.col("item_code").is_not_null()).select("org_code", *on).unique()
    matched = spenders.join(told, on=on, how="left", nulls_equal=True)
    key = [*_KEY, *per]
    together = matched.group_by(key).agg(
        pl.col("quantity").sum(),
        pl.col("measure_unit").first(),
        provenance=pl.col("provenance").drop_nulls().str.split(", ").explode().unique().sort().str.join(", "),
        planned_quantity=pl.when(pl.col("planned_quantity").is_not_null().all()).then(pl.col("planned_quantity").sum()),
        whole=(pl.col("quantity") > 0).fill_null(value=False).all(),
        n_units=pl.col("measure_unit").fill_null("").n_unique(),
    )
    counted = together.filter(pl.col("whole") & (pl.col("n_units") == 1))
    return counted.select(*key, "quantity", "measure_unit", "provenance", "planned_quantity")


def divisors(workloads: pl.DataFrame, fewest: int) -> tuple[Workload, ...]:
    """Those of `counted_by` that a cost can be divided by: no scores, shares and ratios."""
    return tuple(each for each in counted_by(workloads, fewest) if (each.measure_unit or "").lower() not in NOT_ADDED)


def counted_by(workloads: pl.DataFrame, fewest: int) -> tuple[Workload, ...]:
    """Other quantities than the item's own that at least so many organisations tell in one year, most told first."""
    told = workloads.filter(pl.col("measure").is_not_null() & (pl.col("quantity") > 0))
    by_year = told.group_by("measure", "measure_unit", "year").agg(n=pl.col("scope_org").n_unique())
    enough = by_year.group_by("measure", "measure_unit").agg(pl.col("n").max()).filter(pl.col("n") >= fewest)
    rows = enough.sort("n", "measure", "measure_unit", descending=[True, False, False])
    return tuple(Workload(row["measure"], row["measure_unit"]) for row in rows.iter_rows(named=True))


def grades(spending: pl.DataFrame) -> tuple[str, ...]:
    """The grades of the thing that somebody spends on, the highest first."""
    return tuple(sorted(spending["grade"].drop_nulls().unique(), key=_rank))


def grade_rank() -> pl.Expr:
    """The place of a grade in the order in which people count; null where it is not counted."""
    return pl.lit(_GRADES).str.find(pl.col("grade").str.head(1), literal=True)


def _told(workloads: pl.DataFrame, workload: Workload, by_grade: bool) -> pl.DataFrame:
    """The workload meant, by who reported, year and item, and by grade where that matters."""
    told = workloads.filter(pl.col("measure").eq_missing(pl.lit(workload.measure, dtype=pl.String)))
    if workload.measure_unit is not None:
        told = told.filter(pl.col("measure_unit") == workload.measure_unit)
    by = ["year", "scope_org", "item_code", *(["grade"] if by_grade else [])]
    summed = told.group_by(by).agg(
        pl.col("quantity").sum(),
        pl.col("measure_unit").first(),
        provenance=pl.col("provenance").filter(pl.col("provenance") != "").unique().sort().str.join(", "),
        n_units=pl.col("measure_unit").fill_null("").n_unique(),
        planned_quantity=pl.when(pl.col("planned_quantity").is_not_null().all()).then(pl.col("planned_quantity").sum()),
    )
    return summed.filter(pl.col("n_units") == 1).drop("n_units")


_GRADES = "特一二三四五六七八九"


def _rank(grade: str) -> tuple[int, str]:
    """特级, 一级, 二级 …: as people count, not as the letters are numbered."""
    found = _GRADES.find(grade[:1])
    return (found if found >= 0 else len(_GRADES), grade)
