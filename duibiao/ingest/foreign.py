"""Amounts in another currency than that of their file are set aside: they cannot be added to the others."""

from dataclasses import replace

import polars as pl

from duibiao.ingest import currency
from duibiao.ingest.convert import Converted, Plan
from duibiao.ingest.reason import reason, with_one_more


def told(plan: Plan, code: str | None) -> Plan:
    """The plan with the currency that the person told, if any: it wins over what the file says."""
    return replace(plan, currency=code) if code else plan


def contradicting(plan: Plan) -> tuple[str, ...]:
    """The currencies that the file says beside the one in which it is read."""
    said = plan.currencies
    if not plan.factors or said.code is None or said.among:
        return ()
    return tuple(code for code in (said.code, *said.others) if code.isalpha() and code != plan.currency)


def marked(converted: Converted, body: pl.DataFrame, plan: Plan) -> Converted:
    """The rows with a reason for each that says another currency."""
    others = contradicting(plan)
    if not others:
        return converted
    found = currency.foreign(body, list(plan.money.values()), plan.currency_cells, plan.currency)
    said = reason("other_currency", plan.extract, currency=pl.col("foreign"), of=plan.currency)
    frame = pl.DataFrame({"reason": converted.reasons, "foreign": found})
    return replace(converted, reasons=frame.select(with_one_more(pl.col("foreign").is_not_null(), said))["reason"])
