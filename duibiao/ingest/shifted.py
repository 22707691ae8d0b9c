"""Rows with cells to the right of the header: left out with a note, or set aside where the row is likely shifted.

A mark that separates cells and stands inside one, as in 1,234.00 or in Smith, Jones, shifts all that follows to the
right: then the amount is cut, or stands one column further on.
"""

from dataclasses import replace

import polars as pl

from duibiao.ingest.convert import Converted, Plan
from duibiao.ingest.note import Note, note
from duibiao.ingest.reason import reason, with_one_more

_NUMBER = r"^[\s(]*[-+]?[^\w\s]?[\s-]*\d[\d., ]*[\s)-]*$"
_CUT = r"^[^\w]*\d{1,3}\s*$"
_TAIL = r"^\s*\d{3}(\.\d+)?[\s)-]*$"
_MOST = 0.5
"""From this share of the rows on, a column without a name is one, and no sign of a shift."""


def marked(converted: Converted, body: pl.DataFrame, plan: Plan) -> Converted:
    """The rows with a reason for each that has too many cells and is likely shifted."""
    if not plan.beyond:
        return converted
    width = _width(plan)
    wrong = body.select(shifted=width.is_not_null() & _is_likely(body, plan), width=width)
    frame = wrong.with_columns(reason=converted.reasons)
    said = reason("too_many_cells", plan.extract, n=pl.col("width"), of=_named(plan))
    return replace(converted, reasons=frame.select(with_one_more(pl.col("shifted"), said))["reason"])


def notes(body: pl.DataFrame, plan: Plan, accepted: pl.DataFrame) -> tuple[Note, ...]:
    """What is left out of rows that are loaded although they have cells to the right of the header."""
    if not plan.beyond:
        return ()
    texts = pl.concat_str(pl.col(plan.beyond).str.strip_chars().replace("", None), separator=" ", ignore_nulls=True)
    extra = body.select("row_number", text=texts).filter(pl.col("text") != "")
    extra = extra.join(accepted, on="row_number", how="semi", maintain_order="left")
    if extra.is_empty():
        return ()
    row, text = extra.row(0)
    return (note("cells_beyond", n=extra.height, row=row, text=text[:40]),)


def _named(plan: Plan) -> int:
    return int(plan.beyond[0][1:])


def _width(plan: Plan) -> pl.Expr:
    """How many cells a row has up to the last filled one; null where none stands to the right of the header."""
    return pl.max_horizontal(pl.when(pl.col(cell).str.contains(r"\S")).then(int(cell[1:]) + 1) for cell in plan.beyond)


def _is_likely(body: pl.DataFrame, plan: Plan) -> pl.Expr:
    """Whether the amounts, moved to the left by the cells that are too many, would be as they are elsewhere."""
    first = min((int(cell[1:]) for cell in plan.money.values()), default=None)
    if first is None:
        return pl.lit(value=True)
    numeric = _numeric_columns(body, plan, first)
    usual, most = _usual_width(body, plan), int(plan.beyond[-1][1:]) + 1
    moved = [
        (_width(plan) - usual >= shift) & _would_fit(first, shift, numeric, plan)
        for shift in range(1, most - usual + 1)
    ]
    cut = [_is_cut(int(cell[1:])) for cell in plan.money.values()]
    return pl.any_horizontal(*moved, *cut).fill_null(value=False)


def _usual_width(body: pl.DataFrame, plan: Plan) -> int:
    """The number of cells of most rows, where most rows have more than the header; else that of the header."""
    counted = body.select(_width(plan).alias("width"))["width"].value_counts(sort=True).drop_nulls("width")
    if counted.height and counted["count"][0] > _MOST * body.height:
        return int(counted["width"][0])
    return _named(plan)


def _numeric_columns(body: pl.DataFrame, plan: Plan, first: int) -> dict[int, bool]:
    """Whether most of the filled cells are numbers, for each column from the first amount to the end of the header."""
    columns = range(first, _named(plan))
    filled = [pl.when(pl.col(f"c{i}").str.contains(r"\S")).then(_is_number(i)).mean().alias(f"c{i}") for i in columns]
    shares = body.select(filled).row(0)
    return {i: (share or 0.0) > _MOST for i, share in zip(columns, shares, strict=True)}


def _would_fit(first: int, shift: int, numeric: dict[int, bool], plan: Plan) -> pl.Expr:
    amount = first + shift
    fits = [_is_number(amount)]
    for i in range(first + 1, _named(plan)):
        cell = pl.col(f"c{i + shift}")
        blank = cell.is_null() | ~cell.str.contains(r"\S")
        fits.append(blank | (_is_number(i + shift) == numeric[i]))
    return pl.all_horizontal(fits)


def _is_number(i: int) -> pl.Expr:
    return pl.col(f"c{i}").str.contains(_NUMBER).fill_null(value=False)


def _is_cut(i: int) -> pl.Expr:
    """Whether an amount is cut at its comma: 1 in one cell, 234.00 in the next."""
    return pl.col(f"c{i}").str.contains(_CUT) & pl.col(f"c{i + 1}").str.contains(_TAIL)
