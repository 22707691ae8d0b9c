"""What the page about cuts says and shows: the answer, a chart and a table for each way, the changes behind a case."""

from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis.games import FEWEST_CHANGES, ROUNDS, Savings, Verdict
from duibiao.charts.ranking import Bar
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.budget_changes import ADJUSTMENT_KINDS, STAGES
from duibiao.ui import feedback
from duibiao.ui.lines_view import source
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress.cuts import Found, Look, When, look_labels, n_flagged

MOST_SHOWN = 12
"""How many cases the chart shows; the table has all of them."""

MONTHS = 12

_MONEY = {
    Look.REBOUND: "returned_yuan",
    Look.OFFSET: "moved_yuan",
    Look.HARMLESS: "cut_yuan",
    Look.SAVINGS: "lost_yuan",
}
_LISTED = {
    Look.REBOUND: (Verdict.FLAGGED, Verdict.EXPLAINED),
    Look.OFFSET: (Verdict.FLAGGED, Verdict.NO_VERDICT, Verdict.CHANCE),
    Look.HARMLESS: (Verdict.FLAGGED,),
}
"""Which verdicts are listed, in this order."""


def answer(when: When, found: Found, unit: MoneyUnit) -> str:
    """How much was cut, how much of it came back, what is to be checked, and what became of the savings of analyses."""
    return formats.sentences((_cuts(when, found, unit), _to_be_checked(found, unit), _kept(found, unit)))


def basis(when: When, found: Found, unit: MoneyUnit) -> str:
    """Cut-off, how many changes, and whether they add up to what the execution says."""
    parts = [
        _("Dated changes of budgets from 1 January to {date}: n = {n}").format(
            date=formats.day(when.last_day), n=formats.count(found.n_changes)
        ),
        _("additions of the next year up to month {month} count, too").format(month=when.into_next)
        if when.sees_next
        else "",
        _ties(found, unit),
        _("naming no project, in no case: {n}").format(n=found.n_unnamed) if found.n_unnamed else "",
        _part_years(found),
        _("to be checked, not a verdict"),
    ]
    return " · ".join(part for part in parts if part)


def definitions() -> tuple[tuple[str, str], ...]:
    """How the figures are computed, and what they do not say."""
    return (
        (
            _("Cut, then raised"),
            _(
                "What later additions took back of a project's cuts ÷ its cuts, in the year or early in the next; "
                "changes of one day are taken together. Set aside where workload growth × approved budget is as much."
            ),
        ),
        (
            _("Cut here, raised there"),
            _(
                "The smaller of the sum of cuts and the sum of additions ÷ the sum of cuts, over the projects of one "
                "organisation and service item, each with its net change of the year."
            ),
        ),
        (
            _("Rank"),
            _(
                "The relative changes of all changed projects are dealt out anew among them {rounds} times; the rank "
                "tells in how many of these arrangements at least as much was moved. Beyond one in twenty it is called "
                "chance. Below {fewest} changed projects there is no rank."
            ).format(rounds=ROUNDS, fewest=FEWEST_CHANGES),
        ),
        (
            _("Cut that hurt nobody"),
            _(
                "A tenth or more of what was asked for is gone, and the budget is still above what was paid in the "
                "whole year before. Nothing is said of projects that ran in a part of that year only, of which the "
                "year before is not loaded, or that are one-off or build something."
            ),
        ),
        (
            _("Savings kept"),
            _(
                "Asked for before the analysis − budget of the year after its changes, at least 0 and at most what the "
                "analysis saved, ÷ what it saved."
            ),
        ),
        (
            _("To be checked"),
            _("New duties, prices or a project that was split may be good reasons: a question, never a verdict."),
        ),
    )


