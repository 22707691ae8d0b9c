"""Lines of a request typed on the page, in a grid of their own."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import streamlit as st

from duibiao.analysis.review import Line
from duibiao.language import _
from duibiao.ui.frames import as_pandas

REQUEST_NO = "1"
"""Typed lines are one request unless they say otherwise."""

_SCHEMA = {
    "request_no": pl.String(),
    "org": pl.String(),
    "project_name": pl.String(),
    "item": pl.String(),
    "grade": pl.String(),
    "area": pl.String(),
    "quantity": pl.Float64(),
    "measure_unit": pl.String(),
    "unit_price_yuan": pl.Float64(),
    "months": pl.Float64(),
    "base_yuan": pl.Float64(),
    "person_months": pl.Float64(),
    "amount_yuan": pl.Float64(),
}


def lines(items: pl.DataFrame, orgs: pl.DataFrame, year: int) -> tuple[Line, ...]:
    """Draw the grid and read it; `items`: item_code, item_name, measure_unit; `orgs`: org_code, org_name."""
    st.caption(
        _("One row a line. Without an amount it is quantity × unit price; without a unit that of the service item.")
    )
    edited = st.data_editor(
        as_pandas(pl.DataFrame(schema=_SCHEMA)),
        key="typed_lines",
        num_rows="dynamic",
        hide_index=True,
        column_config=_configs(_labels(items, "item_code", "item_name"), _labels(orgs, "org_code", "org_name")),
    )
    return tuple(read(pl.from_pandas(edited, schema_overrides=_SCHEMA), orgs, year))


def read(rows: pl.DataFrame, orgs: pl.DataFrame, year: int) -> Iterator[Line]:
    """Lines from rows of the grid; a row that asks for nothing is none."""
    names = dict(orgs.select("org_code", "org_name").iter_rows())
    for number, row in enumerate(rows.iter_rows(named=True), 1):
        amount = _amount(row)
        if amount is None:
            continue
        org = _code(row["org"]) or ""
        yield Line(
            request_no=row["request_no"] or REQUEST_NO,
            line_no=str(number),
            year=year,
            org_code=org,
            amount_yuan=amount,
            org_name=names.get(org),
            project_name=row["project_name"] or None,
            item_code=_code(row["item"]),
            grade=row["grade"] or None,
            area=row["area"] or None,
            quantity=_decimal(row["quantity"], 4),
            measure_unit=row["measure_unit"] or None,
            unit_price_yuan=_decimal(row["unit_price_yuan"], 2),
            months=_decimal(row["months"], 4),
            base_yuan=_decimal(row["base_yuan"], 2),
            person_months=_decimal(row["person_months"], 4),
        )


def _amount(row: dict[str, Any]) -> Decimal | None:
    """What is asked for: as typed, else quantity × unit price."""
    if row["amount_yuan"] is not None:
        return _decimal(row["amount_yuan"], 2)
    if row["quantity"] is None or row["unit_price_yuan"] is None:
        return None
    return (Decimal(str(row["quantity"])) * Decimal(str(row["unit_price_yuan"]))).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _code(label: str | None) -> str | None:
    """The code that stands before the name."""
    return label.split(" ", 1)[0] if label else None


def _labels(frame: pl.DataFrame, code: str, name: str) -> list[str]:
    return [f"{row[code]} {row[name] or ''}".strip() for row in frame.select(code, name).iter_rows(named=True)]


def _configs(items: list[str], orgs: list[str]) -> dict[str, Any]:
    config, number = st.column_config, st.column_config.NumberColumn
    return {
        "request_no": config.TextColumn(_("Request")),
        "org": config.SelectboxColumn(_("Organisation"), options=orgs, width="medium"),
        "project_name": config.TextColumn(_("Project")),
        "item": config.SelectboxColumn(_("Service item"), options=items, width="medium"),
        "grade": config.TextColumn(_("Grade"), width="small"),
        "area": config.TextColumn(_("Area of validity"), width="small"),
        "quantity": number(_("Quantity"), min_value=0.0, format="%,.4f"),
        "measure_unit": config.TextColumn(_("Unit of workload"), width="small"),
        "unit_price_yuan": number(_("Unit price (yuan)"), min_value=0.0, format="%,.2f"),
        "months": number(_("Months"), min_value=0.0, max_value=12.0),
        "base_yuan": number(_("Base (yuan)"), min_value=0.0, format="%,.2f"),
        "person_months": number(_("Person-months"), min_value=0.0),
        "amount_yuan": number(_("Requested (yuan)"), min_value=0.0, format="%,.2f"),
    }
