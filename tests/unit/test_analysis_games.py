"""Cuts that did not hold, against figures worked out by hand."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.games import (
    FEWEST_CHANGES,
    Limits,
    harmless,
    judged_offsets,
    judged_rebounds,
    kept_savings,
    net_changes,
    offsets,
    ranked,
    rebounds,
    workload_growth,
)

D = Decimal
MONEY = pl.Decimal(18, 2)
WAN = 10_000


def changes(*rows):
    """(project, (year, month), 万元) with organisation 1 and item A; a fourth and fifth value say otherwise."""
    told = [
        (more[0] if more else "1", project, more[1] if len(more) > 1 else "A", date(*when, 15), D(str(wan)) * WAN)
        for project, when, wan, *more in rows
    ]
    names = {"org_code": pl.String, "project": pl.String, "item_code": pl.String, "adjusted_on": pl.Date}
    return pl.DataFrame(told, schema=names | {"change_yuan": MONEY}, orient="row")


def budgets(**approved):
    rows = [("1", project, D(wan) * WAN) for project, wan in approved.items()]
    schema = {"org_code": pl.String, "project": pl.String, "approved_yuan": MONEY}
    return pl.DataFrame(rows, schema=schema, orient="row")


def growth(value=None):
    schema = {"org_code": pl.String, "item_code": pl.String, "workload_growth": pl.Float64}
    return pl.DataFrame([("1", "A", value)], schema=schema, orient="row")


def one(rows):
    assert rows.height == 1
    return rows.row(0, named=True)


def test_a_cut_of_150_raised_by_140_came_back_to_93_per_cent():
    row = one(rebounds(changes(("P", (2025, 5), -150), ("P", (2025, 10), 140)), 2025))
    assert (row["cuts_yuan"], row["returned_yuan"]) == (150 * WAN, 140 * WAN)
    assert row["rebound"] == pytest.approx(140 / 150)
    assert (row["first_cut_on"], row["returned_on"], row["n_changes"]) == (date(2025, 5, 15), date(2025, 10, 15), 2)


def test_an_addition_before_the_cut_takes_nothing_back():
    row = one(rebounds(changes(("P", (2025, 3), 140), ("P", (2025, 5), -150)), 2025))
    assert (row["rebound"], row["returned_on"]) == (0.0, None)


def test_no_more_comes_back_than_was_cut_and_the_next_cut_stands_alone():
    # −50, +200 (takes 50 back, the rest is growth), −100: 50 of 150 came back.
    row = one(rebounds(changes(("P", (2025, 2), -50), ("P", (2025, 4), 200), ("P", (2025, 6), -100)), 2025))
    assert (row["cuts_yuan"], row["returned_yuan"]) == (150 * WAN, 50 * WAN)


def test_additions_early_in_the_next_year_count_less_its_own_cuts():
    # 100 cut, 30 back in the year, +80 −20 in the spring of the next: 60 of the 70 that are open.
    told = changes(
        ("P", (2025, 5), -100), ("P", (2025, 9), 30), ("P", (2026, 2), 80), ("P", (2026, 3), -20), ("P", (2026, 9), 50)
    )
    row = one(rebounds(told, 2025))
    assert (row["in_year_yuan"], row["returned_yuan"], row["n_changes"]) == (30 * WAN, 90 * WAN, 4)
    assert row["returned_on"] == date(2026, 2, 15)
    assert one(rebounds(told, 2025, into_next=0))["returned_yuan"] == 30 * WAN
    assert one(rebounds(told, 2025, into_next=12))["returned_yuan"] == 100 * WAN


def test_money_moved_between_the_lines_of_a_project_on_one_day_is_no_cut():
    assert rebounds(changes(("P", (2025, 5), -40), ("P", (2025, 5), 40)), 2025).is_empty()


def test_changes_without_a_project_are_in_no_case():
    told = changes((None, (2025, 5), -40), (None, (2025, 8), 40))
    assert rebounds(told, 2025).is_empty()
    assert net_changes(told, budgets(), 2025).is_empty()


@pytest.mark.parametrize(
    ("workload", "wan", "verdict"),
    [(None, 140, "flagged"), (0.1, 140, "flagged"), (0.28, 140, "explained"), (-0.3, 140, "flagged"),
     (None, 70, "clear"), (None, 75, "flagged")],
)  # fmt: skip
def test_a_rebound_is_to_be_checked_unless_workload_grew_enough_or_little_came_back(workload, wan, verdict):
    # Approved 500: a growth of 28 % warrants 140.
    found = rebounds(changes(("P", (2025, 5), -150), ("P", (2025, 10), wan)), 2025)
    assert one(judged_rebounds(found, budgets(P=500), growth(workload)))["verdict"] == verdict


def test_a_rebound_of_little_money_is_left_alone():
    found = rebounds(changes(("P", (2025, 5), -9), ("P", (2025, 10), 9)), 2025)
    assert one(judged_rebounds(found, budgets(P=500), growth()))["verdict"] == "clear"
    limits = Limits(stake_yuan=50_000)
    assert one(judged_rebounds(found, budgets(P=500), growth(), limits))["verdict"] == "flagged"


def test_an_unknown_budget_explains_nothing():
    found = rebounds(changes(("P", (2025, 5), -150), ("P", (2025, 10), 150)), 2025)
    assert one(judged_rebounds(found, budgets(), growth(9.0)))["verdict"] == "flagged"


def test_a_cut_of_200_beside_an_addition_of_195_is_offset_to_97_5_per_cent():
    net = net_changes(changes(("P", (2025, 7), -200), ("Q", (2025, 7), 195)), budgets(P=950, Q=600), 2025)
    row = one(offsets(net))
    assert (row["cuts_yuan"], row["additions_yuan"], row["moved_yuan"]) == (200 * WAN, 195 * WAN, 195 * WAN)
    assert (row["n_cut"], row["n_raised"], row["offset"]) == (1, 1, 0.975)


def test_what_a_project_itself_lost_and_got_back_offsets_nothing():
    net = net_changes(changes(("P", (2025, 5), -150), ("P", (2025, 9), 140)), budgets(P=500), 2025)
    assert one(net)["net_yuan"] == -10 * WAN
    assert one(offsets(net))["offset"] == 0.0


def test_other_items_and_other_organisations_are_not_the_same_thing():
    told = changes(("P", (2025, 7), -200), ("Q", (2025, 7), 195, "1", "B"), ("R", (2025, 7), 195, "2", "A"))
    row = one(offsets(net_changes(told, budgets(), 2025)))
    assert (row["cuts_yuan"], row["offset"]) == (200 * WAN, 0.0)


def district(n=40, pair=(("P", -200), ("Q", 195))):
    """Two large opposite changes in one place among n small ones, each in a place of its own, half of them cuts."""
    others = [(f"X{i}", (2025, 6), -5 if i % 2 else 5, f"{i}", "Z") for i in range(n)]
    told = changes(*others, *((project, (2025, 7), wan) for project, wan in pair))
    approved = pl.DataFrame(
        [(f"{i}", f"X{i}", D(100 * WAN)) for i in range(n)] + [("1", "P", D(950 * WAN)), ("1", "Q", D(600 * WAN))],
        schema={"org_code": pl.String, "project": pl.String, "approved_yuan": MONEY},
        orient="row",
    )
    return net_changes(told, approved, 2025)


def test_a_large_offset_is_rare_among_random_arrangements():
    # The rest are shares of ±5 %; 195 is moved again only where P and Q get the two large shares, with opposite signs
    # (P −21 %, Q +32.5 %, or changed over: min(309, 126) = 126, less than 195). 42 changes: 1 arrangement of 42 · 41.
    net = district()
    row = ranked(offsets(net), net).row(by_predicate=pl.col("item_code") == "A", named=True)
    assert row["n_at_least"] <= 6
    assert row["chance"] == pytest.approx((row["n_at_least"] + 1) / 1000)
    judged = judged_offsets(ranked(offsets(net), net), growth())
    assert judged.filter(pl.col("verdict") == "flagged").select("org_code", "item_code").rows() == [("1", "A")]


def test_an_ordinary_offset_is_chance():
    # All changes are 5 % of budgets, as these two: opposite signs come in about half of all arrangements.
    net = district(pair=(("P", -47.5), ("Q", 30)))
    row = ranked(offsets(net), net).row(by_predicate=pl.col("item_code") == "A", named=True)
    assert 0.4 < row["chance"] < 0.6
    judged = judged_offsets(ranked(offsets(net), net), growth())
    assert judged.filter(pl.col("item_code") == "A")["verdict"].to_list() == ["chance"]


def test_ranks_are_the_same_every_time_and_in_any_order():
    net = district()
    first = ranked(offsets(net), net)
    assert first.equals(ranked(offsets(net), net))
    assert ranked(offsets(net), net, seed=1)["chance"].max() == 1.0


def test_few_changes_rank_nothing():
    net = district(n=FEWEST_CHANGES - 3)
    assert net.height == FEWEST_CHANGES - 1
    judged = judged_offsets(ranked(offsets(net), net), growth())
    row = judged.row(by_predicate=pl.col("item_code") == "A", named=True)
    assert (row["chance"], row["verdict"]) == (None, "no_verdict")


def budget(requested, current, past, nature=None):
    yuan = [None if wan is None else D(wan) * WAN for wan in (requested, current, past)]
    names = ("requested_yuan", "current_yuan", "past_yuan")
    schema = {"org_code": pl.String, "project": pl.String, "nature": pl.String} | dict.fromkeys(names, MONEY)
    return pl.DataFrame([("1", "P", nature, *yuan)], schema=schema, orient="row")


def test_a_request_of_500_cut_to_400_is_29_per_cent_above_last_years_310():
    row = one(harmless(budget(500, 400, 310)))
    assert (row["cut_yuan"], row["headroom_yuan"], row["cut_share"]) == (100 * WAN, 90 * WAN, 0.2)
    assert row["headroom"] == pytest.approx(400 / 310 - 1)
    assert row["verdict"] == "flagged"


@pytest.mark.parametrize(
    ("amounts", "verdict"),
    [((500, 400, 380), "clear"), ((500, 450, 310), "flagged"), ((500, 400, None), "no_verdict"),
     ((500, 400, 0), "no_verdict"), ((500, 400, -5), "no_verdict"), ((50, 41, 10), "clear")],
)  # fmt: skip
def test_a_cut_hurt_somebody_or_nobody_knows(amounts, verdict):
    assert one(harmless(budget(*amounts)))["verdict"] == verdict


@pytest.mark.parametrize("amounts", [(500, 460, 300), (400, 500, 300), (0, 0, 300), (None, 400, 300), (500, 0, 300)])
def test_a_small_cut_an_increase_and_no_budget_are_no_cases(amounts):
    assert harmless(budget(*amounts)).is_empty()


@pytest.mark.parametrize(("nature", "n"), [("one_off", 0), ("build", 0), ("routine", 1), ("maintenance", 1), (None, 1)])
def test_last_years_spending_says_nothing_about_what_is_done_once(nature, n):
    assert harmless(budget(500, 400, 310, nature)).height == n


def savings(requested, saved, current, loaded=True):
    yuan = [None if wan is None else D(wan) * WAN for wan in (requested, saved, current)]
    schema = dict.fromkeys(("requested_yuan", "saved_yuan", "current_yuan"), MONEY) | {"year_loaded": pl.Boolean}
    return one(kept_savings(pl.DataFrame([(*yuan, loaded)], schema=schema, orient="row")))


@pytest.mark.parametrize(
    ("given_", "outcome", "kept"),
    [((500, 100, 400), "kept", 1.0), ((500, 100, 380), "kept", 1.0), ((500, 100, 430), "partly", 0.7),
     ((500, 100, 500), "lost", 0.0), ((500, 100, 520), "lost", 0.0), ((500, 100, None), "ended", None),
     ((500, 100, None, False), "unknown", None), ((500, None, 400), "unknown", None), ((500, 0, 500), "unknown", None)],
)  # fmt: skip
def test_savings_are_in_the_next_budget_or_they_are_not(given_, outcome, kept):
    row = savings(*given_)
    assert (row["outcome"], row["kept"]) == (outcome, pytest.approx(kept) if kept is not None else None)


def workloads(*rows):
    schema = {"year": pl.Int64, "org_code": pl.String, "item_code": pl.String, "measure_unit": pl.String}
    return pl.DataFrame(rows, schema=schema | {"quantity": pl.Float64, "planned_quantity": pl.Float64}, orient="row")


def test_workload_grows_by_its_plan_or_else_by_what_was_done():
    told = workloads(
        (2024, "1", "A", "km", 90.0, 100.0), (2024, "1", "A", "km", 50.0, 50.0),
        (2025, "1", "A", "km", 20.0, 165.0),
        (2024, "2", "A", "km", 100.0, None), (2025, "2", "A", "km", 110.0, 120.0),
        (2024, "3", "A", "km", 100.0, None), (2025, "3", "A", "t", 110.0, None),
        (2025, "4", "A", "km", 110.0, None),
    )  # fmt: skip
    found = {row[0]: row[2] for row in workload_growth(told, 2025).iter_rows()}
    assert found == {"1": pytest.approx(0.1), "2": pytest.approx(0.1)}


steps = st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=11)


@given(steps)
def test_what_came_back_is_the_plain_bookkeeping_of_an_open_cut(amounts):
    told = changes(*(("P", (2025, month), wan) for month, wan in enumerate(amounts, 1)))
    open_, back, cuts = 0, 0, 0
    for wan in amounts:
        if wan < 0:
            open_, cuts = open_ - wan, cuts - wan
        else:
            taken = min(open_, wan)
            open_, back = open_ - taken, back + taken
    found = rebounds(told, 2025)
    assert found["returned_yuan"].to_list() == ([D(back) * WAN] if cuts else [])
    assert all(0 <= value <= 1 for value in found["rebound"])


@given(st.lists(st.tuples(st.sampled_from("12"), st.sampled_from("AB"), st.integers(-99, 99)), max_size=30))
def test_an_offset_is_a_share_and_never_more_than_either_sum(rows):
    told = changes(*((f"P{i}", (2025, 7), wan, org, item) for i, (org, item, wan) in enumerate(rows)))
    net = net_changes(told, budgets(), 2025)
    found = offsets(net)
    assert all(0 <= value <= 1 for value in found["offset"])
    assert (found["moved_yuan"] <= found["additions_yuan"]).all()
    chances = ranked(found, net, rounds=19)["chance"].drop_nulls()
    assert all(1 / 20 <= value <= 1 for value in chances)
    assert ranked(found, net, rounds=19).height == found.height