def about(headline: Headline, when: When, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    limits, unit = when.limits, MoneyUnit(currency=headline.currency or "CNY")
    return About(
        filters=(
            (_("Year"), formats.period(str(when.year))),
            (_("Up to the end of"), formats.month(when.year, when.month)),
            (_("Cut, then raised: at least so much came back (%)"), formats.percent(limits.rebound, 0)),
            (_("… counting so many months of the next year"), str(when.into_next)),
            (_("Cut here, raised there: at least so much made up for (%)"), formats.percent(limits.offset, 0)),
            (
                _("Cut that hurt nobody: above last year's spending by more than (%)"),
                formats.percent(limits.headroom, 0),
            ),
            (_("At least so much at stake"), formats.money_with_unit(limits.stake_yuan, unit)),
        ),
        definitions=definitions(),
        data_date=formats.day(when.last_day),
        batches=batches,
        warning=feedback.demo_notice() if headline.synthetic else "",
    )


def cases(found: Found, look: Look) -> pl.DataFrame:
    """What is listed of a way, what is to be checked and the most money first."""
    if look is Look.SAVINGS:
        return found.savings.sort("lost_yuan", "saved_yuan", "case", descending=[True, True, False], nulls_last=True)
    every = {Look.REBOUND: found.rebounds, Look.OFFSET: found.offsets, Look.HARMLESS: found.harmless}[look]
    order = {str(verdict): place for place, verdict in enumerate(_LISTED[look])}
    rows = every.filter(pl.col("verdict").is_in(list(order)))
    rank = pl.col("verdict").replace_strict(order, return_dtype=pl.Int8)
    return rows.sort(rank, _MONEY[look], "case", descending=[False, True, False])


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The cases to choose from, by their identity."""
    return {row["case"]: f"{row['org_name'] or row['org_code']}　{_subject(row)}" for row in rows.iter_rows(named=True)}


def nothing(when: When, look: Look, found: Found) -> str:
    """Why nothing is listed."""
    if look is Look.SAVINGS:
        return _("No analyses for the budget of {year} are loaded").format(year=when.year)
    if look is not Look.HARMLESS and not found.n_changes:
        return _("No dated changes of {year} are loaded: upload the extract of budget adjustments").format(
            year=when.year
        )
    return _("Nothing stands out at these thresholds")


def bars(rows: pl.DataFrame, look: Look, unit: MoneyUnit, chosen: str | None) -> list[Bar]:
    """The cases with most money, one bar each, and one for all others."""
    drawn = rows.filter(pl.col(_MONEY[look]) > 0)
    first = [
        Bar(
            code=row["case"],
            name=f"{_mark(row, look)} {row['org_name'] or row['org_code']} · {_subject(row)}",
            value=float(row[_MONEY[look]]) / unit.scale.factor,
            text=f"{formats.money(row[_MONEY[look]], unit)}  ({_share_text(row, look)})",
            emphasised=row["case"] == chosen,
        )
        for row in drawn.head(MOST_SHOWN).iter_rows(named=True)
    ]
    rest = drawn.slice(MOST_SHOWN)
    return [*first, *_others(rest, look, unit)]


def axis(look: Look, unit: MoneyUnit) -> str:
    """What the bars measure."""
    labels = {
        Look.REBOUND: _("Came back, and share of the cuts"),
        Look.OFFSET: _("Made up for by additions, and share of the cuts"),
        Look.HARMLESS: _("Cut, and how far the budget is still above last year's spending"),
        Look.SAVINGS: _("Saved by the analysis but back in the budget, and share of the savings kept"),
    }
    return _("{label} ({unit})").format(label=labels[look], unit=unit.label)


def table(rows: pl.DataFrame, look: Look, unit: MoneyUnit) -> Table:
    """The cases with every figure behind them."""
    columns = {
        Look.REBOUND: _rebound_columns,
        Look.OFFSET: _offset_columns,
        Look.HARMLESS: _harmless_columns,
        Look.SAVINGS: _savings_columns,
    }
    texts = {
        "state": [_state(row, look) for row in rows.iter_rows(named=True)],
        "item": [_item(row) for row in rows.iter_rows(named=True)],
        "rank": [_rank(row) for row in rows.iter_rows(named=True)] if look is Look.OFFSET else [""] * rows.height,
        "first_cut": _days(rows, "first_cut_on"),
        "returned": _days(rows, "returned_on"),
        "step": [_stage(row.get("stage")) for row in rows.iter_rows(named=True)],
        "step_on": _days(rows, "stage_on"),
    }
    series = [pl.Series(name, values, dtype=pl.String) for name, values in texts.items()]
    return Table(look_labels()[look], rows.with_columns(series), columns[look](), unit)


def changes_table(changes: pl.DataFrame, who: str, unit: MoneyUnit) -> Table:
    """The dated changes behind a case in the order of their days, their sum first."""
    kinds = {choice.value: choice.label for choice in ADJUSTMENT_KINDS}
    rows = changes.with_columns(
        pl.Series("day", [formats.day(value) for value in changes["adjusted_on"]], pl.String),
        source=source(),
        kind=pl.col("adjustment_kind").replace_strict(kinds, default=None, return_dtype=pl.String),
    )
    total = pl.DataFrame(
        {"day": [_("Total")], "change_yuan": [rows["change_yuan"].sum()]},
        schema_overrides={"change_yuan": pl.Decimal(38, 2)},
    )
    return Table(
        title=_("{who}: dated changes").format(who=who),
        frame=pl.concat([total, rows], how="diagonal_relaxed"),
        columns=(
            Column("day", _("Date")),
            Column("adjustment_no", _("Document"), Kind.CODE),
            Column("kind", _("Kind of change")),
            Column("change_yuan", _("Change"), Kind.MONEY),
            Column("adjustment_reason", _("Reason")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("fund_type", _("Fund type")),
            Column("economic_code", _("Economic class"), Kind.CODE),
            Column("source", _("Source")),
        ),
        unit=unit,
        n_totals=1,
    )


def pipeline_text(pipeline: dict[int, dict[str, int]]) -> str:
    """How far the analyses are, year by year, in the order of their stages."""
    lines = []
    for year, counts in pipeline.items():
        steps = [f"{choice.label} {counts[choice.value]}" for choice in STAGES if choice.value in counts]
        lines.append(_("Analyses for the budget of {year}: {steps}").format(year=year, steps=_(", ").join(steps)))
    return " · ".join(lines)


def _cuts(when: When, found: Found, unit: MoneyUnit) -> str:
    if not found.n_changes:
        return _("No dated changes of budgets are loaded for {year}.").format(year=when.year)
    if found.rebounds.is_empty():
        return _("By {date} no project was cut during the year.").format(date=formats.day(when.last_day))
    cuts, back = found.rebounds["cuts_yuan"].sum(), found.rebounds["returned_yuan"].sum()
    return _("By {date}, {n} projects were cut by {cuts} during the year; {back} of it ({share}) came back.").format(
        date=formats.day(when.last_day),
        n=formats.count(found.rebounds.height),
        cuts=formats.money_with_unit(cuts, unit),
        back=formats.money_with_unit(back, unit),
        share=formats.percent(Decimal(back) / Decimal(cuts)),
    )


def _to_be_checked(found: Found, unit: MoneyUnit) -> str:
    counted = (
        (found.rebounds, _("{n} cut, then raised ({money})"), "returned_yuan"),
        (found.offsets, _("{n} cut here, raised there ({money})"), "moved_yuan"),
        (found.harmless, _("{n} cuts that hurt nobody ({money})"), "cut_yuan"),
    )
    parts = []
    for rows, words, money in counted:
        if n := n_flagged(rows):
            total = rows.filter(pl.col("verdict") == Verdict.FLAGGED)[money].sum()
            parts.append(words.format(n=n, money=formats.money_with_unit(total, unit)))
    return _("To be checked: {cases}.").format(cases=_(", ").join(parts)) if parts else _("Nothing is to be checked.")


def _kept(found: Found, unit: MoneyUnit) -> str:
    known = found.savings.filter(pl.col("kept_yuan").is_not_null())
    if known.is_empty():
        return ""
    return _("Of {saved} that {n} analyses saved, {kept} is still out of the budget.").format(
        saved=formats.money_with_unit(known["saved_yuan"].sum(), unit),
        n=known.height,
        kept=formats.money_with_unit(known["kept_yuan"].sum(), unit),
    )


def _ties(found: Found, unit: MoneyUnit) -> str:
    if not found.n_changes:
        return ""
    net = formats.money_with_unit(found.dated_yuan, unit)
    if found.dated_yuan == found.stated_yuan:
        return _("net {net}, as the execution says").format(net=net)
    return _("net {net}, while the execution says {stated}: to be checked").format(
        net=net, stated=formats.money_with_unit(found.stated_yuan, unit)
    )


def _part_years(found: Found) -> str:
    """Of how many projects that were cut nothing is said, because they ran in a part of the year before only."""
    n = found.harmless.filter(pl.col("past_months") < MONTHS).height
    return _("cut, but ran in a part of last year only and so not judged: {n}").format(n=n) if n else ""


def _others(rest: pl.DataFrame, look: Look, unit: MoneyUnit) -> list[Bar]:
    if rest.is_empty():
        return []
    money = rest[_MONEY[look]].sum()
    name = _("Others ({n})").format(n=rest.height)
    return [Bar("", name, float(money) / unit.scale.factor, formats.money(money, unit))]


def _subject(row: dict[str, object]) -> str:
    return str(row.get("project_name") or row.get("project") or _item(row))


def _item(row: dict[str, object]) -> str:
    return " ".join(str(row[name]) for name in ("item_code", "item_name") if row.get(name))


def _mark(row: dict[str, object], look: Look) -> str:
    return _state(row, look)[:1]


def _state(row: dict[str, object], look: Look) -> str:
    if look is Look.SAVINGS:
        return _outcomes()[Savings(str(row["outcome"]))]
    words = {
        Verdict.FLAGGED: _("▲ to be checked"),
        Verdict.EXPLAINED: _("○ workload grew"),
        Verdict.CHANCE: _("○ may be chance"),
        Verdict.NO_VERDICT: _("○ too few changes to rank"),
        Verdict.CLEAR: "",
    }
    return words[Verdict(str(row["verdict"]))]


def _outcomes() -> dict[Savings, str]:
    return {
        Savings.KEPT: _("● kept"),
        Savings.PARTLY: _("▲ partly kept, to be checked"),
        Savings.LOST: _("▲ not kept, to be checked"),
        Savings.ENDED: _("○ no budget in the year"),
        Savings.UNKNOWN: _("○ not known yet"),
    }


def _share_text(row: dict[str, object], look: Look) -> str:
    names = {Look.REBOUND: "rebound", Look.OFFSET: "offset", Look.HARMLESS: "headroom", Look.SAVINGS: "kept"}
    share = row[names[look]]
    assert share is None or isinstance(share, float)
    return formats.signed_percent(share, 0) if look is Look.HARMLESS else formats.percent(share, 0)


def _rank(row: dict[str, object]) -> str:
    if row["n_at_least"] is None:
        return formats.MISSING
    return _("{n} of {rounds} as much ({share})").format(
        n=formats.count(int(str(row["n_at_least"]))),
        rounds=formats.count(ROUNDS),
        share=formats.percent(float(str(row["chance"]))),
    )


def _stage(value: object) -> str:
    return next((choice.label for choice in STAGES if choice.value == value), "")


def _days(rows: pl.DataFrame, name: str) -> list[str]:
    """Days in words; blank where there is none."""
    return [formats.day(value) if value else "" for value in rows[name]] if name in rows.columns else [""] * rows.height


def _who() -> tuple[Column, ...]:
    return (
        Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
        Column("org_name", _("Name"), group=_("Organisation")),
    )


def _what() -> tuple[Column, ...]:
    return (
        Column("project", _("Project code"), Kind.CODE, group=_("Project and item")),
        Column("project_name", _("Project"), group=_("Project and item")),
        Column("item", _("Service item"), group=_("Project and item")),
    )


def _rebound_columns() -> tuple[Column, ...]:
    return (
        Column("state", _("State")),
        *_who(),
        *_what(),
        Column("approved_yuan", _("Approved budget"), Kind.MONEY, group=_("Reduced")),
        Column("cuts_yuan", _("Reduced"), Kind.MONEY, group=_("Reduced")),
        Column("first_cut", _("First cut on"), group=_("Reduced")),
        Column("returned_yuan", _("Came back"), Kind.MONEY, group=_("Then raised")),
        Column("in_year_yuan", _("Of it in the year"), Kind.MONEY, group=_("Then raised")),
        Column("returned", _("Last addition on"), group=_("Then raised")),
        Column("rebound", _("Share of the cuts"), Kind.RATE, group=_("Then raised")),
        Column("workload_growth", _("Growth of workload"), Kind.DEVIATION),
        Column("n_changes", _("Changes"), Kind.COUNT),
    )


def _offset_columns() -> tuple[Column, ...]:
    return (
        Column("state", _("State")),
        *_who(),
        Column("item", _("Service item")),
        Column("cuts_yuan", _("Reduced"), Kind.MONEY, group=_("Cut here")),
        Column("n_cut", _("Projects"), Kind.COUNT, group=_("Cut here")),
        Column("additions_yuan", _("Raised"), Kind.MONEY, group=_("Raised there")),
        Column("n_raised", _("Projects"), Kind.COUNT, group=_("Raised there")),
        Column("moved_yuan", _("Made up for"), Kind.MONEY),
        Column("offset", _("Share of the cuts"), Kind.RATE),
        Column("rank", _("Random arrangements")),
        Column("workload_growth", _("Growth of workload"), Kind.DEVIATION),
    )


def _harmless_columns() -> tuple[Column, ...]:
    return (
        Column("state", _("State")),
        *_who(),
        *_what(),
        Column("requested_yuan", _("Asked for"), Kind.MONEY, group=_("Reduced")),
        Column("current_yuan", _("Current budget"), Kind.MONEY, group=_("Reduced")),
        Column("cut_yuan", _("Reduced"), Kind.MONEY, group=_("Reduced")),
        Column("cut_share", _("Share cut"), Kind.RATE, group=_("Reduced")),
        Column("past_yuan", _("Paid the year before"), Kind.MONEY, group=_("Still above")),
        Column("headroom_yuan", _("Above it"), Kind.MONEY, group=_("Still above")),
        Column("headroom", _("Above it by"), Kind.DEVIATION, group=_("Still above")),
        Column("paid_yuan", _("Paid"), Kind.MONEY),
    )


def _savings_columns() -> tuple[Column, ...]:
    return (
        Column("state", _("State")),
        *_who(),
        *_what(),
        Column("step", _("Stage"), group=_("Analysis")),
        Column("step_on", _("Date"), group=_("Analysis")),
        Column("requested_yuan", _("Asked for"), Kind.MONEY, group=_("Analysis")),
        Column("justified_yuan", _("Justified"), Kind.MONEY, group=_("Analysis")),
        Column("saved_yuan", _("Saved"), Kind.MONEY, group=_("Analysis")),
        Column("applied_yuan", _("Reported as applied"), Kind.MONEY, group=_("Budget of the year")),
        Column("approved_yuan", _("Approved budget"), Kind.MONEY, group=_("Budget of the year")),
        Column("current_yuan", _("Current budget"), Kind.MONEY, group=_("Budget of the year")),
        Column("kept_yuan", _("Savings kept"), Kind.MONEY, group=_("Budget of the year")),
        Column("kept", _("Share kept"), Kind.RATE, group=_("Budget of the year")),
        Column("past_yuan", _("Paid the year before"), Kind.MONEY),
        Column("report_no", _("Report"), Kind.CODE),
    )
