"""Which money is stuck: how far projects are behind what is usual, what will be left, what can be recovered now (M9).

Where the class of a project, or its kind, has a past, that alone judges: how far the project is behind what the class
had paid by the month, and how much of its budget past projects that stood where it stands left unspent. The calendar
judges where there is no such past, and `slow_by` says which did. The parameters and their defaults are those of the
bureau's own practice, but for `slow_left`, which is ours (measured in docs/benchmarks.md). What is flagged is to be
checked, never a verdict. A budget of zero or below has no rate and no lamp, and one below is to be checked; one that is
overspent is never good; payments that fell, and payments without a budget, are said.

Limits: a project goes on as its class did; nothing here knows why it waits. A month that its organisation reported
without it counts as nothing paid, a month that nobody reported is passed over, and the month after it, which stands for
several, is no best month. A project that is told of since mid-year rests at most since then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from duibiao.analysis.progress import CENT, GREEN_FROM, RED_BELOW, execution_rate, lamp, time_progress
from duibiao.analysis.project_months import MONTHS, RECENT

ROUNDED_TO = 100
"""Suggested reductions are whole hundreds of yuan, rounded down."""

_MONEY = pl.Decimal(18, 2)
_MONTH_NUMBERS = range(1, MONTHS + 1)


@dataclass(frozen=True)
class Limits:
    """From where on a signal counts; rates as parts of 1, gaps as differences of them, amounts in yuan."""

    watch_gap: float = 0.10
    slow_gap: float = 0.20
    slow_relative: float = 0.6
    """Rate ÷ time progress, where neither class nor kind has a past."""
    slow_budget_yuan: float = 500_000
    balance_share: float = 0.20
    balance_yuan: float = 1_000_000
    dormant_months: int = 6
    """From how many months without a payment on a project is dormant."""
    contract_share: float = 0.5
    """From which part of the budget on a contract is taken for all there is to contract."""
    slow_left: float = 0.5
    """Which part of the budget past projects that stood where it stands left, so that it is slow."""
    lamp_red: float = RED_BELOW
    """Rate ÷ time progress below which the lamp is red."""
    lamp_green: float = GREEN_FROM
    """Rate ÷ time progress from which on it is green."""


class State(StrEnum):
    """What is said of a project; the first that holds."""

    UNBUDGETED = "unbudgeted"
    """Paid, on a budget of zero or below, or one that nobody told."""
    OVERSPENT = "overspent"
    """超预算支付: more is paid than budgeted."""
    NEGATIVE = "negative"
    """More came back than was paid, or payments fell since the month before."""
    BELOW_ZERO = "below_zero"
    """The budget is negative: to be checked."""
    SLOW = "slow"
    """明显偏慢."""
    BALANCE = "balance"
    """结余较多."""
    WATCH = "watch"
    """关注."""
    FINE = "fine"
    NOTHING = "nothing"
    """No budget (none told, or zero), nothing paid."""


class Recovery(StrEnum):
    """Why a balance could be taken back now."""

    FINISHED = "finished"
    DORMANT = "dormant"
    TENDER = "tender"


class SlowBy(StrEnum):
    """What says that a project is slow."""

    CURVE = "class"
    """It is behind what its class had paid by the month, and a large balance is foreseen."""
    LEFT = "left"
    """Past projects that stood where it stands left so much of their budgets, and more than the class usually does."""
    BOTH = "both"
    CALENDAR = "calendar"
    """Neither its class nor the kind has a past, and it is behind the calendar."""


BY_HISTORY = (SlowBy.CURVE, SlowBy.LEFT, SlowBy.BOTH)
"""Said by the past of its class, and not by the calendar."""


def paced(projects: pl.DataFrame, month: int, last_day: date, limits: Limits) -> pl.DataFrame:
    """Add to projects what their pace says; amounts in yuan, rates as parts of 1.

    `projects`: org_code, current_yuan, contracted_yuan, paid_yuan (cumulative at the end of `month`), before_yuan (the
    contracts three months earlier), paid_1 … paid_12, end_date, best_before_yuan (best month of past years, null where
    none), and of the forecast share, rate, forecast_yuan (see `project_forecast.foreseen`).

    Added: execution_rate, relative (rate ÷ time progress), expected_rate (share × rate of the class; null without
    history), gap (rate − expected; − time progress where nothing is expected), gap_basis (class or calendar),
    recent_yuan (paid in the last three months; null where the month before them is not loaded), fell (whether payments
    fell since the month before), dormant_months (since it last paid, at most since it is there), best_month_yuan (of
    months whose month before is loaded), required_yuan (a month until December), pace_ratio (required ÷ best),
    unspent_yuan (max(0, budget − forecast); null without one), at_risk_yuan (what is forecast to be left; where nothing
    is, how far it is behind the calendar; what was paid beyond the budget), recovery, recoverable_yuan, state, slow_by
    (see `SlowBy`), lamp (none without a budget, or where payments fell).
    """
    known = _filled(projects, month).with_columns(_budget=_number("current_yuan"), _paid=_number("paid_yuan"))
    judged = _with_gap(_with_signals(known, month), time_progress(month))
    stated = judged.with_columns(slow_by=_slow_by(limits)).with_columns(_state(limits), *_recovery(last_day, limits))
    honest = (pl.col("_budget") > 0) & ~pl.col("fell") & (pl.col("_paid") > -CENT)
    rate = pl.col("_paid") / pl.col("_budget")
    lamps = pl.when(honest).then(lamp(rate, time_progress(month), limits.lamp_red, limits.lamp_green))
    known_names = [f"_known_{number}" for number in range(1, MONTHS + 1)]
    return stated.with_columns(recoverable_yuan=_recoverable(), lamp=lamps).drop(
        _paid_names(), known_names, "_bound", "_budget", "_paid"
    )


def reductions(rows: pl.DataFrame) -> pl.DataFrame:
    """Add suggested_yuan to `paced` and `banded` rows: by how much a budget could be reduced, in whole hundreds.

    The larger of what is recoverable now and what even the upper end of the band leaves, but never what payments or a
    contract bind: min(B − high, B − max(S, C)). Nothing where there is no budget. Ours; to be checked with the unit.
    """
    budget = _number("current_yuan")
    free = pl.max_horizontal(0.0, budget - pl.max_horizontal(_number("paid_yuan"), _number("contracted_yuan")))
    beyond = pl.max_horizontal(0.0, budget - pl.col("high_yuan")).fill_null(0.0)
    amount = pl.max_horizontal(pl.col("recoverable_yuan"), pl.min_horizontal(free, beyond))
    rounded = (amount / ROUNDED_TO).floor() * ROUNDED_TO
    return rows.with_columns(suggested_yuan=pl.when(budget > 0).then(rounded).otherwise(0.0))


def funnel(rows: pl.DataFrame) -> dict[str, float | None]:
    """Approved, adjusted, current, contracted, authorised and paid of all rows; null where no row tells it."""
    names = ("approved_yuan", "adjusted_yuan", "current_yuan", "contracted_yuan", "authorised_yuan", "paid_yuan")
    told = rows.with_columns(adjusted())
    return {name: None if told[name].null_count() == rows.height else float(told[name].sum()) for name in names}


def adjusted() -> pl.Expr:
    """adjusted_yuan: what changes of the year added to the approved budget, or took from it; null where it is not told.

    A project that was born in mid-year has no approved budget: all of its budget was added.
    """
    approved, current = pl.col("approved_yuan").cast(_MONEY), pl.col("current_yuan").cast(_MONEY)
    told = approved.is_not_null().any()
    return pl.when(told).then((current - approved.fill_null(0)).cast(_MONEY)).alias("adjusted_yuan")


def counted(rows: pl.DataFrame) -> pl.DataFrame:
    """The `paced` rows that figures are made of: all but those without a budget of which nothing is paid.

    One that was approved, authorised or contracted stays: its cut belongs to what was adjusted.
    """
    told = [_number(name) != 0 for name in ("approved_yuan", "authorised_yuan", "contracted_yuan")]
    return rows.filter((pl.col("state") != State.NOTHING) | pl.any_horizontal(told))


def by_group(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Sums of `counted` rows by a column: n, n_flagged, current, paid, execution_rate, at risk, recoverable."""
    flagged = pl.col("state").is_in(FLAGGED)
    sums = [
        pl.col(name).cast(pl.Float64).sum()
        for name in ("current_yuan", "paid_yuan", "at_risk_yuan", "recoverable_yuan")
    ]
    grouped = rows.group_by(by).agg(pl.len().alias("n"), flagged.sum().alias("n_flagged"), *sums)
    rate = execution_rate(pl.col("paid_yuan"), pl.col("current_yuan"))
    return grouped.with_columns(execution_rate=rate).sort("at_risk_yuan", by, descending=[True, False])


