"""The sheet of budget adjustments: which budgets to reduce, by how much, why; edited, kept, exported."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from duibiao import formats, language
from duibiao.analysis import pace
from duibiao.analysis.pace import State
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.ui import feedback, filters, moment, person, store
from duibiao.ui.frames import as_pandas
from duibiao.ui.kept import kept
from duibiao.ui.progress import stuck
from duibiao.ui.progress.stuck import View
from duibiao.warehouse import Reduction

_KEY = ["org_code", "project"]
_WAN = 10_000
MOST_PROPOSED = 1_000
"""So many projects are proposed at once, those with the largest reductions."""

_SHEETS_KEPT = 16
_TOLD_OF = ("recovery", "recoverable_yuan", "suggested_yuan", "state", "execution_rate", "expected_rate",
            "dormant_months", "contracted_yuan", "forecast_yuan")  # fmt: skip
"""What reason and evidence are made of."""


@dataclass(frozen=True, eq=False)
class Proposals:
    """Projects whose budget could be reduced: the largest reductions, those on the sheet first; `n`: of how many."""

    rows: pl.DataFrame
    n: int


def candidates(view: View, least_yuan: float) -> Proposals:
    """Projects whose budget could be reduced by at least so much, or that are on the sheet already.

    Adds suggested_yuan, chosen, reduction_yuan (as it was settled, else as suggested), reason (the same), evidence.
    """
    return _candidates(view, least_yuan, language.current(), *store.state())


@kept(_SHEETS_KEPT)
def _candidates(view: View, least_yuan: float, _language: str, _as_of: datetime | None, _version: int) -> Proposals:
    settled = store.read("reductions", year=view.year).select(*_KEY, "reduction_yuan", settled="reason")
    joined = pace.reductions(stuck.found(view)).join(settled, on=_KEY, how="left", maintain_order="left")
    on_sheet, amount = pl.col("reduction_yuan").is_not_null(), pl.col("reduction_yuan").cast(pl.Float64)
    every = (
        joined.filter((pl.col("suggested_yuan") >= least_yuan) | on_sheet)
        .with_columns(chosen=on_sheet, reduction_yuan=pl.coalesce(amount, "suggested_yuan"))
        .sort("chosen", "suggested_yuan", "case", descending=[True, True, False])
    )
    told = every.head(max(MOST_PROPOSED, int(every["chosen"].sum())))
    words = [(reason(row), _evidence(view, row)) for row in told.select(_TOLD_OF).iter_rows(named=True)]
    said = pl.DataFrame(words, schema={"reason": pl.String, "evidence": pl.String}, orient="row")
    rows = told.with_columns(reason=pl.coalesce("settled", said["reason"]), evidence=said["evidence"])
    return Proposals(rows, every.height)


def reason(row: dict[str, Any]) -> str:
    """Why a reduction is proposed: why the balance can be taken back, else what is said of the project."""
    if row["recovery"] is not None and row["recoverable_yuan"] >= row["suggested_yuan"]:
        return stuck.recovery_labels()[row["recovery"]]
    if row["state"] == State.FINE:
        return _("Left by the year's end (even at the upper end of the 80 % band)")
    return stuck.state_labels()[State(row["state"])]


def least(currency: str) -> float:
    """Choose from which reduction on projects are proposed, in yuan (or whole euros …)."""
    return _WAN * filters.least_amount(_("Proposed from"), "least", (1, 5, 10, 20, 50, 100), 20, currency, 190)


def edit(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Draw the sheet to edit: which projects, by how much (万元 or its like), why; returns the chosen rows."""
    unit = MoneyUnit(Scale.WAN, view.unit.currency)
    shown = rows.select(
        "chosen", "org_name", "project", "project_name",
        *((pl.col(name).cast(pl.Float64) / _WAN).alias(name) for name in _AMOUNTS), "reason", "evidence",
    )  # fmt: skip
    edited = st.data_editor(
        as_pandas(shown),
        key=f"reductions_{_state_of(rows)}",
        hide_index=True,
        disabled=[name for name in shown.columns if name not in ("chosen", "reduction_yuan", "reason")],
        column_config=_configs(unit),
    )
    told = pl.from_pandas(edited[["chosen", "reduction_yuan", "reason"]])
    amount = (told["reduction_yuan"].cast(pl.Float64).fill_null(0.0) * _WAN).round(2)
    kept = rows.with_columns(told["chosen"].cast(pl.Boolean), amount.alias("reduction_yuan"), told["reason"])
    return kept.filter("chosen").with_columns(
        after_yuan=pl.col("current_yuan").cast(pl.Float64) - pl.col("reduction_yuan")
    )


def too_much(rows: pl.DataFrame) -> pl.DataFrame:
    """Chosen rows whose budget would be left below what is paid, or that would be raised."""
    paid = pl.col("paid_yuan").cast(pl.Float64)
    return rows.filter((pl.col("after_yuan") < paid - 0.005) | (pl.col("reduction_yuan") < 0))


def answer(view: View, proposed: Proposals, chosen: pl.DataFrame) -> str:
    """How much the sheet takes back, of how many proposed."""
    said = _("{n} of {proposed} proposed projects are on the sheet: {amount} would be taken back of {budget}.").format(
        n=formats.count(chosen.height),
        proposed=formats.count(proposed.n),
        amount=formats.money_with_unit(chosen["reduction_yuan"].sum(), view.unit),
        budget=formats.money_with_unit(chosen["current_yuan"].sum(), view.unit),
    )
    if proposed.n == proposed.rows.height:
        return said
    rest = _("Below are the {n} largest; a higher amount to propose from leaves fewer.")
    return _("{first} {second}").format(first=said, second=rest.format(n=formats.count(proposed.rows.height)))


