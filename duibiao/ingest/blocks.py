"""Organisations that stand in the first row of their block only: filled down where the file says that they hold.

Merged cells say so, and so does a column that is filled once a block: at the first row, never twice in a row the same,
with projects in the rows below it. One blank cell among filled ones is a gap, and its row is set aside.
"""

from dataclasses import dataclass

import polars as pl

from duibiao.ingest.convert import Plan
from duibiao.ingest.recognise import Recognised
from duibiao.schema.column import Kind

LEAST_BLANK = 2
"""How many rows without organisation there must be, and as many as have one: a few are gaps and not a shape."""

_WHOSE = ("org_code", "org_name", "unit_code", "unit_name")
_TOTAL = r"(?i)[合总總小共]\s*[计計]|total"


@dataclass(frozen=True)
class FilledDown:
    """The body with the organisation in every row of its block, and how many rows got it so."""

    body: pl.DataFrame
    n_rows: int = 0


def filled_down(body: pl.DataFrame, recognised: Recognised, plan: Plan) -> FilledDown:
    """Fill the organisation down, by merged cells, else by the shape of the block; codes as well as names."""
    merged = _by_merging(body, recognised, plan)
    whose = [plan.sources[name] for name in _WHOSE[:2] if name in plan.sources]
    if not whose or not _is_shaped(merged, whose, plan):
        return FilledDown(merged)
    blank = _all_blank(merged, whose)
    filled = merged.with_columns(_down(cell, _totals(merged, plan)) for cell in whose)
    return FilledDown(filled, int((blank & ~_all_blank(filled, whose)).sum()))


def _by_merging(body: pl.DataFrame, recognised: Recognised, plan: Plan) -> pl.DataFrame:
    """Codes and names of merged cells in all of their rows; texts were filled before, amounts never are."""
    if recognised.sheet.delimited or len(recognised.parts) > 1:
        return body
    named = {cell for name, cell in plan.sources.items() if plan.extract.column(name).kind in (Kind.CODE, Kind.TEXT)}
    ranges = [each for each in recognised.sheet.merged() if f"c{each[1]}" in named and each[0] < each[2]]
    for top, left, bottom, _right in ranges:
        cell, inside = f"c{left}", pl.col("row_number").is_between(top + 1, bottom + 1)
        text = body.filter(pl.col("row_number") == top + 1)[cell]
        if text.len() and text[0]:
            body = body.with_columns(
                pl.when(inside & _is_blank(cell)).then(pl.lit(text[0])).otherwise(cell).alias(cell)
            )
    return body


def _is_shaped(body: pl.DataFrame, whose: list[str], plan: Plan) -> bool:
    """Whether the organisation stands once a block: each block has one row that tells it, and rows that do not."""
    blank = _all_blank(body, whose)
    if not bool(blank.any()):
        return False
    blank &= ~_totals(body, plan)
    if not bool(blank.any()) or bool(blank[0]) or not _tells_more(body.filter(blank), plan):
        return False
    told = body.filter(~_all_blank(body, whose) & ~_totals(body, plan))
    if int(blank.sum()) < max(LEAST_BLANK, told.height):
        return False
    first = told.select(whose[0]).to_series().str.strip_chars()
    return not bool((first == first.shift(1)).fill_null(value=False).any())


def _tells_more(rows: pl.DataFrame, plan: Plan) -> bool:
    """Whether every row without organisation names something of its own: a project, an item, a class."""
    names = [name for name in plan.extract.by_name if name.startswith(("project", "item", "function", "economic"))]
    cells = [plan.sources[name] for name in names if name in plan.sources]
    return bool(cells) and bool(rows.select((~pl.all_horizontal(map(_is_blank, cells))).all()).item())


def _totals(body: pl.DataFrame, plan: Plan) -> pl.Series:
    """Rows that say that they are a total, in any of the columns that name something."""
    cells = [cell for name, cell in plan.sources.items() if not plan.extract.column(name).kind.is_number]
    said = pl.any_horizontal(pl.col(cell).str.contains(_TOTAL) for cell in cells).fill_null(value=False)
    return body.select(said.alias("total")).to_series()


def _all_blank(body: pl.DataFrame, cells: list[str]) -> pl.Series:
    return body.select(pl.all_horizontal(map(_is_blank, cells)).alias("blank")).to_series()


def _is_blank(cell: str) -> pl.Expr:
    return (~pl.col(cell).str.contains(r"\S")).fill_null(value=True)


def _down(cell: str, keep: pl.Series) -> pl.Expr:
    """The last text above where the cell is blank, but for the rows to `keep` as they are."""
    told = pl.when(~_is_blank(cell)).then(pl.col(cell)).forward_fill()
    return pl.when(_is_blank(cell) & ~pl.lit(keep)).then(told).otherwise(pl.col(cell)).alias(cell)
