"""What the total rows of a file say against what its rows add up to."""

from dataclasses import replace
from decimal import Decimal

import polars as pl

from duibiao.ingest import totals
from duibiao.ingest.convert import Converted, Plan
from duibiao.ingest.structure import Sum
from duibiao.ingest.totals import ControlTotal
from duibiao.schema.column import Kind


def total_rows(body: pl.DataFrame, plan: Plan) -> pl.Series:
    """True for rows that call themselves a total and have none of the codes that rows have."""
    keys = [plan.sources[name] for name in plan.extract.key if _is_code(plan, name)]
    return totals.is_total(body.drop("row_number"), keys)


def _is_code(plan: Plan, name: str) -> bool:
    return name in plan.sources and plan.extract.column(name).kind is Kind.CODE


def control_totals(
    body: pl.DataFrame,
    converted: Converted,
    plan: Plan,
    is_total: pl.Series,
    is_upper: pl.Series,
    sums: tuple[Sum, ...],
    aside: pl.Series,
) -> tuple[ControlTotal, ...]:
    """What the total rows say against what the rows add up to; `aside` has the numbers of rows that are not loaded.

    Rows of upper classes (`is_upper`) are no rows of their own: they stand for those of the classes below. A total
    that ties only with rows set aside ties with nothing that is loaded.
    """
    if not bool((is_total | is_upper).any()):
        return ()
    amounts = [name for name, dtype in converted.rows.schema.items() if dtype.is_decimal() and name in plan.money]
    unread = [
        (converted.rows[name].is_null() & body[plan.money[name]].str.contains(r"\d")).fill_null(False)
        & ~(is_total | is_upper)
        for name in amounts
    ]
    frame = converted.rows.select("row_number", *amounts).with_columns(
        totals.labels(body),
        *(flag.alias(f"{name}__unread") for name, flag in zip(amounts, unread, strict=True)),
    )
    places = {name: _last_place(body[plan.money[name]], plan, name) for name in amounts}
    lowest = frame.with_columns(pl.when(~is_upper).then(pl.col(name)).alias(name) for name in amounts)
    controls = (
        *totals.check("label", lowest, is_total, places),
        *_upper_controls(frame, converted, plan, is_total, is_upper, places),
        *_found_controls(frame, amounts, is_upper, sums),
    )
    left = frame.filter(pl.col("row_number").is_in(aside.implode()))
    return tuple(_without_rows_aside(control, left) for control in controls)


def _without_rows_aside(control: ControlTotal, aside: pl.DataFrame) -> ControlTotal:
    """The control, with the status `set_aside` where it ties only since rows that are not loaded are counted."""
    if control.status not in ("ties", "rounding") or aside.is_empty() or not bool(aside[control.column].sum()):
        return control
    return replace(control, status="set_aside")


def _found_controls(
    frame: pl.DataFrame, amounts: list[str], is_upper: pl.Series, sums: tuple[Sum, ...]
) -> list[ControlTotal]:
    """The sums that arithmetic found, in the columns in which they tie: it looks only where all cells can be read."""
    columns = {name: frame[name] for name in amounts}
    return [
        ControlTotal(
            int(frame["row_number"][each.row]),
            str(frame["label"][each.row]),
            name,
            f"{values[each.row]:.2f}",
            f"{_parts(values, each):.2f}",
            "ties",
        )
        for each in sums
        if is_upper[each.row]
        for name, values in columns.items()
        if values[each.row] is not None and values[each.row] == _parts(values, each)
    ]


def _parts(amounts: pl.Series, found: Sum) -> Decimal:
    return sum((amounts[part] or Decimal(0) for part in found.parts), Decimal(0))


def _upper_controls(
    frame: pl.DataFrame,
    converted: Converted,
    plan: Plan,
    is_total: pl.Series,
    is_upper: pl.Series,
    places: dict[str, Decimal],
) -> tuple[ControlTotal, ...]:
    if plan.mapping is None or plan.mapping.hierarchy is None or not bool(is_upper.any()):
        return ()
    rows = converted.rows
    whose = next((rows[name] for name in ("org_code", "org_name") if name in rows.columns), None)
    named = frame.with_columns(
        rows[plan.mapping.hierarchy].alias("code"),
        (pl.lit(None, dtype=pl.String) if whose is None else whose).alias("whose"),
    )
    return tuple(totals.check_upper(named, is_upper, ~(is_total | is_upper), places))


def _last_place(cells: pl.Series, plan: Plan, name: str) -> Decimal:
    """What the last printed place of a column is worth in yuan; a cent where the column is in yuan.

    Amounts in 万元 are rounded for print; whole amounts in yuan are whole, and their totals must tie.
    """
    factor = plan.factors.get(name, 1)
    mark = "." if plan.mark == "." else ","
    decimals = cells.str.extract(rf"\{mark}(\d+)\D*$").str.len_chars().max()
    return Decimal("0.01") if factor == 1 else max(Decimal(factor).scaleb(-int(str(decimals or 0))), Decimal("0.01"))
