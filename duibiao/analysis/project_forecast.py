"""What each project will have paid by the year's end, as past ones went on from the same month, with a band (M8).

Of what is contracted and not yet paid, past projects of the class still paid a part by the year's end, and of what was
not even contracted another; a project goes on likewise: F = S + q·(C − S) + p·(B − C), where S is paid, C contracted
(at least S, at most B) and B the budget. With F′ the payments of a past year, q = Σ(min(F′, C) − S) ÷ Σ(C − S) and
p = Σ max(0, F′ − C) ÷ Σ(B − C), of which nearer years count more; ratios of small classes lean on their kind, those of
kinds on all. Where no contract is told, what is not paid goes on as all of it did: Σ(F′ − S) ÷ Σ(B − S).

Ours, from an identity: what a year pays after the month is what it pays of contracts and beyond them. Ratios of sums
over past years at the same age are those of the chain ladder (Mack 1993), their leaning the credibility of Bühlmann
(1967). Limits: nothing here knows why a project waits; what is contracted late and paid in the same year counts as not
contracted; a forecast is never above the budget unless more is paid already.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from duibiao.analysis.class_states import States
from duibiao.analysis.forecast import COVERAGE, Basis, expected
from duibiao.analysis.project_months import MONTHS
from duibiao.analysis.quantiles import weighted_quantiles
from duibiao.analysis.simple_forecasts import CREDIBILITY, DECAY

CLASS = ("class_code", "kind_code")
"""Whose past tells how a project goes."""

LEARNED_YEARS = 3
"""How many of the past years, the latest, tell how projects go on, and how far off their forecasts are."""

FEWEST_REHEARSED = 30
"""From how many projects of past years on a kind has a band of its own."""

_MONEY = pl.Decimal(18, 2)
_OUTCOMES: dict[str, pl.DataType] = {
    "year": pl.Int64(),
    **dict.fromkeys(("org_code", "project", "item_code", "function_code", "chapter"), pl.String()),
    **dict.fromkeys(("current_yuan", "contracted_yuan", "paid_yuan", "final_yuan"), _MONEY),
}
_OF_PAST = ("share", "rate", "forecast_yuan", "n_years", "basis")
_POOLS = ("of_contract", "of_rest", "of_unpaid")


def outcomes(years: Iterable[tuple[int, pl.DataFrame]], month: int) -> pl.DataFrame:
    """What projects of past years had at the end of the same month, and had paid by the end of their year: final_yuan.

    `years`: the latest first, each with its amounts: org_code, project, month, current_yuan, contracted_yuan,
    paid_yuan, and what classes are made of. Only the latest `LEARNED_YEARS` are taken of which the month and December
    are known. final_yuan is null for a project without a line in December. Adds year.
    """
    told = []
    for year, amounts in years:
        end = amounts.filter(month=MONTHS).select("org_code", "project", final_yuan="paid_yuan")
        now = amounts.filter(month=month).join(end, on=["org_code", "project"], how="left")
        if now["final_yuan"].count():
            told.append(now.with_columns(year=pl.lit(year, pl.Int64)))
        if len(told) == LEARNED_YEARS:
            break
    return pl.concat(told) if told else pl.DataFrame(schema=_OUTCOMES)


@dataclass(frozen=True)
class Usual:
    """What is usual at a month end: how classes go on from it, and how far off past projects of their kinds were."""

    classes: pl.DataFrame
    """By `CLASS`: share, rate, n_years, basis (see `forecast.expected`), the columns of `habits`, past_error, low_part,
    high_part."""
    past_unknown: int
    """How many past projects could be foreseen, and nobody told how they ended."""


def usual(past: pl.DataFrame, states: States, year: int, month: int) -> Usual:
    """What past projects (see `outcomes`) and the `states` of their classes, by `CLASS`, tell of a month end.

    `past` with class_code and kind_code. A past project is forecast from the years before its own, so those of the
    first year tell nothing of errors. past_error: Σ|forecast − final| ÷ Σfinal of the past projects of the kind where
    it has at least `FEWEST_REHEARSED`, else of all; null without rehearsals. A past project without a line in December
    is left out of error and band.
    """
    slim = past.select("year", *CLASS, "current_yuan", "contracted_yuan", "paid_yuan", "final_yuan")
    first, *later = slim["year"].unique().sort().to_list() or [year]

    def told(when: int) -> pl.DataFrame:
        return going_on(slim.filter(year=when), _ways(slim.filter(pl.col("year") < when), states, when, month))

    rehearsed = pl.concat([told(each) for each in later] or [told(first).clear()])
    unknown = _rehearsals(rehearsed)["final_yuan"].null_count()
    return Usual(with_misses(_ways(slim, states, year, month), rehearsed), unknown)


def foreseen(projects: pl.DataFrame, usual: Usual) -> pl.DataFrame:
    """Add what is foreseen of each project: share, rate, forecast_yuan, past_error, basis, n_years, the band.

    `projects`: current_yuan, contracted_yuan, paid_yuan, class_code, kind_code. All is null where neither class nor
    kind has a past. past_unknown, on every row: as in `Usual`.
    """
    # On everything together a project without a past of its own would be judged by what it has nothing to do with.
    has_past = pl.col("basis") != Basis.TOTAL
    told = going_on(projects, usual.classes).with_columns(pl.when(has_past).then(name).alias(name) for name in _OF_PAST)
    return banded(told).with_columns(past_unknown=pl.lit(usual.past_unknown, pl.Int64))


def habits(past: pl.DataFrame, classes: pl.DataFrame, year: int) -> pl.DataFrame:
    """Add to classes how their past projects went on from the month: of_contract (q), of_rest (p), of_unpaid.

    `past`: rows of `outcomes` with `CLASS`, of years before `year`. Null where no past project tells it.
    """
    pools = _pools(past, year)
    sums = [f"{name}_{part}" for name in _POOLS for part in ("paid", "open")]
    own = pools.group_by(CLASS).agg(pl.col(sums).sum())
    kinds = pools.group_by("kind_code").agg(pl.col(sums).sum().name.suffix("_kind"))
    strength = CREDIBILITY * float(pools["budget"].sum())
    joined = classes.join(own, on=list(CLASS), how="left", nulls_equal=True, maintain_order="left").join(
        kinds, on="kind_code", how="left", nulls_equal=True, maintain_order="left"
    )
    everything = {name: _ratio(pools, name) for name in _POOLS}
    ratios = [_leaning(name, everything[name], strength).alias(name) for name in _POOLS]
    return joined.with_columns(ratios).drop(sums, [f"{name}_kind" for name in sums])


def going_on(projects: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """Add forecast_yuan and the columns of `ways` (by `CLASS`): each project goes on as past ones of its class did.

    Null where no past year is known; a project without a budget, or beyond it, is taken to pay nothing more.
    """
    joined = projects.join(ways, on=list(CLASS), how="left", nulls_equal=True, maintain_order="left")
    paid, budget, contract = _states_of_projects()
    split = pl.col("of_contract").fill_null(0.0) * (contract - paid) + pl.col("of_rest").fill_null(0.0) * (
        budget - contract
    )
    whole = pl.col("of_unpaid") * (budget - paid)
    # Where no past project of all told of contracts, what this one tells of them says nothing.
    unsaid = pl.col("contracted_yuan").is_null() | pl.col("of_rest").is_null()
    more = pl.when(unsaid).then(whole).otherwise(split)
    forecast = pl.when(pl.col("share").is_not_null()).then(_number("paid_yuan") + more)
    return joined.with_columns(forecast_yuan=forecast).drop(_POOLS)


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


def _ways(past: pl.DataFrame, states: States, year: int, month: int) -> pl.DataFrame:
    return habits(past, expected(states, year, month), year)


def _states_of_projects() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Paid, budget (at least what is paid), contracted (between the two)."""
    paid = pl.max_horizontal(0.0, _number("paid_yuan"))
    budget = pl.max_horizontal(paid, _number("current_yuan"))
    return paid, budget, pl.min_horizontal(budget, pl.max_horizontal(paid, _number("contracted_yuan")))


