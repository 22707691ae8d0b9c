"""Of what the digital projects of a year are made up: software in function points, hardware by product, services."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from duibiao.demo.ledger import Ledger, price_level, unit_prices, workloads
from duibiao.demo.projects import Library
from duibiao.demo.stories import bends, plots
from duibiao.demo.tables import demo_table, reference_table

SOFTWARE, HARDWARE, MAINTENANCE, HARDWARE_CARE = "SZ0101", "SZ0102", "SZ0201", "SZ0202"

_POINT_YUAN, _HOURS_PER_POINT, _HOURS_PER_MONTH = 1_120.0, 6.41, 174.0
"""What a function point costs in the district, and the effort that goes with it."""

_PRICE_SPREAD = 0.03
_TWICE_YUAN = 450_000.0
"""What is paid a second time for the maintenance of one platform."""

_BUILD_WORDS = r"(系统开发|升级|建设)?(（\d+年）)?(（第\d+片区）)?$"

Row = dict[str, Any]


def component_rows(library: Library, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The extract `digital_component` of a year: what was approved for each digital project, taken apart, in cents."""
    projects = _projects(library, ledger)
    rng = np.random.default_rng([seed, 8, ledger.year])
    rows = [row for project in projects.iter_rows(named=True) for row in _components(project, ledger.year, rng)]
    rows += _paid_twice(projects, ledger.year)
    items = reference_table("service_items").select("item_code", "item_name")
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    named = frame.join(items, on="item_code", how="left", maintain_order="left")
    return named.with_columns(year=pl.lit(ledger.year)).sort("org_code", "project_code", maintain_order=True)


def catalogue_rows(year: int) -> pl.DataFrame:
    """The extract `catalogue_price` of a year: the products of the demo at their list prices, in cents."""
    products = demo_table("products").with_row_index("number", 1)
    return products.select(
        pl.lit(year).alias("year"),
        pl.format("MN{}", pl.col("number").cast(pl.String).str.zfill(3)).alias("product_code"),
        pl.concat_str("component_name", "specification", separator=" ").alias("product_name"),
        pl.col("component_name").alias("category"),
        pl.col("measure_unit").alias("price_unit"),
        (pl.col("list_price") * price_level(year)).round().cast(pl.Int64).alias("price_yuan") * 100,
    )


def _projects(library: Library, ledger: Ledger) -> pl.DataFrame:
    """Digital projects of the year with what was approved for them (cents), quantity and price where they have one."""
    lines = ledger.lines.select("project_no", cents=pl.Series(ledger.amounts.approved))
    approved = lines.group_by("project_no").agg(pl.col("cents").sum())
    counted = library.of_year(ledger.year)
    measured = counted.select(
        "project_no",
        work=pl.Series(workloads(counted, ledger.year)),
        price=pl.Series(unit_prices(counted, ledger.year)),
    )
    digital = library.projects.filter(pl.col("item_code").str.starts_with("SZ"))
    both = digital.join(approved, on="project_no").join(measured, on="project_no", how="left")
    return both.filter(pl.col("cents") > 0).sort("org_code", "project_code")


def _components(project: Row, year: int, rng: np.random.Generator) -> list[Row]:
    match project["item_code"]:
        case "SZ0101":
            return [_software(project, year, rng)]
        case "SZ0102":
            return _hardware(project, year, rng)
    if project["unit_cost"] is not None:
        return [_counted(project, year)]
    whole = _whole(project, year)
    if project["item_code"] == MAINTENANCE:
        whole |= {
            "system_name": _system(project["built_by"] or project["project_name"]),
            "component_name": "应用软件运维",
        }
    return [whole]


def _software(project: Row, year: int, rng: np.random.Generator) -> Row:
    points = max(
        10.0, round(project["cents"] / 100 / (_POINT_YUAN * price_level(year)) * np.exp(0.08 * rng.standard_normal()))
    )
    effort = round(points * _HOURS_PER_POINT / _HOURS_PER_MONTH * np.exp(0.06 * rng.standard_normal()), 1)
    return _row(project, project["cents"]) | {
        "system_name": _system(project["project_name"]), "component_name": "定制软件开发", "quantity": points,
        "measure_unit": "功能点", "purchased_on": _day(year, rng), "function_points": points, "person_months": effort,
    }  # fmt: skip


