"""Whether cuts of budgets held: cut, then raised; cut here, raised there; cut that hurt nobody (method M11).

Cut, then raised (先减后增) is the part of a project's cuts that later additions took back, in the year or in the next.
Cut here, raised there (此减彼增) is the part of the cuts of one organisation's projects of a service item that its
other projects of the item were given. A cut that hurt nobody left a budget above what was spent in the year before.
The formulas are ours, tested by simulation on districts without a story (`tests/unit/test_clean_cuts.py`).

Limits: a budget may rise again, or a neighbour gain, for good reasons (new duties, prices, a project that was split).
Every case is a question (待核实). Changes that name no project, or no service item, are in no case.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

ROUNDS = 999
"""Random arrangements that an offset is ranked among."""

RARE = 0.05
"""The share of random arrangements with at least as much moved, up to which an offset is no chance."""

FEWEST_CHANGES = 20
"""Changed projects of a year below which nothing can be ranked."""

ONCE = ("one_off", "build")
"""Natures of projects of which a year's spending says nothing about what the next one needs."""

SMALLEST_CUT = 0.1
"""The share of a request that must have been cut before one asks whether the cut hurt anybody."""

_SEED = 20240831
_PROJECT = ["org_code", "project"]
_THING = ["org_code", "item_code"]
_NOTHING = pl.lit(0).cast(pl.Decimal(18, 2))


class Verdict(StrEnum):
    """What can be said of a case."""

    FLAGGED = "flagged"
    EXPLAINED = "explained"
    """The workload grew enough to explain it."""
    CHANCE = "chance"
    """As much is moved by chance in more than one of twenty arrangements."""
    NO_VERDICT = "no_verdict"
    """Too little is known to tell."""
    CLEAR = "clear"


@dataclass(frozen=True)
class Limits:
    """From where on a case is one: shares of the cuts, yuan that came back, share above last year's spending."""

    rebound: float = 0.5
    offset: float = 0.5
    headroom: float = 0.25
    stake_yuan: float = 100_000


def rebounds(changes: pl.DataFrame, year: int, into_next: int = 6) -> pl.DataFrame:
    """Projects with a cut in the year, and what later additions took back.

    `changes`: org_code, project, item_code, adjusted_on, change_yuan (below zero for a cut), of the year and the next;
    what a project gained and lost on one day counts as one change. Grain of the result: organisation × project, with
    cuts_yuan, first_cut_on, returned_yuan (additions after the cuts, never more than were cut), in_year_yuan (of it
    in the same year), returned_on (the last of these additions), n_changes, rebound = returned ÷ cuts. An addition
    before any cut takes nothing back. Of the next year its first `into_next` months count, with its own cuts taken off.
    """
    daily = _daily(changes)
    now = daily.filter(pl.col("adjusted_on").dt.year() == year)
    day = pl.col("adjusted_on")
    later = daily.filter((day.dt.year() == year + 1) & (day.dt.month() <= into_next))
    walked = _walked(now)
    after = later.group_by(_PROJECT).agg(
        _later=pl.max_horizontal(pl.col("change_yuan").sum(), _NOTHING),
        _later_on=pl.col("adjusted_on").filter(pl.col("change_yuan") > 0).max(),
        _n_later=pl.len(),
    )
    both = walked.join(after, on=_PROJECT, how="left").with_columns(pl.col("_later", "_n_later").fill_null(0))
    carried = pl.min_horizontal("_open", "_later")
    returned_yuan = pl.col("in_year_yuan") + carried
    return both.select(
        *_PROJECT, "item_code", "cuts_yuan", "first_cut_on",
        "in_year_yuan",
        returned_yuan=returned_yuan,
        returned_on=pl.when(carried > 0).then("_later_on").when(pl.col("in_year_yuan") > 0).then("_added_on"),
        n_changes=pl.col("_n") + pl.col("_n_later"),
        rebound=returned_yuan.cast(pl.Float64) / pl.col("cuts_yuan").cast(pl.Float64),
    ).sort(_PROJECT)  # fmt: skip


