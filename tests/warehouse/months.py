"""Months of execution, large enough that loading one takes a while, with amounts that tell which one it is."""

from decimal import Decimal
from pathlib import Path

ORGS = tuple(f"{number:03d}" for number in range(40))
LINES = 250


def write_month(file: Path, paid: int) -> Path:
    """Every line of every organisation has paid `paid` yuan by August 2024."""
    lines = [f"2024,8,{org},P{org}{line:04d},A01,100,{paid}" for org in ORGS for line in range(LINES)]
    file.write_text(
        "年度,月份,单位代码,项目代码,一类事代码,变动后预算数,累计支付数\n" + "\n".join(lines), encoding="utf-8"
    )
    return file


def sums(paid: int) -> dict[str, Decimal]:
    """What each organisation has paid when that month is loaded."""
    return {org: Decimal(paid * LINES) for org in ORGS}