def _hardware(project: Row, year: int, rng: np.random.Generator) -> list[Row]:
    """Two to four products, and what is left of the approved amount as installation."""
    products = demo_table("products")
    chosen = rng.permutation(products.height)[: rng.integers(2, 5)]
    left, rows, day = project["cents"], [], _day(year, rng)
    for place in sorted(int(each) for each in chosen):
        product = products.row(place, named=True)
        price = product["list_price"] * price_level(year) * np.exp(_PRICE_SPREAD * rng.standard_normal())
        price *= _factor(project, year)
        budget = project["cents"] * 0.9 / len(chosen)
        quantity = int(budget // (price * 100))
        if quantity < 1:
            continue
        cents = round(quantity * price) * 100
        left -= cents
        rows.append(
            _row(project, cents)
            | {name: product[name] for name in ("component_name", "specification", "measure_unit")}
            | {"quantity": float(quantity), "purchased_on": day}
        )
    rest = {"component_name": "安装调试", "quantity": 1.0, "measure_unit": "项", "purchased_on": day}
    return [*rows, _row(project, left) | rest] if left > 0 else rows


def _counted(project: Row, year: int) -> Row:
    """A service that is counted: a year's quantity at the price of the year."""
    units = dict(reference_table("service_items").select("item_code", "measure_unit").iter_rows())
    names = dict(reference_table("service_items").select("item_code", "item_name").iter_rows())
    cents = round(project["work"] * project["price"] * 100)
    return _row(project, cents) | _all_year(year) | {
        "component_name": names[project["item_code"]], "quantity": float(project["work"]),
        "measure_unit": units[project["item_code"]],
    }  # fmt: skip


def _whole(project: Row, year: int) -> Row:
    """A project of which only the price is known."""
    lump = {"component_name": project["project_name"], "quantity": 1.0, "measure_unit": "项"}
    return _row(project, project["cents"]) | _all_year(year) | lump


def _paid_twice(projects: pl.DataFrame, year: int) -> list[Row]:
    """The maintenance of a platform that is paid again, in a project of hardware maintenance of the same department."""
    rows = []
    for plot in plots():
        if plot.kind != "paid_twice" or plot.year != year:
            continue
        own = projects.filter(pl.col("org_code").is_in(plot.orgs))
        cared = own.filter((pl.col("item_code") == MAINTENANCE) & pl.col("story").is_not_null())
        other = own.filter((pl.col("item_code") == HARDWARE_CARE) & pl.col("bent"))
        if cared.height and other.height:
            system = _system(cared.row(0, named=True)["built_by"])
            again = {"item_code": MAINTENANCE, "system_name": system, "component_name": "平台驻场运维", "quantity": 1.0}
            cents = min(round(_TWICE_YUAN * 100), other["cents"][0])
            project = other.row(0, named=True)
            rows.append(_row(project, cents) | _all_year(year) | again | {"measure_unit": "项"})
    return rows


def _factor(project: Row, year: int) -> float:
    """How many times the usual price this payer pays for hardware, where a story says so."""
    own = [
        bend.factor for bend in bends("component_price")
        if project["org_code"] in bend.orgs and year >= bend.first_year and project["bent"]
    ]  # fmt: skip
    return own[0] if own else 1.0


def _row(project: Row, cents: int) -> Row:
    nothing = dict.fromkeys(_SCHEMA)
    return nothing | {name: project[name] for name in ("org_code", "project_code", "project_name", "item_code")} | {
        "amount_yuan": cents
    }  # fmt: skip


def _all_year(year: int) -> Row:
    return {"service_from": date(year, 1, 1), "service_to": date(year, 12, 31)}


def _day(year: int, rng: np.random.Generator) -> date:
    return date(year, int(rng.integers(2, 8)), int(rng.integers(1, 28)))


def _system(project_name: str) -> str:
    """What a system is called after the project that built it."""
    return pl.Series([project_name]).str.replace(_BUILD_WORDS, "").item() or project_name


_SCHEMA = {
    "org_code": pl.String, "project_code": pl.String, "project_name": pl.String, "item_code": pl.String,
    "system_name": pl.String, "component_name": pl.String, "specification": pl.String, "quantity": pl.Float64,
    "measure_unit": pl.String, "amount_yuan": pl.Int64, "purchased_on": pl.Date, "service_from": pl.Date,
    "service_to": pl.Date, "function_points": pl.Float64, "person_months": pl.Float64,
}  # fmt: skip