def judged_rebounds(
    rebounds: pl.DataFrame, budgets: pl.DataFrame, growth: pl.DataFrame, limits: Limits = Limits()
) -> pl.DataFrame:
    """Rebounds with approved_yuan of the project (of `budgets`), workload_growth of its item (of `growth`), verdict.

    `budgets`: org_code, project, approved_yuan; `growth`: org_code, item_code, workload_growth (a ratio, less one).
    Workload explains a rebound where its growth × the approved budget is at least what came back.
    """
    rows = rebounds.join(budgets.select(*_PROJECT, "approved_yuan"), on=_PROJECT, how="left")
    rows = rows.join(growth.select(*_THING, "workload_growth"), on=_THING, how="left")
    returned = pl.col("returned_yuan").cast(pl.Float64)
    warranted = pl.col("workload_growth") * pl.col("approved_yuan").cast(pl.Float64)
    is_case = (pl.col("rebound") >= limits.rebound) & (returned >= limits.stake_yuan)
    return rows.with_columns(
        verdict=pl.when(~is_case)
        .then(pl.lit(Verdict.CLEAR.value))
        .when((warranted >= returned).fill_null(value=False))
        .then(pl.lit(Verdict.EXPLAINED.value))
        .otherwise(pl.lit(Verdict.FLAGGED.value))
    )


def net_changes(changes: pl.DataFrame, budgets: pl.DataFrame, year: int) -> pl.DataFrame:
    """What each project gained or lost in the year, all in all: org_code, project, item_code, net_yuan, approved_yuan.

    Projects of which the changes add up to nothing, and those without a service item, are left out.
    """
    of_year = changes.filter(
        (pl.col("adjusted_on").dt.year() == year) & pl.col("project").is_not_null() & pl.col("item_code").is_not_null()
    )
    net = of_year.group_by(_PROJECT).agg(pl.col("item_code").first(), net_yuan=pl.col("change_yuan").sum())
    told = budgets.select(*_PROJECT, "approved_yuan")
    return net.filter(pl.col("net_yuan") != 0).join(told, on=_PROJECT, how="left").sort(*_THING, "project")


def offsets(net: pl.DataFrame) -> pl.DataFrame:
    """Organisation × service item with cuts: what additions to its other projects of the item make up for.

    `net` as `net_changes` returns it. Adds cuts_yuan, additions_yuan, n_cut, n_raised, moved_yuan = the smaller of the
    two sums, offset = moved ÷ cuts.
    """
    change = pl.col("net_yuan")
    sums = net.group_by(_THING).agg(
        cuts_yuan=-change.filter(change < 0).sum(),
        additions_yuan=change.filter(change > 0).sum(),
        n_cut=(change < 0).sum(),
        n_raised=(change > 0).sum(),
    )
    moved = pl.min_horizontal("cuts_yuan", "additions_yuan")
    return (
        sums.filter(pl.col("cuts_yuan") > 0)
        .with_columns(moved_yuan=moved, offset=moved.cast(pl.Float64) / pl.col("cuts_yuan").cast(pl.Float64))
        .sort(_THING)
    )


def ranked(offsets: pl.DataFrame, net: pl.DataFrame, rounds: int = ROUNDS, seed: int = _SEED) -> pl.DataFrame:
    """Adds n_at_least (of `rounds` random arrangements, how many move at least as much) and chance, its share.

    An arrangement deals the relative changes of all changed projects out anew among them; each is taken of the
    project's own budget. What is compared is moved_yuan: an offset is 1 wherever more was added than cut, so it ranks
    nothing. chance = (n_at_least + 1) ÷ (rounds + 1), as the arrangement that happened is one of them. Both are null
    below 20 changed projects.
    """
    unknown = offsets.with_columns(n_at_least=pl.lit(None, pl.Int64), chance=pl.lit(None, pl.Float64))
    if net.height < FEWEST_CHANGES:
        return unknown
    two_ways = offsets.filter(pl.col("moved_yuan") > 0).select(*_THING, "moved_yuan")
    none = offsets.join(two_ways, on=_THING, how="anti").with_columns(n_at_least=pl.lit(rounds), chance=pl.lit(1.0))
    if two_ways.is_empty():
        return none.select(unknown.columns)
    base = _base(net)
    share = (net["net_yuan"].cast(pl.Float64) / base).to_numpy()
    placed = net.select(*_THING, base=base).join(two_ways, on=_THING, maintain_order="left").sort(_THING)
    starts = placed.select(pl.struct(_THING).rle_id().alias("group"))["group"].to_numpy()
    first = np.flatnonzero(np.diff(starts, prepend=-1))
    observed = placed["moved_yuan"].cast(pl.Float64).to_numpy()[first]
    moved = _moved_at_random(share, placed["base"].to_numpy(), first, rounds, seed)
    at_least = (moved >= observed * (1 - 1e-9)).sum(axis=0)
    names = placed[first].select(_THING)
    counted = names.with_columns(
        n_at_least=pl.Series(at_least, dtype=pl.Int64), chance=pl.Series((at_least + 1) / (rounds + 1))
    )
    some = offsets.join(counted, on=_THING)
    return pl.concat([some, none.with_columns(pl.col("n_at_least").cast(pl.Int64))]).sort(_THING)


