"""A district small enough to compute by hand: six towns and two departments, to August.

Roads (CY0101, grade 一级): every town paid 10 元 for each of its units of workload, 华新镇 paid 16.
"""

from datetime import date
from pathlib import Path

import polars as pl

from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import NewBatch, Warehouse

TOWNS = ("夏阳街道", "盈浦街道", "朱家角镇", "练塘镇", "金泽镇", "华新镇")
DEPARTMENTS = ("青浦区绿化和市容管理局", "=青浦区水务局")
QUANTITIES = (100, 200, 300, 400, 500, 600)
POPULATIONS = (1000, 2000, 3000, 4000, None, 6000)


def build(path: Path) -> Path:
    """Write the small district to a new warehouse and return its path."""
    with Warehouse.open(path) as warehouse:
        warehouse.accept(_batch("org", _orgs(), ""))
        warehouse.accept(_batch("service_item", [{"item_code": "CY0101", "item_name": "道路机械化保洁"}], ""))
        warehouse.accept(_batch("workload", _workloads(), "2026"))
        warehouse.accept(_batch("org_profile", _profiles(), "2026"))
        warehouse.accept(_batch("project", _projects(), ""))
        warehouse.accept(_batch("execution", _execution(), "2026-08"))
        warehouse.accept(_batch("payment", _payments(), "2026-08"))
    return path


def _orgs() -> list[dict[str, object]]:
    towns = [
        {"org_code": f"31011800{number}", "org_name": name, "org_type": "subdistrict" if "街道" in name else "town"}
        for number, name in enumerate(TOWNS, 1)
    ]
    departments = [
        {"org_code": f"20{number}", "org_name": name, "org_type": "department"}
        for number, name in enumerate(DEPARTMENTS, 1)
    ]
    return towns + departments


def _workloads() -> list[dict[str, object]]:
    return [
        {
            "year": 2026,
            "org_code": org["org_code"],
            "item_code": "CY0101",
            "grade": "一级",
            "quantity": quantity,
            "measure_unit": "万平方米",
        }
        for org, quantity in zip(_orgs(), QUANTITIES, strict=False)
    ]


def _profiles() -> list[dict[str, object]]:
    return [
        {"year": 2026, "org_code": org["org_code"], "population": population}
        for org, population in zip(_orgs(), POPULATIONS, strict=False)
        if population
    ]


def _projects() -> list[dict[str, object]]:
    return [
        {
            "org_code": org["org_code"],
            "project_code": f"P{org['org_code']}",
            "project_name": f"{org['org_name']}道路保洁",
            "item_code": "CY0101",
            "grade": "一级",
        }
        for org in _orgs()[:6]
    ]


def _execution() -> list[dict[str, object]]:
    roads = [
        {
            "year": 2026,
            "month": 8,
            "org_code": org["org_code"],
            "project_code": f"P{org['org_code']}",
            "project_name": f"{org['org_name']}道路保洁",
            "item_code": "CY0101",
            "function_code": "2120501",
            "approved_yuan": quantity * 20,
            "current_yuan": quantity * 20,
            "paid_yuan": quantity * (16 if org["org_name"] == "华新镇" else 10),
        }
        for org, quantity in zip(_orgs(), QUANTITIES, strict=False)
    ]
    water = [
        {
            "year": 2026,
            "month": 8,
            "org_code": "201",
            "function_code": "2130305",
            "approved_yuan": 1000,
            "current_yuan": 0,
            "paid_yuan": 0,
        },
        {
            "year": 2026,
            "month": 8,
            "org_code": "202",
            "project_code": "P202",
            "project_name": "=HYPERLINK(水利)",
            "function_code": "2130305",
            "approved_yuan": 1000,
            "current_yuan": 10000,
            "paid_yuan": 9000,
        },
    ]
    return roads + water


def _payments() -> list[dict[str, object]]:
    return [
        {
            "org_code": row["org_code"],
            "project_code": row["project_code"],
            "pay_date": date(2026, 8, 5),
            "voucher_no": f"V{number}",
            "amount_yuan": row["paid_yuan"],
        }
        for number, row in enumerate(_execution())
        if row.get("project_code")
    ]


def _batch(extract: str, rows: list[dict[str, object]], period: str) -> NewBatch:
    declared = extract_named(extract)
    names = [name for name in declared.by_name if any(name in row for row in rows)]
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], infer_schema_length=None)
    scoped = frame.with_row_index("row_number", 2).with_columns(
        scope_org=pl.col("org_code") if declared.organisation else pl.lit("*"), scope_period=pl.lit(period)
    )
    none = pl.DataFrame(schema={"row_number": pl.Int64, "reason": pl.String, "original": pl.String})
    return NewBatch(extract, scoped, none, f"{extract}.xlsx", "0" * 64, synthetic=True)
