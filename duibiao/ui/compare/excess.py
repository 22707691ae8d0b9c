"""Who has the largest excess over the standard or the median of the peers: what the page on causes opens on."""

import polars as pl
import streamlit as st

from duibiao.analysis.outliers import Verdict
from duibiao.ui import address, filters, store
from duibiao.ui.compare import evidence
from duibiao.ui.compare.workbench import Bench


def open_on_largest() -> None:
    """Choose item and organisation of the largest excess, unless somebody chose an item or an organisation."""
    if store.is_empty() or any(address.wanted(key) for key in ("item", "org", "kind", "who")):
        return
    year = int(address.wanted("year") or store.read("years")["year"][0])
    months = store.read("months", year=year)
    if months.is_empty():
        return
    month = int(address.wanted("month") or filters.last_reported(months))
    largest = _dear(evidence.judged(evidence.When(year, month))).filter(pl.col("kind_of_org") == "town").head(1)
    if largest.height:
        st.session_state["item"], st.session_state["org"] = largest.select("item_code", "org_code").row(0)


def of_bench(bench: Bench) -> pl.DataFrame:
    """Whoever is dear in what the workbench shows, the largest excess first (see `evidence.judged`)."""
    rows = _dear(evidence.judged(evidence.When(bench.year, bench.month)))
    own = rows.filter(pl.col("item_code").str.starts_with(bench.subject.code))
    return own if bench.grade is None else own.filter(pl.col("grade") == bench.grade)


def _dear(rows: pl.DataFrame) -> pl.DataFrame:
    """Above the reference, what is to be checked before the rest."""
    above = rows.filter((pl.col("at_stake_yuan") > 0) & (pl.col("direction") == "high"))
    return above.sort(
        (pl.col("verdict") == Verdict.FLAGGED), "at_stake_yuan", "item_code", "org_code",
        descending=[True, True, False, False],
    )  # fmt: skip