def judged_offsets(ranked: pl.DataFrame, growth: pl.DataFrame, limits: Limits = Limits()) -> pl.DataFrame:
    """Ranked offsets with workload_growth of the item and the verdict."""
    rows = ranked.join(growth.select(*_THING, "workload_growth"), on=_THING, how="left")
    is_case = (pl.col("offset") >= limits.offset) & (pl.col("moved_yuan").cast(pl.Float64) >= limits.stake_yuan)
    return rows.with_columns(
        verdict=pl.when(~is_case)
        .then(pl.lit(Verdict.CLEAR.value))
        .when(pl.col("chance").is_null())
        .then(pl.lit(Verdict.NO_VERDICT.value))
        .when(pl.col("chance") > RARE)
        .then(pl.lit(Verdict.CHANCE.value))
        .otherwise(pl.lit(Verdict.FLAGGED.value))
    )


def harmless(budgets: pl.DataFrame, limits: Limits = Limits()) -> pl.DataFrame:
    """Projects that were cut by a tenth or more, and how their budget stands to what they spent the year before.

    `budgets`: org_code, project, nature (null where not told), requested_yuan, current_yuan, past_yuan (spent in the
    whole year before; null where it is not known), with any other columns. One-off projects and those that build
    something are left out. Adds cut_yuan = requested − current, cut_share, headroom_yuan = current −
    past, headroom = current ÷ past − 1, verdict: flagged where the budget is above last year's spending by more than
    the limit and the cut is at least the stake; no verdict where last year is not known or nothing was spent in it.
    """
    requested, current, past = (pl.col(name) for name in ("requested_yuan", "current_yuan", "past_yuan"))
    cut = requested - current
    goes_on = ~pl.col("nature").is_in(ONCE).fill_null(value=False)
    rows = budgets.filter(goes_on & (requested > 0) & (current > 0)).with_columns(
        cut_yuan=cut,
        cut_share=cut.cast(pl.Float64) / requested.cast(pl.Float64),
        headroom_yuan=pl.when(past > 0).then(current - past),
        headroom=pl.when(past > 0).then(current.cast(pl.Float64) / past.cast(pl.Float64) - 1),
    )
    above = (pl.col("headroom") > limits.headroom) & (pl.col("cut_yuan").cast(pl.Float64) >= limits.stake_yuan)
    verdict = (
        pl.when(pl.col("headroom").is_null())
        .then(pl.lit(Verdict.NO_VERDICT.value))
        .when(above)
        .then(pl.lit(Verdict.FLAGGED.value))
        .otherwise(pl.lit(Verdict.CLEAR.value))
    )
    large = rows.filter(pl.col("cut_share") >= SMALLEST_CUT - 1e-12)
    return large.with_columns(verdict=verdict).sort(_PROJECT)


class Savings(StrEnum):
    """What became of the savings of an analysis in the budget of its year."""

    KEPT = "kept"
    PARTLY = "partly"
    LOST = "lost"
    ENDED = "ended"
    """The project has no budget in the year: nothing can be lost, but nothing was cut either."""
    UNKNOWN = "unknown"
    """No amounts, or no budget of the year yet."""


def kept_savings(analyses: pl.DataFrame) -> pl.DataFrame:
    """How much of what analyses saved is still out of the budget that they were made for.

    `analyses`: requested_yuan, saved_yuan, current_yuan (the budget of the year after its changes; null where the
    project has none), year_loaded (whether budgets of the year are known at all). Adds kept_yuan = requested − current,
    at least 0 and at most what was saved, kept = kept ÷ saved, and outcome.
    """
    saved, current = pl.col("saved_yuan"), pl.col("current_yuan")
    kept_yuan = pl.min_horizontal(saved, pl.max_horizontal(pl.col("requested_yuan") - current, _NOTHING))
    known = (saved > 0).fill_null(value=False) & pl.col("requested_yuan").is_not_null() & pl.col("year_loaded")
    has_budget = known & current.is_not_null()
    rows = analyses.with_columns(
        kept_yuan=pl.when(has_budget).then(kept_yuan),
        kept=pl.when(has_budget).then(kept_yuan.cast(pl.Float64) / saved.cast(pl.Float64)),
    )
    return rows.with_columns(
        outcome=pl.when(~known)
        .then(pl.lit(Savings.UNKNOWN.value))
        .when(current.is_null())
        .then(pl.lit(Savings.ENDED.value))
        .when(pl.col("kept_yuan") == saved)
        .then(pl.lit(Savings.KEPT.value))
        .when(pl.col("kept_yuan") > 0)
        .then(pl.lit(Savings.PARTLY.value))
        .otherwise(pl.lit(Savings.LOST.value))
    )