FLAGGED = (
    State.UNBUDGETED, State.OVERSPENT, State.NEGATIVE, State.BELOW_ZERO, State.SLOW, State.BALANCE, State.WATCH,
)  # fmt: skip
"""The states that somebody should look at, the gravest first."""


def _with_signals(known: pl.DataFrame, month: int) -> pl.DataFrame:
    budget, paid = pl.col("_budget"), pl.col("_paid")
    return known.with_columns(
        execution_rate=execution_rate(paid, budget),
        expected_rate=pl.col("share") * pl.col("rate"),
        recent_yuan=_recent(month, paid),
        fell=paid < (_paid(month - 1) if month > 1 else 0.0) - CENT,
        dormant_months=_dormant(month),
        best_month_yuan=pl.max_horizontal(_best_month(month), pl.col("best_before_yuan").cast(pl.Float64)).clip(0),
        required_yuan=_required(month),
        unspent_yuan=pl.when(pl.col("forecast_yuan").is_not_null()).then(
            pl.max_horizontal(0.0, budget - pl.col("forecast_yuan"))
        ),
    )


def _with_gap(signals: pl.DataFrame, calendar: float) -> pl.DataFrame:
    """How far each is behind its class, else behind the calendar, and what that puts at risk."""
    usual = pl.col("expected_rate")
    return signals.with_columns(
        relative=pl.col("execution_rate") / calendar,
        gap=pl.col("execution_rate") - usual.fill_null(calendar),
        gap_basis=pl.when(usual.is_null()).then(pl.lit("calendar")).otherwise(pl.lit("class")),
        pace_ratio=pl.when(pl.col("best_month_yuan") > 0).then(pl.col("required_yuan") / pl.col("best_month_yuan")),
        at_risk_yuan=_at_risk(pl.col("_budget"), pl.col("_paid"), calendar),
    )