def _pools(past: pl.DataFrame, year: int) -> pl.DataFrame:
    """Of each past project with a budget what was open at the month, and what of it was paid by the end of its year."""
    ended = past.filter(pl.col("final_yuan").is_not_null(), _number("current_yuan") > 0)
    paid, budget, contract = _states_of_projects()
    final, weight = pl.min_horizontal(budget, pl.max_horizontal(paid, _number("final_yuan"))), _weight(year)
    said = pl.col("contracted_yuan").is_not_null()
    amounts = {
        "of_contract_paid": pl.when(said).then(pl.min_horizontal(final, contract) - paid),
        "of_contract_open": pl.when(said).then(contract - paid),
        "of_rest_paid": pl.when(said).then(pl.max_horizontal(0.0, final - contract)),
        "of_rest_open": pl.when(said).then(budget - contract),
        "of_unpaid_paid": final - paid,
        "of_unpaid_open": budget - paid,
        "budget": budget,
    }
    return ended.select(*CLASS, **{name: amount.fill_null(0.0) * weight for name, amount in amounts.items()})


def _weight(year: int) -> pl.Expr:
    """How much a year counts against those nearer to `year`."""
    return pl.lit(DECAY).pow(year - 1 - pl.col("year"))


def _ratio(pools: pl.DataFrame, name: str) -> float | None:
    still_open = float(pools[f"{name}_open"].sum())
    return float(pools[f"{name}_paid"].sum()) / still_open if still_open > 0 else None


def _leaning(name: str, everything: float | None, strength: float) -> pl.Expr:
    """(own + k · that of the kind) ÷ (own + k), where that of the kind leans on that of all likewise."""
    if everything is None:
        return pl.lit(None, pl.Float64)

    def ratio(toward: pl.Expr, suffix: str) -> pl.Expr:
        paid, still_open = (pl.col(f"{name}_{part}{suffix}").fill_null(0.0) for part in ("paid", "open"))
        return (paid + strength * toward) / (still_open + strength)

    return ratio(ratio(pl.lit(everything), "_kind"), "")


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


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64).fill_null(0.0)
