from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import outliers
from duibiao.analysis.deviation import Basis, deviations, groups, noteworthy, too_few

UNIT_COSTS = {
    "org_code": pl.String,
    "org_name": pl.String,
    "org_type": pl.String,
    "item_code": pl.String,
    "item_name": pl.String,
    "grade": pl.String,
    "measure_unit": pl.String,
    "spent_yuan": pl.Decimal(18, 2),
    "quantity": pl.Float64,
}
ITEM_TOTALS = {
    "org_code": pl.String,
    "org_name": pl.String,
    "org_type": pl.String,
    "item_code": pl.String,
    "item_name": pl.String,
    "spent_yuan": pl.Decimal(18, 2),
    "org_total_yuan": pl.Decimal(18, 2),
    "population": pl.Int64,
}


def unit_costs(*pairs, org_type="town", grade="一级"):
    """Rows of (spent, quantity) for one item and grade; towns T0, T1 …"""
    return pl.DataFrame(
        [
            (f"T{number}", f"镇{number}", org_type, "CY01", "保洁", grade, "平方米", Decimal(spent), float(quantity))
            for number, (spent, quantity) in enumerate(pairs)
        ],
        schema=UNIT_COSTS,
        orient="row",
    )


def item_totals(*triples, item="CY02"):
    """Rows of (spent, all spending, population)."""
    return pl.DataFrame(
        [
            (f"T{number}", f"镇{number}", "town", item, "绿化", Decimal(spent), Decimal(total), population)
            for number, (spent, total, population) in enumerate(triples)
        ],
        schema=ITEM_TOTALS,
        orient="row",
    )


NO_TOTALS = item_totals()
FIVE = unit_costs((1000, 100), (1000, 100), (1000, 100), (900, 100), (3200, 200))


def test_the_money_at_stake_is_the_distance_from_the_median_times_the_own_workload():
    first = deviations(groups(FIVE, NO_TOTALS)).row(0, named=True)
    assert (first["org_code"], first["value"], first["median"]) == ("T4", 16.0, 10.0)
    assert first["at_stake_yuan"] == (16 - 10) * 200
    assert round(first["from_median"], 6) == 0.6
    assert (first["n"], first["basis"]) == (5, Basis.UNIT_COST)


def test_below_five_peers_nothing_is_said_but_the_group_is_counted():
    four = FIVE.head(4)
    assert deviations(groups(four, NO_TOTALS)).is_empty()
    assert too_few(groups(four, NO_TOTALS)) == 1


def test_departments_are_nobodys_peers():
    assert deviations(groups(unit_costs(*[(1000, 100)] * 6, org_type="department"), NO_TOTALS)).is_empty()


def test_grades_are_not_mixed():
    other = unit_costs(*[(5000, 100)] * 5, grade="三级")
    found = deviations(groups(pl.concat([FIVE, other]), NO_TOTALS))
    assert set(zip(found["grade"], found["median"], strict=True)) == {("一级", 10.0), ("三级", 50.0)}


def test_without_workload_the_population_is_the_base():
    found = deviations(groups(FIVE.clear(), item_totals(*[(100, 1000, 10)] * 4, (300, 1000, 10))))
    first = found.row(0, named=True)
    assert (first["basis"], first["median"], first["at_stake_yuan"]) == (Basis.PER_INHABITANT, 10.0, 200.0)


def test_without_workload_and_population_the_own_spending_is_the_base():
    found = deviations(groups(FIVE.clear(), item_totals(*[(100, 1000, None)] * 4, (600, 2000, None))))
    first = found.row(0, named=True)
    assert (first["basis"], first["value"], first["median"]) == (Basis.SHARE, 0.3, 0.1)
    assert first["at_stake_yuan"] == 400.0


def test_an_item_with_workload_is_not_judged_a_second_time():
    totals = item_totals(*[(100, 1000, 10)] * 5, item="CY01")
    assert set(deviations(groups(FIVE, totals))["basis"]) == {Basis.UNIT_COST}


def test_who_paid_nothing_is_in_no_median_here_as_in_the_list_of_flags():
    zeros = unit_costs((0, 100), (0, 100), (0, 100), (0, 100), (500, 100))
    (only,) = groups(zeros, NO_TOTALS).to_dicts()
    assert (only["n"], only["median"]) == (1, 5.0)


def test_where_a_standard_applies_the_money_at_stake_is_that_above_it_as_the_flag_has_it():
    members = FIVE.with_columns(
        value=pl.col("spent_yuan").cast(pl.Float64) / pl.col("quantity"), standard=pl.lit(14.0), past=None
    ).with_columns(pl.col("past").cast(pl.Float64))
    judged = outliers.judged(members, ["item_code", "grade", "measure_unit"])
    first = deviations(groups(FIVE, NO_TOTALS, judged)).row(0, named=True)
    assert (first["org_code"], first["reference"], first["at_stake_yuan"]) == ("T4", "standard", (16 - 14) * 200)
    assert round(first["from_median"], 6) == 0.6


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**4)), min_size=5, max_size=11))
def test_no_more_than_half_of_the_peers_are_above_their_median(pairs):
    found = deviations(groups(unit_costs(*pairs), NO_TOTALS))
    assert (found["at_stake_yuan"] > 0).sum() <= len(pairs) / 2


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**4)), min_size=5, max_size=11), st.randoms())
def test_the_order_of_the_rows_does_not_matter(pairs, random):
    frame = unit_costs(*pairs)
    order = list(range(frame.height))
    random.shuffle(order)
    assert deviations(groups(frame, NO_TOTALS)).equals(deviations(groups(frame[order], NO_TOTALS)))


def test_only_those_more_than_a_tenth_above_the_median_are_worth_a_question():
    judged = pl.DataFrame({"org_code": ["a", "b", "c", "d"], "from_median": [0.25, 0.10, -0.5, None]})
    assert noteworthy(judged)["org_code"].to_list() == ["a"]
