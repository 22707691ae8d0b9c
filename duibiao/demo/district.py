"""Who is in the district: departments with their units, towns and subdistricts, their former names and their size."""

from datetime import date, timedelta
from functools import cache

import polars as pl

from duibiao.demo.tables import YEARS, demo_table, reference_table

_TOWN_FUNCTION = "2010302"
"""What towns book their own running under: 一般行政管理事务 of the government's office."""

_REACH = 1.4
"""How much larger than the average town a department's district-wide facilities are."""


@cache
def organisations() -> pl.DataFrame:
    """One row an organisation, as in the extract `org`: departments, their units, then towns."""
    departments = demo_table("departments").select(
        "org_code", "org_name", "short_name", org_type=pl.lit("department"), parent_code=pl.lit(None, pl.String)
    )
    units = demo_table("units").select(
        "org_code", "org_name", "short_name", org_type=pl.lit("unit"), parent_code="parent_code"
    )
    towns = reference_table("qingpu_towns").select(
        org_code="code_9",
        org_name=pl.format("青浦区{}", "name"),
        short_name="name",
        org_type=pl.when(pl.col("type") == "镇").then(pl.lit("town")).otherwise(pl.lit("subdistrict")),
        parent_code=pl.lit(None, pl.String),
        division_code="code_12",
    )
    return pl.concat([departments, units, towns], how="diagonal")


@cache
def payers() -> pl.DataFrame:
    """One row a budget organisation (no units) with what drives its workloads.

    population in units of 10 000, areas in km², staff in persons; departments reach over the district.
    """
    towns = demo_table("towns").select(
        "org_code",
        "staff",
        population=pl.col("population") / 10_000,
        area="area_km2",
        urban=pl.col("area_km2") * pl.col("urban_share"),
        rural=pl.col("area_km2") * (1 - pl.col("urban_share")),
        size=pl.lit(1.0),
        own_function=pl.lit(_TOWN_FUNCTION),
    )
    reach = towns.select(pl.col("population", "area", "urban", "rural").mean() * _REACH)
    departments = demo_table("departments").select("org_code", "staff", "size", "own_function")
    names = organisations().select("org_code", "org_name", "short_name", "org_type")
    both = pl.concat([departments.join(reach, how="cross"), towns], how="diagonal")
    return both.join(names, on="org_code", how="left", maintain_order="left").with_columns(each=pl.lit(1.0))


@cache
def former_names() -> pl.DataFrame:
    """One row a former name: org_code, former_name, until (its last day)."""
    return demo_table("departments").filter(pl.col("former_name").is_not_null()).select(
        "org_code", "former_name", until=pl.col("former_until").str.to_date()
    )  # fmt: skip


def names_at(day: date) -> pl.DataFrame:
    """org_code and org_name of every organisation as it was called on that day."""
    former = former_names().filter(pl.col("until") >= day).select("org_code", "former_name")
    return (
        organisations()
        .join(former, on="org_code", how="left", maintain_order="left")
        .select("org_code", org_name=pl.coalesce("former_name", "org_name"))
    )


def aliases() -> pl.DataFrame:
    """The extract `org_alias`: former names, and the short names everybody writes."""
    former = former_names().select(
        "org_code", alias="former_name", valid_to="until", note=pl.lit("机构改革前名称（模拟数据）")
    )
    short = organisations().select("org_code", alias="short_name", note=pl.lit("简称"))
    return pl.concat([former, short], how="diagonal").select("org_code", "alias", "valid_to", "note")


def renamed_from() -> pl.DataFrame:
    """org_code and valid_from: the first day of the present name, where there was another."""
    return former_names().select("org_code", valid_from=pl.col("until") + timedelta(days=1))


def profiles() -> pl.DataFrame:
    """The extract `org_profile`: one row an organisation and year; every figure is synthetic."""
    growth = pl.DataFrame({"year": YEARS, "growth": [1 + 0.004 * i for i in range(len(YEARS))]})
    towns = demo_table("towns").select("org_code", "population", "area_km2", "staff")
    others = pl.concat(demo_table(name).select("org_code", "staff") for name in ("departments", "units"))
    sizes = pl.concat([others, towns], how="diagonal").join(growth, how="cross")
    return sizes.select(
        "year",
        "org_code",
        "area_km2",
        population=(pl.col("population") * pl.col("growth") / 100).round().cast(pl.Int64) * 100,
        staff_count=(pl.col("staff") * (1 + (pl.col("growth") - 1) / 2)).round().cast(pl.Int64),
    ).sort("year", "org_code")
