"""Rows that are lines of one document, as of a voucher: which repeat another to the letter, which lost their number."""

from collections.abc import Iterator

import polars as pl

from duibiao.ingest import values
from duibiao.ingest.convert import Plan
from duibiao.ingest.fact import values as values_of
from duibiao.ingest.header import plain
from duibiao.ingest.note import Note
from duibiao.schema.column import Column

_RUNNING_NUMBERS = frozenset(("序号", "顺序号", "行次"))
"""Headers of columns that only count the rows of the file."""

_SHOWN = 3


def repeated(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan) -> tuple[int, ...]:
    """The numbers of the rows all of whose cells, those not loaded too, are those of an earlier row.

    Only of extracts whose rows are lines; `rows` are accepted rows, `body` has their cells.
    """
    told = [name for name in plan.extract.by_name if name in rows.columns]
    if not plan.extract.line or rows.is_empty():
        return ()
    alike = rows.filter(rows.select(told).is_duplicated())
    if alike.is_empty():
        return ()
    cells = body.join(alike.select("row_number"), on="row_number", how="semi", maintain_order="left")
    texts = cells.drop("row_number", *_running_numbers(plan))
    return tuple(cells["row_number"].filter(~texts.select(pl.struct(pl.all()).is_first_distinct()).to_series()))


def said_twice(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The rows whose document and line an earlier row of the organisation has, where the file numbers the lines."""
    extract = plan.extract
    key = ["scope_org", *extract.key]
    if not extract.line or not set(key) <= set(rows.columns):
        return rows.clear()
    return rows.drop_nulls(list(extract.key)).filter(~pl.struct(key).is_first_distinct())


def lost_notes(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan) -> Iterator[Note]:
    """What is said of accepted rows that are loaded without a value which may be lost."""
    for column in plan.extract.columns:
        if column.may_be_lost and column.name in plan.sources and column.name in rows.columns:
            lost = rows.filter(pl.col(column.name).is_null()).select("row_number")
            if lost.height:
                cells = body.join(lost, on="row_number", how="semi", maintain_order="left")
                text = values.trimmed(pl.col(plan.sources[column.name]))
                yield from _lost(column, cells.select("row_number", cell=text), plan)


def _lost(column: Column, cells: pl.DataFrame, plan: Plan) -> Iterator[Note]:
    unread = cells.drop_nulls("cell")
    told = values_of(extract=plan.extract.name, column=column.name)
    if unread.height:
        shown = unread["cell"].unique(maintain_order=True).head(_SHOWN).to_list()
        more = values_of(n=unread.height, cells=shown, row=unread["row_number"][0])
        yield Note("lost_cells", (*told, *more))
    n_empty = cells.height - unread.height
    if n_empty and column.name in plan.extract.document:
        yield Note("empty_cells", (*told, *values_of(n=n_empty)))


def _running_numbers(plan: Plan) -> list[str]:
    return [f"c{i}" for i, name in enumerate(plan.header.names) if plain(name) in _RUNNING_NUMBERS]