def workload_growth(workloads: pl.DataFrame, year: int) -> pl.DataFrame:
    """Growth of the workload of each organisation's service item against the year before, all grades together.

    `workloads`: year, org_code, item_code, measure_unit, quantity, planned_quantity. The plan is taken where both years
    tell it for all grades, since what was done in a part of a year is less than the year's. Organisations that count in
    several units, or in others than the year before, and those that do not tell the year before are left out.
    """
    planned = pl.col("planned_quantity").is_not_null().all() & (pl.col("planned_quantity") > 0).any()
    of_years = workloads.filter(pl.col("year").is_in([year - 1, year])).group_by("year", *_THING).agg(
        pl.when(planned).then(pl.col("planned_quantity").sum()).alias("plan"),
        pl.col("quantity").sum(),
        unit=pl.col("measure_unit").first(),
        _n_units=pl.col("measure_unit").n_unique(),
    ).filter(pl.col("_n_units") == 1)  # fmt: skip
    now = of_years.filter(pl.col("year") == year).drop("year")
    past = of_years.filter(pl.col("year") == year - 1).drop("year")
    both = now.join(past, on=[*_THING, "unit"], suffix="_past", nulls_equal=True)
    told = pl.col("plan").is_not_null() & (pl.col("plan_past") > 0)
    growth = (
        pl.when(told)
        .then(pl.col("plan") / pl.col("plan_past") - 1)
        .when(pl.col("quantity_past") > 0)
        .then(pl.col("quantity") / pl.col("quantity_past") - 1)
    )
    return both.select(*_THING, workload_growth=growth)


def _daily(changes: pl.DataFrame) -> pl.DataFrame:
    """What each project gained or lost on each day, in the order of days."""
    named = changes.filter(pl.col("project").is_not_null())
    daily = named.group_by(*_PROJECT, "adjusted_on").agg(pl.col("item_code").first(), pl.col("change_yuan").sum())
    return daily.filter(pl.col("change_yuan") != 0).sort(*_PROJECT, "adjusted_on")


def _walked(daily: pl.DataFrame) -> pl.DataFrame:
    """Projects with a cut: how much of the cuts is open at the end (`_open`), how much came back on the way.

    The open amount rises with a cut, falls with an addition and never below zero: a walk reflected at zero, which is
    the sum so far less the smallest sum so far.
    """
    change = pl.col("change_yuan")
    sums = daily.with_columns(_sum=(-change).cum_sum().over(_PROJECT)).with_columns(
        _least=pl.min_horizontal(pl.col("_sum").cum_min().over(_PROJECT), _NOTHING)
    )
    cut_on = pl.col("adjusted_on").filter(change < 0)
    each = sums.group_by(_PROJECT, maintain_order=True).agg(
        pl.col("item_code").first(),
        cuts_yuan=-change.filter(change < 0).sum(),
        first_cut_on=cut_on.min(),
        _added_on=pl.col("adjusted_on").filter(change > 0).max(),
        _open=pl.col("_sum").last() - pl.col("_least").last(),
        _n=pl.len(),
    )
    cut = each.filter(pl.col("cuts_yuan") > 0)
    return cut.with_columns(in_year_yuan=pl.col("cuts_yuan") - pl.col("_open"))


def _base(net: pl.DataFrame) -> pl.Series:
    """What the change of a project is a share of: its approved budget, or the change where that is larger."""
    size = pl.max_horizontal(pl.col("approved_yuan").fill_null(0), pl.col("net_yuan").abs())
    return net.select(size.cast(pl.Float64).alias("base"))["base"]


def _moved_at_random(
    share: npt.NDArray[np.float64],
    base: npt.NDArray[np.float64],
    first: npt.NDArray[np.intp],
    rounds: int,
    seed: int,
) -> npt.NDArray[np.float64]:
    """rounds × groups: what would be moved, shares dealt out anew; `first` tells where each group begins in `base`."""
    rng = np.random.default_rng(seed)
    dealt = np.stack([rng.choice(share, len(base), replace=False) for _ in range(rounds)]) * base
    cuts = np.add.reduceat(np.maximum(-dealt, 0), first, axis=1)
    additions = np.add.reduceat(np.maximum(dealt, 0), first, axis=1)
    return np.minimum(cuts, additions)
