from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.comparison import Measure, State, available, compare, measure_unit, over_years

SCHEMA = {
    "org_code": pl.String,
    "org_name": pl.String,
    "org_type": pl.String,
    "spent_yuan": pl.Decimal(18, 2),
    "org_total_yuan": pl.Decimal(18, 2),
    "population": pl.Int64,
    "area_km2": pl.Float64,
    "staff_count": pl.Int64,
    "quantity": pl.Float64,
    "measure_unit": pl.String,
    "n_lines": pl.Int64,
}


def members(*rows, units=None):
    """Rows of (spent, all spending, population, quantity); organisations A, B, C …"""
    return pl.DataFrame(
        [
            {
                "org_code": chr(65 + number),
                "org_name": f"{chr(65 + number)}镇",
                "org_type": "town",
                "spent_yuan": None if spent is None else Decimal(spent),
                "org_total_yuan": Decimal(total),
                "population": population,
                "area_km2": None if population is None else population / 2,
                "staff_count": None if population is None else population * 4,
                "quantity": quantity,
                "measure_unit": (units[number] if units else "平方米") if quantity else None,
                "n_lines": 0 if spent is None else 1,
            }
            for number, (spent, total, population, quantity) in enumerate(rows)
        ],
        schema=SCHEMA,
    )


THREE = members((100, 1000, 10, 4.0), (300, 1000, 20, 6.0), (200, 2000, 50, 10.0))


def test_the_total_is_the_sum_and_the_median_stands_beside_it():
    found = compare(THREE, Measure.TOTAL)
    assert (found.total, found.median, found.n) == (600.0, 200.0, 3)


def test_a_group_costs_the_sum_of_costs_over_the_sum_of_work_not_the_mean_of_ratios():
    found = compare(THREE, Measure.PER_UNIT)
    assert found.total == 600 / 20
    assert found.median == 25.0
    assert found.rows["value"].to_list() == [50.0, 25.0, 20.0]


def test_per_inhabitant_and_share():
    assert compare(THREE, Measure.PER_INHABITANT).total == 600 / 80
    assert compare(THREE, Measure.SHARE).total == 600 / 4000


def test_the_highest_comes_first_with_its_distance_from_the_median():
    found = compare(THREE, Measure.PER_UNIT)
    assert found.highest["org_name"] == "B镇"
    assert found.highest["from_median"] == 1.0


def test_zero_no_lines_and_no_workload_are_three_different_things():
    found = compare(members((0, 1000, 10, 4.0), (None, 1000, 10, 4.0), (200, 1000, 10, None)), Measure.PER_UNIT)
    states = dict(zip(found.rows["org_code"], found.rows["state"], strict=True))
    assert states == {"A": State.ZERO, "B": State.NO_LINES, "C": State.NO_BASE}


def test_a_member_without_a_value_is_left_out_of_both_sums():
    found = compare(members((100, 1000, 10, 4.0), (900, 1000, 10, None)), Measure.PER_UNIT)
    assert (found.n, found.spent_yuan, found.base, found.total) == (1, Decimal(100), 4.0, 25.0)


def test_members_without_a_value_stand_at_the_end():
    found = compare(members((None, 1000, 10, 4.0), (100, 1000, 10, 4.0)), Measure.TOTAL)
    assert found.rows["org_code"].to_list() == ["B", "A"]


def test_nobody_to_compare_gives_no_figures():
    found = compare(THREE.clear(), Measure.PER_UNIT)
    assert (found.n, found.total, found.median, found.highest) == (0, None, None, None)


def test_all_zero_has_no_distance_from_the_median():
    found = compare(members((0, 10, 1, 1.0), (0, 10, 1, 1.0)), Measure.TOTAL)
    assert found.rows["from_median"].to_list() == [None, None]


def test_a_measure_is_offered_only_when_its_base_is_known():
    assert available(members((100, 1000, None, None))) == (Measure.TOTAL, Measure.SHARE)
    assert available(THREE) == tuple(Measure)


def test_workloads_in_different_units_are_not_added():
    mixed = members((100, 1000, None, 4.0), (100, 1000, None, 4.0), units=["平方米", "株"])
    assert measure_unit(mixed) is None
    assert Measure.PER_UNIT not in available(mixed)


def test_per_square_kilometre_and_per_member_of_staff():
    assert compare(THREE, Measure.PER_KM2).total == 600 / 40
    assert compare(THREE, Measure.PER_STAFF).total == 600 / 320


def test_the_middle_half_lies_between_the_quartiles():
    found = compare(members(*[(spent, 1000, None, None) for spent in (10, 20, 30, 40, 100)]), Measure.TOTAL)
    assert (found.lower, found.median, found.upper) == (20.0, 30.0, 40.0)


def test_more_refunds_than_payments_are_withheld_and_not_a_low_cost():
    found = compare(members((-5, 1000, 10, 4.0), (100, 1000, 10, 4.0)), Measure.PER_UNIT)
    assert dict(found.rows.select("org_code", "state").iter_rows()) == {"A": State.SUPPRESSED, "B": State.KNOWN}
    assert (found.n, found.total) == (1, 25.0)


def test_over_the_years_every_year_has_its_own_quartiles_and_ratio_of_sums():
    years = [THREE.with_columns(year=2024), members((None, 1, 1, 1.0), (90, 1000, 10, 3.0)).with_columns(year=2025)]
    found = over_years(pl.concat(years), Measure.PER_UNIT)
    assert list(found.select("year", "n", "lower", "median", "upper", "total").iter_rows()) == [
        (2024, 3, 22.5, 25.0, 37.5, 30.0),
        (2025, 1, 30.0, 30.0, 30.0, 30.0),
    ]


rows = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 10**9)),
        st.integers(0, 10**10),
        st.one_of(st.none(), st.integers(0, 10**6)),
        st.one_of(st.none(), st.floats(0.01, 1e6)),
    ),
    min_size=1,
    max_size=12,
)


@given(rows)
def test_at_every_total_the_ratio_is_the_sum_of_costs_over_the_sum_of_bases(given_rows):
    found = compare(members(*given_rows), Measure.PER_UNIT)
    known = [(spent, quantity) for spent, _total, _people, quantity in given_rows if spent is not None and quantity]
    if not known:
        assert found.total is None
    else:
        expected = sum(spent for spent, _quantity in known) / sum(quantity for _spent, quantity in known)
        assert found.total == pytest.approx(expected)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
def test_shares_of_the_parts_of_one_organisation_add_up_to_one(parts):
    whole = sum(parts)
    shares = [compare(members((part, whole, None, None)), Measure.SHARE).total for part in parts]
    assert sum(shares) == pytest.approx(1)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(given_rows, random):
    frame = members(*given_rows)
    order = list(range(frame.height))
    random.shuffle(order)
    for measure in Measure:
        first, second = compare(frame, measure), compare(frame[order], measure)
        assert first.rows.equals(second.rows)
        assert (first.median, first.n, first.spent_yuan) == (second.median, second.n, second.spent_yuan)
        assert (first.total is None) == (second.total is None)
        assert first.total is None or first.total == pytest.approx(second.total)
