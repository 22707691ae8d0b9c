"""What should be looked into: flags with every leg of their evidence, what was explained, and how to explain one."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis.outliers import FEWEST, Limits, Verdict
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, moment, overview_view, person, store
from duibiao.ui.compare.evidence import EXPLAINED, When
from duibiao.ui.overview_view import Headline
from duibiao.warehouse import Remark

HOLDS = timedelta(days=365)
"""How long an exception holds unless somebody says otherwise."""

SHORTEST_REASON = 4
"""A reason of fewer letters explains nothing."""


def limits(currency: str) -> Limits:
    """Choose from where on a leg of the evidence counts, and how much money must hang on it."""
    standard = filters.how_many(_("Above the standard by more than (%)"), "above_standard", (5, 10, 15, 20, 30), 10)
    change = filters.how_many(_("Change beyond the others' by more than (%)"), "change", (10, 15, 20, 30, 50), 20)
    stake = filters.least_amount(_("At least so much at stake"), "stake", (1, 2, 5, 10, 20, 50), 5, currency)
    return Limits(standard / 100, change / 100, stake * 10_000)


def answer(when: When, judged: pl.DataFrame, unit: MoneyUnit) -> str:
    """How many are flagged, how much hangs on them, which is the largest, and how far that can be relied on."""
    flagged = judged.filter(pl.col("verdict") == Verdict.FLAGGED)
    n_panels = judged.filter(pl.col("n") >= FEWEST).select(*_PANEL).unique().height
    base = _("{n} comparisons of unit costs by item and grade").format(n=n_panels)
    if flagged.is_empty():
        return _("By {date} nothing in {base} stands out by two kinds of evidence with enough money at stake.").format(
            date=cut_off(when), base=base
        )
    first = flagged.sort("at_stake_yuan", descending=True).row(0, named=True)
    return _(
        "By {date}, {n} unit costs out of {base} are to be checked, with {stake} at stake; the largest is {who}, "
        "{what}: {value}, {direction} the median by {deviation} ({at_stake} at stake)."
    ).format(
        date=cut_off(when),
        n=flagged.height,
        base=base,
        stake=formats.money_with_unit(flagged["at_stake_yuan"].sum(), unit),
        who=first["org_name"],
        what=thing(first),
        value=f"{formats.money(first['value'], unit.single)} {_per(first, unit)}",
        direction=_("above") if first["direction"] == "high" else _("below"),
        deviation=formats.percent(abs(first["from_median"])),
        at_stake=formats.money_with_unit(first["at_stake_yuan"], unit),
    )


def basis(when: When, judged: pl.DataFrame) -> str:
    """Cut-off, thresholds, and what nothing can be said about."""
    few = judged.filter(pl.col("n") < FEWEST).select(*_PANEL).unique().height
    parts = [
        _("Payments from 1 January to {date}").format(date=cut_off(when)),
        _("two of: above the standard by {standard}, beyond the cut, change {change} beyond the others'").format(
            standard=formats.percent(when.limits.above_standard, 0), change=formats.percent(when.limits.change, 0)
        ),
        _("at least {stake} at stake").format(stake=formats.money_with_unit(when.limits.stake_yuan, MoneyUnit())),
        _("{n} groups of fewer than {fewest}: no verdict").format(n=few, fewest=FEWEST) if few else "",
    ]
    return " · ".join(part for part in parts if part)


def definitions() -> tuple[tuple[str, str], ...]:
    """How a flag comes about, and what it is not."""
    return (
        (
            _("To be checked"),
            _(
                "At least two of three kinds of evidence and enough money at stake. A question about the price, or "
                "about workload and scope where it is low; never a verdict."
            ),
        ),
        (
            _("z beyond the cut"),
            _(
                "z = 0.6745 × (ln unit cost − median) ÷ MAD, MAD at least 0.05. The cut depends on n (7.9 for 5, 4.7 "
                "for 11, 4.0 for 20): in 95 of 100 groups without anything special nobody exceeds it."
            ),
        ),
        (_("Above the standard"), _("Unit cost ÷ cost standard in force on the cut-off date − 1.")),
        (
            _("Own change"),
            _("Unit cost ÷ own unit cost of the year before, set against the median change of the others."),
        ),
        (
            _("At stake"),
            _("(unit cost − standard, or the median where there is none) × workload; where it is low, what is missing "
              "to the median."),
        ),
    )  # fmt: skip


def table(judged: pl.DataFrame, unit: MoneyUnit) -> Table:
    """Flags first, then those explained; every leg of the evidence in a column of its own."""
    rows = of_interest(judged)
    labels = {"flagged": _("▲ to be checked"), EXPLAINED: _("○ explained")}
    directions = {"high": _("high"), "low": _("low")}
    shown = rows.with_columns(
        what=pl.Series([thing(row) for row in rows.iter_rows(named=True)], dtype=pl.String),
        per=pl.Series([_per(row, unit) for row in rows.iter_rows(named=True)], dtype=pl.String),
        verdict=pl.col("verdict").replace(labels),
        direction=pl.col("direction").replace(directions),
        evidence=pl.Series([_legs(row) for row in rows.iter_rows(named=True)], dtype=pl.String),
        note=pl.Series([_explanation(row) for row in rows.iter_rows(named=True)], dtype=pl.String),
    )
    return Table(
        title=_("Unit costs to be checked"),
        frame=shown,
        columns=(
            Column("verdict", _("State")),
            Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
            Column("org_name", _("Name"), group=_("Organisation")),
            Column("what", _("Service item"), group=_("Thing compared")),
            Column("per", _("Counted in"), group=_("Thing compared")),
            Column("value", _("Unit cost"), Kind.MONEY, exact=True, group=_("Compared")),
            Column("median", _("Median"), Kind.MONEY, exact=True, group=_("Compared")),
            Column("n", _("n"), Kind.COUNT, group=_("Compared")),
            Column("direction", _("Direction"), group=_("Evidence")),
            Column("from_median", _("Against the median"), Kind.DEVIATION, group=_("Evidence")),
            Column("z", _("z"), Kind.NUMBER, group=_("Evidence")),
            Column("cut", _("Cut"), Kind.NUMBER, group=_("Evidence")),
            Column("from_standard", _("Against the standard"), Kind.DEVIATION, group=_("Evidence")),
            Column("change", _("Own change"), Kind.DEVIATION, group=_("Evidence")),
            Column("peers_change", _("Change of the others"), Kind.DEVIATION, group=_("Evidence")),
            Column("evidence", _("Legs")),
            Column("at_stake_yuan", _("At stake"), Kind.MONEY),
            Column("note", _("Explanation")),
        ),
        unit=unit,
    )


def of_interest(judged: pl.DataFrame) -> pl.DataFrame:
    """Flags, the most money first, then those explained."""
    rows = judged.filter(pl.col("verdict").is_in([str(Verdict.FLAGGED), EXPLAINED]))
    rank = pl.col("verdict").replace_strict({str(Verdict.FLAGGED): 0, EXPLAINED: 1}, return_dtype=pl.Int8)
    return rows.sort(rank, "at_stake_yuan", "org_code", descending=[False, True, False]).with_columns(
        case=pl.concat_str("org_code", "item_code", pl.col("grade").fill_null(""), separator="|")
    )


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The cases to choose from, by their keys."""
    return {row["case"]: f"{row['org_name']}　{thing(row)}" for row in rows.iter_rows(named=True)}


