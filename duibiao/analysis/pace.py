"""Which money is stuck: how far projects are behind what is usual, what will be left, what can be recovered now (M9).

The parameters and their defaults are those of the bureau's own practice. What is flagged is to be checked, never a
verdict. A budget of zero or below has no rate and no lamp, and one below is to be checked; payments that fell, and
payments without a budget, are said.

Limits: a project goes on as its class did; nothing here knows why it waits. A month that its organisation reported
without it counts as nothing paid, a month that nobody reported is passed over, and the month after it, which stands for
several, is no best month. A project that is told of since mid-year rests at most since then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import polars as pl

from duibiao.analysis.class_states import States
from duibiao.analysis.forecast import COVERAGE, expected, of_projects
from duibiao.analysis.progress import GREEN_FROM, RED_BELOW, lamp, time_progress
from duibiao.analysis.quantiles import weighted_quantiles

MONTHS = 12

CLASS = ("class_code", "kind_code")
"""Whose past tells how a project goes."""

REHEARSED_YEARS = 2
"""How many of the past years, the latest, tell how far off the forecasts of projects are."""

FEWEST_REHEARSED = 30
"""From how many projects of past years on a kind has a band of its own."""

ROUNDED_TO = 100
"""Suggested reductions are whole hundreds of yuan, rounded down."""

RECENT = 3
"""How many months the recent signal looks back."""

_MONEY = pl.Decimal(18, 2)
_CENT = 0.005
_MONTH_NUMBERS = range(1, MONTHS + 1)
_CELLS = [(name, number) for name in ("paid", "contracted") for number in _MONTH_NUMBERS]
_OUTCOMES: dict[str, pl.DataType] = {
    "year": pl.Int64(),
    **dict.fromkeys(("org_code", "project", "item_code", "function_code", "chapter"), pl.String()),
    **dict.fromkeys(("current_yuan", "contracted_yuan", "paid_yuan", "final_yuan"), _MONEY),
}


@dataclass(frozen=True)
class Limits:
    """From where on a signal counts; rates as parts of 1, gaps as differences of them, amounts in yuan."""

    watch_gap: float = 0.10
    slow_gap: float = 0.20
    slow_relative: float = 0.6
    """Rate ÷ time progress."""
    slow_budget_yuan: float = 500_000
    balance_share: float = 0.20
    balance_yuan: float = 1_000_000
    dormant_months: int = 6
    """From how many months without a payment on a project is dormant."""
    contract_share: float = 0.5
    """From which part of the budget on a contract is taken for all there is to contract."""
    lamp_red: float = RED_BELOW
    """Rate ÷ time progress below which the lamp is red."""
    lamp_green: float = GREEN_FROM
    """Rate ÷ time progress from which on it is green."""


class State(StrEnum):
    """What is said of a project; the first that holds."""

    UNBUDGETED = "unbudgeted"
    """Paid, without a budget."""
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


def paced(projects: pl.DataFrame, month: int, last_day: date, limits: Limits) -> pl.DataFrame:
    """Add to projects what their pace says; amounts in yuan, rates as parts of 1.

    `projects`: org_code, current_yuan, contracted_yuan, paid_yuan (cumulative at the end of `month`), before_yuan (the
    contracts three months earlier), paid_1 … paid_12, end_date, best_before_yuan (best month of past years, null where
    none), and of the forecast share, rate, forecast_yuan (see `forecast.of_projects`).

    Added: execution_rate, relative (rate ÷ time progress), expected_rate (share × rate of the class; null without
    history), gap (rate − expected; − time progress where nothing is expected), gap_basis (class or calendar),
    recent_yuan (paid in the last three months; null where the month before them is not loaded), fell (whether payments
    fell since the month before), dormant_months (since it last paid, at most since it is there), best_month_yuan (of
    months whose month before is loaded), required_yuan (a month until December), pace_ratio (required ÷ best),
    unspent_yuan (max(0, budget − forecast); null without one), at_risk_yuan (what is forecast to be left; where nothing
    is, how far it is behind the calendar; where there is no budget, what was paid), recovery, recoverable_yuan, state,
    slow_by, lamp (none without a budget, or where payments fell).
    """
    known = _filled(projects, month).with_columns(_budget=_number("current_yuan"), _paid=_number("paid_yuan"))
    budget, paid = pl.col("_budget"), pl.col("_paid")
    signals = known.with_columns(
        execution_rate=pl.when(budget > 0).then(paid / budget),
        expected_rate=pl.col("share") * pl.col("rate"),
        recent_yuan=_recent(month, paid),
        fell=paid < (_paid(month - 1) if month > 1 else 0.0) - _CENT,
        dormant_months=_dormant(month),
        best_month_yuan=pl.max_horizontal(_best_month(month), pl.col("best_before_yuan").cast(pl.Float64)).clip(0),
        required_yuan=_required(month),
        unspent_yuan=pl.when(pl.col("forecast_yuan").is_not_null()).then(
            pl.max_horizontal(0.0, budget - pl.col("forecast_yuan"))
        ),
    )
    calendar = time_progress(month)
    usual = pl.col("expected_rate")
    judged = signals.with_columns(
        relative=pl.col("execution_rate") / calendar,
        gap=pl.col("execution_rate") - usual.fill_null(calendar),
        gap_basis=pl.when(usual.is_null()).then(pl.lit("calendar")).otherwise(pl.lit("class")),
        pace_ratio=pl.when(pl.col("best_month_yuan") > 0).then(pl.col("required_yuan") / pl.col("best_month_yuan")),
        at_risk_yuan=_at_risk(budget, paid, calendar),
    )
    stated = judged.with_columns(slow_by=_slow_by(limits)).with_columns(_state(limits), *_recovery(last_day, limits))
    honest = pl.col("relative").is_not_null() & ~pl.col("state").is_in([State.UNBUDGETED, State.NEGATIVE])
    lamps = pl.when(honest).then(lamp(pl.col("relative"), limits.lamp_red, limits.lamp_green))
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
    rate = pl.when(pl.col("current_yuan") > 0).then(pl.col("paid_yuan") / pl.col("current_yuan"))
    return grouped.with_columns(execution_rate=rate).sort("at_risk_yuan", by, descending=[True, False])


FLAGGED = (State.UNBUDGETED, State.NEGATIVE, State.BELOW_ZERO, State.SLOW, State.BALANCE, State.WATCH)
"""The states that somebody should look at, the gravest first."""


def by_month(amounts: pl.DataFrame) -> pl.DataFrame:
    """What projects had paid and contracted at every month end of a year: a row a project.

    `amounts`: org_code, project, month, paid_yuan, contracted_yuan (cumulative). Returns org_code, project, paid_1 …
    paid_12, contracted_1 … contracted_12; null where a project has no line.
    """
    key = ["org_code", "project"]
    floats = amounts.with_columns(pl.col("paid_yuan", "contracted_yuan").cast(pl.Float64))
    told = floats.pivot("month", on_columns=_MONTH_NUMBERS, index=key, values=["paid_yuan", "contracted_yuan"])
    return told.rename({f"{name}_yuan_{number}": f"{name}_{number}" for name, number in _CELLS})


def until(months: pl.DataFrame, month: int) -> pl.DataFrame:
    """What of a year (see `by_month`) is known at a month end: paid_1 … paid_12, those later null, and before_yuan.

    before_yuan: contracted three months earlier; null where that month is of the year before. Columns of other names
    stay.
    """
    later = [pl.lit(None, pl.Float64).alias(f"paid_{number}") for number in range(month + 1, MONTHS + 1)]
    before = pl.lit(None, pl.Float64) if month <= RECENT else pl.col(f"contracted_{month - RECENT}")
    known = [f"paid_{number}" for number in range(1, month + 1)]
    cells = [f"{name}_{number}" for name, number in _CELLS]
    return months.select(pl.exclude(cells), *known, *later, before_yuan=before)


def best_months(years: Sequence[pl.DataFrame], earlier: pl.DataFrame | None = None) -> pl.DataFrame:
    """The most that each project ever paid in a month of past years (see `by_month`): best_before_yuan.

    `earlier`: the same of the years before these. A month whose neighbour before has no line stands for several, and
    does not count.
    """
    steps = [pl.col("paid_1"), *(pl.col(f"paid_{number}") - pl.col(f"paid_{number - 1}") for number in range(2, 13))]
    best = [year.select("org_code", "project", best_before_yuan=pl.max_horizontal(steps).round(2)) for year in years]
    nothing = pl.DataFrame(schema={"org_code": pl.String, "project": pl.String, "best_before_yuan": pl.Float64})
    every = pl.concat([nothing if earlier is None else earlier, *best])
    return every.group_by("org_code", "project").agg(pl.col("best_before_yuan").max())


def outcomes(years: Iterable[tuple[int, pl.DataFrame]], month: int) -> pl.DataFrame:
    """What projects of past years had at the end of the same month, and had paid by the end of their year: final_yuan.

    `years`: the latest first, each with its amounts: org_code, project, month, current_yuan, contracted_yuan,
    paid_yuan, and what classes are made of. Only the latest `REHEARSED_YEARS` are taken of which the month and December
    are known. final_yuan is null for a project without a line in December. Adds year.
    """
    told = []
    for year, amounts in years:
        end = amounts.filter(month=MONTHS).select("org_code", "project", final_yuan="paid_yuan")
        now = amounts.filter(month=month).join(end, on=["org_code", "project"], how="left")
        if now["final_yuan"].count():
            told.append(now.with_columns(year=pl.lit(year, pl.Int64)))
        if len(told) == REHEARSED_YEARS:
            break
    return pl.concat(told) if told else pl.DataFrame(schema=_OUTCOMES)


@dataclass(frozen=True)
class Usual:
    """What is usual at a month end: how classes go on from it, and how far off past projects of their kinds were."""

    classes: pl.DataFrame
    """By `CLASS`: share, rate, n_years, basis (see `forecast.expected`), past_error, low_part, high_part."""
    past_unknown: int
    """How many past projects could be foreseen, and nobody told how they ended."""


def usual(past: pl.DataFrame, states: States, year: int, month: int) -> Usual:
    """What past projects (see `outcomes`) and the `states` of their classes, by `CLASS`, tell of a month end.

    `past` with class_code and kind_code. A past project is forecast from the years before its own, so those of the
    first year tell nothing. past_error: Σ|forecast − final| ÷ Σfinal of the past projects of the kind where it has at
    least `FEWEST_REHEARSED`, else of all; null without rehearsals. A past project without a line in December is left
    out of error and band.
    """

    def told(rows: pl.DataFrame, when: int) -> pl.DataFrame:
        return of_projects(rows, expected(states, when, month), CLASS)

    slim = past.select("year", *CLASS, "current_yuan", "contracted_yuan", "paid_yuan", "final_yuan")
    years = slim["year"].unique().sort().to_list()
    rehearsed = pl.concat([told(slim.filter(year=each), each) for each in years] or [told(slim.clear(), year)])
    unknown = _rehearsals(rehearsed)["final_yuan"].null_count()
    return Usual(with_misses(expected(states, year, month), rehearsed), unknown)


def foreseen(projects: pl.DataFrame, usual: Usual) -> pl.DataFrame:
    """Add what is foreseen of each project: share, rate, forecast_yuan, past_error, basis, n_years, the band.

    `projects`: as in `paced`, with class_code and kind_code. past_unknown, on every row: as in `Usual`.
    """
    told = banded(of_projects(projects, usual.classes, CLASS))
    return told.with_columns(past_unknown=pl.lit(usual.past_unknown, pl.Int64))


def with_misses(kinds: pl.DataFrame, rehearsed: pl.DataFrame) -> pl.DataFrame:
    """Add to rows with a kind_code how far off its past projects were: past_error, low_part, high_part.

    `rehearsed`: projects of past years with kind_code, current_yuan, forecast_yuan (from the years before theirs) and
    final_yuan (null where nobody knows how it ended: left out). past_error: as in `foreseen`. low_part, high_part: the
    lowest and the highest tenth, by budget, of (final − forecast) ÷ budget (M8). Each of the kind where it has at least
    `FEWEST_REHEARSED` projects, else of all; null without rehearsals.
    """
    ended = _rehearsals(rehearsed).filter(pl.col("final_yuan").is_not_null())
    missed = ended.select(
        "kind_code",
        weight=_number("current_yuan"),
        final=_number("final_yuan"),
        off=_number("final_yuan") - pl.col("forecast_yuan"),
    ).sort(pl.col("off") / pl.col("weight"))  # once, and no quantile of a part has anything left to sort
    schema = {"kind_code": pl.String, **dict.fromkeys(_MISSES, pl.Float64)}
    parts = missed.partition_by("kind_code", as_dict=True).items()
    own = [(key[0], *_misses(part)) for key, part in parts if part.height >= FEWEST_REHEARSED]
    joined = kinds.join(
        pl.DataFrame(own, schema=schema, orient="row"), on="kind_code", how="left", nulls_equal=True,
        maintain_order="left",
    )  # fmt: skip
    if missed.is_empty():
        return joined
    has_own = pl.col("low_part").is_not_null()
    everything = zip(_MISSES, _misses(missed), strict=True)
    return joined.with_columns(
        pl.when(has_own).then(name).otherwise(pl.lit(value, pl.Float64)).alias(name) for name, value in everything
    )


def banded(projects: pl.DataFrame) -> pl.DataFrame:
    """Add low_yuan and high_yuan, the 80 % band of each project's year end, from how past years came out (M8).

    `projects`: current_yuan, paid_yuan, forecast_yuan and the columns that `with_misses` adds, of which past_error
    stays where there is a forecast. Limits: errors of a year go together; a band for one project at a time, whose ends
    must not be added up.
    """
    forecast, budget = pl.col("forecast_yuan"), _number("current_yuan")
    low = pl.max_horizontal(forecast + pl.col("low_part") * budget, _number("paid_yuan"))
    known = forecast.is_not_null() & pl.col("low_part").is_not_null()
    return projects.with_columns(
        low_yuan=pl.when(known).then(low),
        high_yuan=forecast + pl.col("high_part") * budget,
        past_error=pl.when(forecast.is_not_null()).then("past_error"),
    ).drop("low_part", "high_part")


def _rehearsals(rehearsed: pl.DataFrame) -> pl.DataFrame:
    """The past projects that could be foreseen."""
    return rehearsed.filter(pl.col("forecast_yuan").is_not_null() & (_number("current_yuan") > 0))


_MISSES = ("past_error", "low_part", "high_part")


def _misses(missed: pl.DataFrame) -> tuple[float | None, float, float]:
    """Σ|off| ÷ Σfinal, and the ends of off ÷ budget weighted by it: the lower at most zero, the higher at least."""
    off, weight, final = (missed[name].to_numpy() for name in ("off", "weight", "final"))
    beyond = (1 - COVERAGE) / 2
    low, high = weighted_quantiles(off / weight, weight, (beyond, 1 - beyond))
    return float(np.abs(off).sum() / final.sum()) if final.sum() > 0 else None, min(low, 0.0), max(high, 0.0)


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
        answer = pl.when(step > _CENT).then(pl.lit(month - number)).otherwise(answer)
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
    behind = pl.max_horizontal(0.0, budget * calendar - paid)
    return (
        pl.when(budget <= 0).then(pl.max_horizontal(0.0, paid)).otherwise(pl.coalesce(pl.col("unspent_yuan"), behind))
    )


def _state(limits: Limits) -> pl.Expr:
    budget, paid = pl.col("_budget"), pl.col("_paid")
    left, share = pl.col("unspent_yuan"), pl.col("unspent_yuan") / budget
    return (
        pl.when((budget <= 0) & (paid > _CENT))
        .then(pl.lit(State.UNBUDGETED))
        .when((paid < -_CENT) | pl.col("fell"))
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
    """By what a project is slow: class, calendar, both; null where it is not, or its budget is too small to say."""
    by_class = (pl.col("gap") <= -limits.slow_gap) & (pl.col("gap_basis") == "class")
    by_calendar = (pl.col("relative") < limits.slow_relative) | (
        (pl.col("gap") <= -limits.slow_gap) & (pl.col("gap_basis") == "calendar")
    )
    return (
        pl.when(pl.col("_budget") < limits.slow_budget_yuan)
        .then(pl.lit(None, pl.String))
        .when(by_class & by_calendar)
        .then(pl.lit("both"))
        .when(by_class)
        .then(pl.lit("class"))
        .when(by_calendar)
        .then(pl.lit("calendar"))
    )


def _recovery(last_day: date, limits: Limits) -> Sequence[pl.Expr]:
    """Which kind of recoverable balance there is, and how much of the budget is bound by payments and contracts."""
    budget, paid = pl.col("_budget"), pl.col("_paid")
    contract = pl.col("contracted_yuan").cast(pl.Float64)
    settled = (contract > 0) & (contract == pl.col("before_yuan").cast(pl.Float64)) & (paid <= contract + _CENT)
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
