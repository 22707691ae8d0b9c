"""A warehouse of a few rows, put together by hand, row by row."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import NewBatch

Row = Mapping[str, object]


def batch(extract: str, rows: Sequence[Row], **options: object) -> NewBatch:
    """Rows ready to be accepted; the scope is that of each row, the row number its place from 2."""
    declared = extract_named(extract)
    names = [name for name in declared.by_name if any(name in row for row in rows)]
    values = [
        (number, *(row.get(name) for name in names), _org(row, declared), _period(row, declared))
        for number, row in enumerate(rows, 2)
    ]
    schema = ["row_number", *names, "scope_org", "scope_period"]
    frame = pl.DataFrame(values, schema=schema, orient="row", infer_schema_length=None)
    none = pl.DataFrame(schema={"row_number": pl.Int64, "reason": pl.String, "original": pl.String})
    given = {"rejections": none, "file_name": f"{extract}.csv", "file_sha256": "0" * 64} | options
    return NewBatch(extract=extract, rows=frame, **given)


def _org(row: Row, extract: Extract) -> str:
    return str(row[extract.organisation]) if extract.organisation else "*"


def _period(row: Row, extract: Extract) -> str:
    if extract.dated_by:
        day = row[extract.dated_by]
        assert isinstance(day, date)
        return f"{day:%Y-%m}"
    return "-".join(f"{row[name]:02d}" for name in extract.period)


def line(org: str, paid: object, year: int = 2026, month: int = 8, **more: object) -> dict[str, object]:
    """One execution line: twice the paid amount approved, four times it current, unless told otherwise."""
    amount = Decimal(str(paid))
    row = {"year": year, "month": month, "org_code": org, "approved_yuan": 2 * amount, "current_yuan": 4 * amount}
    return row | {"paid_yuan": amount} | more