def about(found: Headline, when: When, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    unit = MoneyUnit(currency=found.currency or "CNY")
    return About(
        filters=(
            (_("Year"), formats.period(str(when.year))),
            (_("Above the standard by more than (%)"), formats.percent(when.limits.above_standard, 0)),
            (_("Change beyond the others' by more than (%)"), formats.percent(when.limits.change, 0)),
            (_("At least so much at stake"), formats.money_with_unit(when.limits.stake_yuan, unit)),
        ),
        definitions=definitions(),
        data_date=cut_off(when),
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def explain(row: dict[str, object], year: int) -> None:
    """Set the flag aside with a reason, a name and an expiry date; or take an explanation back."""
    if row["verdict"] == EXPLAINED:
        st.info(_explanation(row), icon=":material/task_alt:")
        _take_back(int(str(row["remark_id"])))
        return
    with st.form("exception", clear_on_submit=True, border=True):
        st.markdown(_("**Explained exception**: sets the flag aside until a date; it stays on record."))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            reason = st.text_input(_("Reason"), key="reason")
            until = st.date_input(_("Until"), date.today() + HOLDS, key="until", width=180, min_value=date.today())
            person.ask()
            sent = st.form_submit_button(_("Set the flag aside"), disabled=moment.day() is not None)
    if sent:
        _set_aside(row, year, reason.strip(), person.name(), until)


def _take_back(number: int) -> None:
    """A form that asks who takes the explanation back: whoever comes in a later session has not been asked yet."""
    with st.form("withdraw_exception", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        by = person.sign("withdraw")
        sent = st.form_submit_button(_("Take the explanation back"), key="withdraw", disabled=moment.day() is not None)
    if sent and by:
        person.keep(by)
        store.warehouse().withdraw_remark(number, by)
        st.rerun()
    elif sent:
        st.error(_("A name is needed"))


def _set_aside(row: dict[str, object], year: int, reason: str, by: str, until: date) -> None:
    if len(reason) < SHORTEST_REASON or not by:
        st.error(_("A reason and a name are needed"))
        return
    if until < date.today():
        st.error(_("The day until which the exception holds is past; choose today or later"))
        return
    grade, org = row["grade"], str(row["org_code"])
    said = Remark(
        "exception", str(row["item_code"]), reason, None if grade is None else str(grade), org, year, "per_unit", until
    )
    store.warehouse().remark(said, by)
    st.rerun()


def headline(when: When) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=when.year, month=when.month))


def when() -> tuple[When, MoneyUnit]:
    """Choose year, month and limits; ends the page where there are no data."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        unit = filters.money_unit(store.currency(year))
        with st.popover(_("Thresholds"), icon=":material/tune:"):
            chosen = limits(unit.currency)
    return When(year, month, chosen), unit


_PANEL = ("kind_of_org", "item_code", "grade", "measure_unit")


def cut_off(when: When) -> str:
    """The day up to which payments are counted."""
    return formats.day(formats.month_end(when.year, when.month))


def thing(row: dict[str, object]) -> str:
    """An item with its grade."""
    name = str(row["item_name"] or row["item_code"])
    return _("{name} ({grade})").format(name=name, grade=row["grade"]) if row["grade"] else name


def _per(row: dict[str, object], unit: MoneyUnit) -> str:
    return formats.unit_cost_label(unit, str(row["measure_unit"] or ""))


def _legs(row: dict[str, object]) -> str:
    labels = {
        "leg_standard": _("above the standard") if row["direction"] == "high" else _("far below the standard"),
        "leg_z": _("beyond the cut"),
        "leg_change": _("own change"),
    }
    return "、".join(label for name, label in labels.items() if row[name])


def _explanation(row: dict[str, object]) -> str:
    if not row["reason"]:
        return ""
    until = row["explained_until"]
    return _("{reason} ({by}, until {day})").format(
        reason=row["reason"],
        by=row["explained_by"],
        day=formats.day(until) if isinstance(until, date) else formats.MISSING,
    )