def definitions() -> tuple[tuple[str, str], ...]:
    """How a reduction is suggested."""
    return (
        (
            _("Suggested reduction"),
            _(
                "The larger of what is recoverable now and what even the upper end of the band (80 %) leaves, never "
                "what payments or a contract bind; whole hundreds, rounded down. To be checked with the unit."
            ),
        ),
        (_("Budget after the reduction"), _("Current budget − reduction; it must not fall below what is paid.")),
    )


def table(view: View, chosen: pl.DataFrame) -> Table:
    """The sheet as it goes out: one row a project, the sum on top."""
    sums = pl.col("approved_yuan", "current_yuan", "paid_yuan", "reduction_yuan", "after_yuan").sum()
    total = chosen.select(sums).with_columns(org_name=pl.lit(_("Total")))
    before, change = _("Budget"), _("Adjustment")
    return Table(
        title=_("Proposed budget adjustments of {year}").format(year=formats.period(str(view.year))),
        frame=pl.concat([total, chosen.sort("org_code", "project")], how="diagonal_relaxed"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("project", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("fund_type", _("Fund")),
            Column("approved_yuan", _("Approved budget"), Kind.MONEY, group=before),
            Column("current_yuan", _("Current"), Kind.MONEY, group=before),
            Column("paid_yuan", _("Paid"), Kind.MONEY, group=before),
            Column("execution_rate", _("Execution rate"), Kind.RATE, group=before),
            Column("reduction_yuan", _("Reduction"), Kind.MONEY, group=change),
            Column("after_yuan", _("Budget after the reduction"), Kind.MONEY, group=change),
            Column("reason", _("Reason"), group=change),
            Column("evidence", _("Evidence"), group=change),
        ),
        unit=view.unit,
        n_totals=1,
    )


def keep(view: View, proposed: pl.DataFrame, chosen: pl.DataFrame) -> None:
    """A form that keeps the sheet under a name: what is chosen stays on it, what was taken off leaves it."""
    with st.form("keep_reductions", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        by = person.sign("reductions")
        sent = st.form_submit_button(_("Keep the sheet"), disabled=moment.day() is not None)
    if not sent:
        return
    if not by:
        st.error(_("A name is needed"))
        return
    if too_much(chosen).height:
        st.error(_("A budget must not fall below what is paid"))
        return
    person.keep(by)
    store.warehouse().note_reductions(_reductions(view, proposed, chosen), by)
    st.rerun()


def warn(chosen: pl.DataFrame) -> None:
    """Name the rows that cannot go out so."""
    wrong = too_much(chosen)
    if wrong.height:
        names = "、".join(f"{row['org_name']} {row['project_name']}" for row in wrong.head(5).iter_rows(named=True))
        st.error(_("Reduced below what is paid, or raised: {names}").format(names=names))


def nothing() -> None:
    """No project could give anything back."""
    feedback.nothing_here(_("No budget could be reduced by so much at this month end"))


_AMOUNTS = ("current_yuan", "contracted_yuan", "paid_yuan", "forecast_yuan", "suggested_yuan", "reduction_yuan")


def _state_of(rows: pl.DataFrame) -> str:
    """Changes with what is proposed: edits belong to the rows they were made in, never to others in their place."""
    return str(rows.select("case", "chosen", "reduction_yuan", "reason").hash_rows(seed=0).sum())


def _reductions(view: View, proposed: pl.DataFrame, chosen: pl.DataFrame) -> list[Reduction]:
    kept = [
        Reduction(view.year, row["org_code"], row["project"], Decimal(str(row["reduction_yuan"])), row["reason"] or "")
        for row in chosen.iter_rows(named=True)
    ]
    before = store.read("reductions", year=view.year).select(_KEY)
    seen = before.join(proposed.select(_KEY), on=_KEY).join(chosen.select(_KEY), on=_KEY, how="anti")
    return kept + [Reduction(view.year, org, project, None) for org, project in seen.iter_rows()]


def _evidence(view: View, row: dict[str, Any]) -> str:
    parts = [
        _("paid {rate}, class {expected}").format(
            rate=formats.percent(row["execution_rate"]), expected=formats.percent(row["expected_rate"])
        )
    ]
    if row["dormant_months"]:
        parts.append(_("{n} months without a payment").format(n=row["dormant_months"]))
    if row["contracted_yuan"]:
        amount = formats.money_with_unit(row["contracted_yuan"], view.unit)
        parts.append(_("contracted {amount}").format(amount=amount))
    if row["forecast_yuan"] is not None:
        amount = formats.money_with_unit(row["forecast_yuan"], view.unit)
        parts.append(_("forecast {amount}").format(amount=amount))
    return "；".join(parts)


def _configs(unit: MoneyUnit) -> dict[str, Any]:
    config = st.column_config
    labels = {
        "current_yuan": _("Current budget"),
        "contracted_yuan": _("Contracted"),
        "paid_yuan": _("Paid"),
        "forecast_yuan": _("Forecast"),
        "suggested_yuan": _("Suggested reduction"),
        "reduction_yuan": _("Reduction"),
    }
    money = {
        name: config.NumberColumn(
            _("{label} ({unit})").format(label=label, unit=unit.label), min_value=0.0, format="%,.2f"
        )
        for name, label in labels.items()
    }
    texts = {
        "org_name": config.TextColumn(_("Organisation")),
        "project": config.TextColumn(_("Project code")),
        "project_name": config.TextColumn(_("Project")),
        "reason": config.TextColumn(_("Reason"), width="medium"),
        "evidence": config.TextColumn(_("Evidence"), width="large"),
    }
    return {"chosen": config.CheckboxColumn(_("On the sheet")), **texts, **money}