def _filled(projects: pl.DataFrame, month: int) -> pl.DataFrame:
    """Months as floats: nothing where the organisation reported without the project, null where nobody reported."""
    known = [pl.col(f"paid_{n}").is_not_null().any().over("org_code").alias(f"_known_{n}") for n in _MONTH_NUMBERS]
    filled = [
        pl.when(f"_known_{n}").then(pl.col(f"paid_{n}").cast(pl.Float64).fill_null(0.0)).alias(f"_paid_{n}")
        for n in _MONTH_NUMBERS
    ]
    # A month that nobody reported stands as the last one before it.
    carried = [
        pl.coalesce(*(_paid(n) for n in range(number, 0, -1)), 0.0).alias(f"_paid_{number}")
        for number in range(1, month + 1)
    ]
    return projects.with_columns(known).with_columns(filled).with_columns(carried)


def _paid_names() -> list[str]:
    return [f"_paid_{number}" for number in range(1, MONTHS + 1)]


def _paid(month: int) -> pl.Expr:
    return pl.col(f"_paid_{month}")


def _is_known(month: int) -> pl.Expr:
    """Whether the organisation reported the month; before January nothing was paid, which is known."""
    return pl.col(f"_known_{month}") if month > 0 else pl.lit(value=True)


def _steps(month: int) -> list[pl.Expr]:
    """What each month up to this one paid."""
    return [_paid(number) - (_paid(number - 1) if number > 1 else 0.0) for number in range(1, month + 1)]


def _dormant(month: int) -> pl.Expr:
    """How many months up to this one have passed since a month that paid anything, or since the project is told of."""
    first = pl.coalesce(
        pl.when(pl.col(f"paid_{number}").is_not_null()).then(pl.lit(number)) for number in range(1, month + 1)
    )
    answer = pl.lit(month)
    for number, step in enumerate(_steps(month), 1):
        answer = pl.when(step > CENT).then(pl.lit(month - number)).otherwise(answer)
    # Who has no line with a payment cell in any month is told of by this month's line alone.
    return pl.min_horizontal(answer, month + 1 - first.fill_null(month))


def _best_month(month: int) -> pl.Expr:
    """The most that one month paid; a month after one that is not loaded stands for several and does not count."""
    steps = enumerate(_steps(month), 1)
    return pl.max_horizontal(pl.when(_is_known(number) & _is_known(number - 1)).then(step) for number, step in steps)


def _recent(month: int, paid: pl.Expr) -> pl.Expr:
    """What the last three months paid; null where the month before them is not loaded."""
    before = month - RECENT
    return paid if before <= 0 else pl.when(_is_known(before)).then(paid - _paid(before))


