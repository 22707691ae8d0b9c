"""How often cuts are suspected of not having held: in districts in which nothing is planted, and with the stories."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from duibiao.analysis import games, year_end
from duibiao.demo import SEED
from duibiao.demo.changes import adjustment_rows
from duibiao.demo.ledger import ledger_of
from duibiao.demo.projects import build

SEEDS = 20
YEAR = 2025
MONEY = pl.Decimal(18, 2)
NO_GROWTH = pl.DataFrame(schema={"org_code": pl.String, "item_code": pl.String, "workload_growth": pl.Float64})


@cache
def library(seed, stories):
    return build(seed, 1, stories)


@cache
def ledger(seed, stories, year):
    return ledger_of(library(seed, stories), year, seed)


def yuan(*names):
    return [(pl.col(name) / 100).cast(MONEY) for name in names]


def changes(seed, stories):
    """Dated changes of the year and the next, out of what the generator draws: no files and no warehouse in between."""
    both = pl.concat([adjustment_rows(ledger(seed, stories, year), seed) for year in (YEAR, YEAR + 1)])
    return both.rename({"project_code": "project"}).with_columns(yuan("change_yuan"))


def budgets(seed, stories, year=YEAR):
    amounts = ledger(seed, stories, year).amounts
    columns = {"requested_yuan": amounts.requested, "approved_yuan": amounts.approved, "current_yuan": amounts.current}
    columns["paid_yuan"] = amounts.paid.sum(axis=1)
    lines = ledger(seed, stories, year).lines.select(
        "org_code", "item_code", *(pl.Series(name, values) for name, values in columns.items()), project="project_code"
    )
    key = ["org_code", "project", "item_code"]
    return lines.group_by(key).agg(pl.col(*columns).sum()).with_columns(yuan(*columns))


def with_past(seed, stories):
    past = budgets(seed, stories, YEAR - 1).select("org_code", "project", past_yuan="paid_yuan")
    natures = library(seed, stories).projects.select("org_code", "nature", project="project_code")
    key = ["org_code", "project"]
    return budgets(seed, stories).join(past, on=key, how="left").join(natures, on=key, how="left")


def rebounds(seed, stories):
    found = games.rebounds(changes(seed, stories), YEAR)
    return games.judged_rebounds(found, budgets(seed, stories), NO_GROWTH)


def offsets(told, seed, stories):
    net = games.net_changes(told, budgets(seed, stories), YEAR)
    return games.judged_offsets(games.ranked(games.offsets(net), net), NO_GROWTH)


def flagged(rows, *names):
    return set(rows.filter(pl.col("verdict") == "flagged").select(names).iter_rows())


def of_story(name):
    planted = library(SEED, True).projects.filter(pl.col("story") == name)
    return {(row["org_code"], row["project_code"]) for row in planted.iter_rows(named=True)}


@pytest.fixture(scope="module")
def clean():
    """Cases and flags of both detectors over all clean seeds; cuts dealt out both ways stand in for one-way years."""
    n = {"rebounds": [0, 0], "offsets": [0, 0], "two ways": [0, 0]}
    for seed in range(SEEDS):
        told = changes(seed, False)
        way = np.random.default_rng(seed).choice([-1, 1], told.height)
        mixed = told.with_columns((pl.col("change_yuan") * pl.Series(way)).cast(MONEY))
        judged = {
            "rebounds": rebounds(seed, False),
            "offsets": offsets(told, seed, False),
            "two ways": offsets(mixed, seed, False),
        }
        for name, rows in judged.items():
            n[name][0] += rows.height
            n[name][1] += rows.filter(pl.col("verdict") == "flagged").height
        ledger.cache_clear()
    return n


@pytest.mark.parametrize("detector", ["rebounds", "offsets", "two ways"])
def test_without_a_story_less_than_five_of_a_hundred_cuts_are_suspected(clean, detector):
    cases, flags = clean[detector]
    assert cases > 1000
    assert flags < 0.05 * cases, f"{flags} of {cases}"


def test_the_cut_that_was_taken_back_is_found():
    assert of_story("S04") <= flagged(rebounds(SEED, True), "org_code", "project")


def test_the_cut_made_up_for_next_door_is_found_and_no_other():
    found = offsets(changes(SEED, True), SEED, True)
    assert flagged(found, "org_code", "item_code") == {("228", "CY0201")}


def test_the_cut_that_hurt_nobody_is_found():
    assert of_story("S06") <= flagged(games.harmless(with_past(SEED, True)), "org_code", "project")


def test_cuts_that_hurt_nobody_are_few_elsewhere():
    rows = games.harmless(with_past(3, False))
    assert rows.height > 500
    assert rows.filter(pl.col("verdict") == "flagged").height < 0.05 * rows.height


def paid_by_month(seed, stories):
    lines, paid = ledger(seed, stories, YEAR).lines, ledger(seed, stories, YEAR).amounts.paid
    monthly = lines.select("org_code").with_columns(pl.Series(f"{m}", paid[:, m - 1]) for m in range(1, 13))
    sums = monthly.group_by("org_code").sum().unpivot(index="org_code", variable_name="month", value_name="paid_yuan")
    rows = sums.with_columns(pl.col("month").cast(pl.Int8), *yuan("paid_yuan"), year=pl.lit(YEAR))
    return rows.sort("month").with_columns(pl.col("paid_yuan").cum_sum().over("org_code").cast(MONEY))


def test_the_two_that_spend_in_december_stand_out_and_nobody_in_a_clean_district():
    planted = year_end.surges(paid_by_month(SEED, True))
    assert set(planted.filter(pl.col("surge") >= 6)["org_code"]) == {"205", "237"}
    assert year_end.surges(paid_by_month(5, False)).filter(pl.col("surge") >= 6).is_empty()
