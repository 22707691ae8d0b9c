"""What is read now, to compare a file with before it is accepted: rows of scopes, their sums, keys seen elsewhere.

Statements on a cursor; names of extracts and columns come from the declared schema.
"""

import duckdb
import polars as pl

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.warehouse import lines
from duibiao.warehouse.queries import statement

_SCOPE = ["scope_org", "scope_period"]


def rows(cursor: duckdb.DuckDBPyConnection, extract: Extract, wanted: pl.DataFrame) -> pl.DataFrame:
    """The live rows of those scopes (`scope_org`, `scope_period`), with batch and row number, in the order of both."""
    names = ", ".join(f"r.{name}" for name in extract.by_name)
    source = _standing(cursor, extract, wanted)
    frame: pl.DataFrame = cursor.sql(
        f"select r.batch_id, r.row_number, r.scope_org, r.scope_period, {names} from {source} "
        "order by r.batch_id, r.row_number"
    ).pl()
    return frame


def scopes(cursor: duckdb.DuckDBPyConnection, extract: Extract) -> pl.DataFrame:
    """Grain: live scope × batch that it is read from; scope_org, scope_period, batch_id, n_rows; all of the extract."""
    frame: pl.DataFrame = cursor.sql(statement("batches/live_scopes"), params={"extract": extract.name}).pl()
    return frame


def sums(cursor: duckdb.DuckDBPyConnection, extract: Extract, wanted: pl.DataFrame) -> pl.DataFrame:
    """Grain: live scope of those wanted. `n_rows`, and the sum of every column that can be summed.

    Money is in yuan (or the currency of the batches) with two decimals, quantities have four, counts none.
    """
    summed = "".join(f", sum(r.{each.name})::{_sum_type(each)} as {each.name}" for each in extract.numbers)
    frame: pl.DataFrame = cursor.sql(
        f"select r.scope_org, r.scope_period, count(*) as n_rows{summed} from {_standing(cursor, extract, wanted)} "
        "group by r.scope_org, r.scope_period order by r.scope_org, r.scope_period"
    ).pl()
    return frame


def _standing(cursor: duckdb.DuckDBPyConnection, extract: Extract, wanted: pl.DataFrame) -> str:
    """What to read the live rows of those scopes from, as `r`: naming the batches spares reading all others.

    Where `wanted` tells the batches (as `scopes` does), they are taken from it.
    """
    if "batch_id" in wanted.columns:
        standing = wanted
    else:
        standing = scopes(cursor, extract).join(wanted.select(_SCOPE).unique(), on=_SCOPE, how="semi")
    cursor.register("wanted", standing.select(*_SCOPE, "batch_id"))
    batches = ", ".join(str(number) for number in standing["batch_id"].unique().sort()) or "null"
    return (
        f"(select * from row_{extract.name} where batch_id in ({batches})) as r semi join wanted as w "
        "on r.batch_id = w.batch_id and r.scope_org = w.scope_org and r.scope_period = w.scope_period"
    )


def same_keys(
    cursor: duckdb.DuckDBPyConnection, extract: Extract, incoming: pl.DataFrame, scopes: pl.DataFrame
) -> pl.DataFrame:
    """Incoming rows whose key is live in a scope other than `scopes`: `row_number`, and where the other one stands.

    Returns row_number (of the incoming row), other_batch, other_row, scope_org, scope_period (of the other one).
    A key of which a part is empty is equal to no other. Where rows are lines, the document and the line, or its
    amount, are the same.
    """
    told = [name for name in (*extract.key, *(each.name for each in extract.money)) if name in incoming.columns]
    cursor.register("incoming", incoming.select("row_number", "scope_org", *dict.fromkeys(told)))
    cursor.register("wanted", scopes.select(_SCOPE).unique())
    same = " and ".join(f"i.{name} = r.{name}" for name in extract.document)
    frame: pl.DataFrame = cursor.sql(
        "select i.row_number, r.batch_id as other_batch, r.row_number as other_row, r.scope_org, r.scope_period "
        f"from {_incoming(extract, told)} as i inner join {extract.name} as r on {same}{_same_line(extract, told)} "
        "anti join wanted as w on r.scope_org = w.scope_org and r.scope_period = w.scope_period "
        f"{_nearest(extract, told)} order by i.row_number, r.batch_id, r.row_number"
    ).pl()
    return frame


def _nearest(extract: Extract, told: list[str]) -> str:
    """Of the lines of a document that may be meant one, before others one with the same amounts."""
    if not extract.line:
        return ""
    alike = ", ".join(f"(i.{each.name} = r.{each.name}) desc" for each in extract.money if each.name in told)
    order = ", ".join(filter(None, (alike, "r.batch_id", "r.row_number")))
    return f"qualify row_number() over (partition by i.row_number order by {order}) = 1"


def _incoming(extract: Extract, told: list[str]) -> str:
    return lines.numbered(extract, told) if extract.line else "incoming"


def _same_line(extract: Extract, told: list[str]) -> str:
    """A line is the same by its number, or by its amounts, in whatever order the other file has the lines."""
    if not extract.line:
        return ""
    amounts = [f"i.{each.name} = r.{each.name}" for each in extract.money if each.name in told]
    return f" and ({' or '.join([f'i.{extract.line} = r.{extract.line}', *amounts])})"


def _sum_type(column: Column) -> str:
    return {Kind.MONEY: "decimal(38, 2)", Kind.QUANTITY: "decimal(38, 4)"}.get(column.kind, "decimal(38, 0)")