def _required(month: int) -> pl.Expr:
    left = MONTHS - month
    rest = pl.max_horizontal(0.0, pl.col("_budget") - pl.col("_paid"))
    # Without a budget nothing is required; the largest of zero and nothing would read as a pace of zero.
    return pl.when(pl.col("_budget") > 0).then(rest / left) if left else pl.lit(None, pl.Float64)


def _at_risk(budget: pl.Expr, paid: pl.Expr, calendar: float) -> pl.Expr:
    behind, beyond = pl.max_horizontal(0.0, budget * calendar - paid), paid - pl.max_horizontal(0.0, budget)
    left = pl.when(budget > 0).then(pl.coalesce(pl.col("unspent_yuan"), behind)).otherwise(0.0)
    return pl.when(beyond > 0).then(beyond).otherwise(left)


def _state(limits: Limits) -> pl.Expr:
    budget, paid = pl.col("_budget"), pl.col("_paid")
    left, share = pl.col("unspent_yuan"), pl.col("unspent_yuan") / budget
    return (
        pl.when((budget <= 0) & (paid > CENT))
        .then(pl.lit(State.UNBUDGETED))
        .when((budget > 0) & (paid > budget + CENT))
        .then(pl.lit(State.OVERSPENT))
        .when((paid < -CENT) | pl.col("fell"))
        .then(pl.lit(State.NEGATIVE))
        .when(budget < 0)
        .then(pl.lit(State.BELOW_ZERO))
        .when(budget == 0)
        .then(pl.lit(State.NOTHING))
        .when(pl.col("slow_by").is_not_null())
        .then(pl.lit(State.SLOW))
        .when((share >= limits.balance_share) | (left >= limits.balance_yuan))
        .then(pl.lit(State.BALANCE))
        .when(pl.col("gap") <= -limits.watch_gap)
        .then(pl.lit(State.WATCH))
        .otherwise(pl.lit(State.FINE))
        .cast(pl.String)
        .alias("state")
    )


def _slow_by(limits: Limits) -> pl.Expr:
    """What says that a project is slow; null where nothing does, or its budget is too small to say."""
    by_class = pl.col("gap_basis") == "class"
    ends, left_share = pl.col("forecast_yuan") / pl.col("_budget"), pl.col("unspent_yuan") / pl.col("_budget")
    curve = by_class & (pl.col("gap") <= -limits.slow_gap) & (left_share >= limits.balance_share)
    behind = ends <= pl.col("rate") - limits.watch_gap
    left = by_class & (left_share >= limits.slow_left) & behind
    return (
        pl.when((pl.col("_budget") < limits.slow_budget_yuan) | (pl.col("_budget") <= 0))
        .then(pl.lit(None, pl.String))
        .when(curve & left)
        .then(pl.lit(SlowBy.BOTH))
        .when(curve)
        .then(pl.lit(SlowBy.CURVE))
        .when(left)
        .then(pl.lit(SlowBy.LEFT))
        .when(~by_class & (pl.col("relative") < limits.slow_relative))
        .then(pl.lit(SlowBy.CALENDAR))
        .cast(pl.String)
    )


def _recovery(last_day: date, limits: Limits) -> Sequence[pl.Expr]:
    """Which kind of recoverable balance there is, and how much of the budget is bound by payments and contracts."""
    budget, paid = pl.col("_budget"), pl.col("_paid")
    contract = pl.col("contracted_yuan").cast(pl.Float64)
    settled = (contract > 0) & (contract == pl.col("before_yuan").cast(pl.Float64)) & (paid <= contract + CENT)
    whole = settled & (contract >= limits.contract_share * budget)
    kind = (
        pl.when(budget <= 0)
        .then(pl.lit(None, pl.String))
        .when(pl.col("end_date") <= last_day)
        .then(pl.lit(Recovery.FINISHED))
        .when(pl.col("dormant_months") >= limits.dormant_months)
        .then(pl.lit(Recovery.DORMANT))
        .when(whole)
        .then(pl.lit(Recovery.TENDER))
        .cast(pl.String)
    )
    return kind.alias("recovery"), pl.max_horizontal(paid, contract.fill_null(0.0)).alias("_bound")


def _recoverable() -> pl.Expr:
    balance = pl.max_horizontal(0.0, pl.col("_budget") - pl.col("_bound"))
    return pl.when(pl.col("recovery").is_not_null()).then(balance).otherwise(0.0)


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64).fill_null(0.0)
