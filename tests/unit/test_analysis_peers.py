"""Nearest by what drives the work."""

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duibiao.analysis.peers import Driver, nearest


def towns(*rows):
    """Rows of (code, population, area)."""
    schema = {"org_code": pl.String, "population": pl.Float64, "area_km2": pl.Float64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


BOTH = (Driver("population"), Driver("area_km2"))


def test_distances_are_of_z_scored_logs():
    # Populations 1, 10, 100: logs 0, 1, 2 (base 10), deviation √(2/3): one step is 1.2247 standard deviations.
    found = nearest(towns(("a", 1, None), ("b", 10, None), ("c", 100, None)), "a", (Driver("population"),), 5)
    assert found.rows["org_code"].to_list() == ["b", "c"]
    assert found.rows["distance"].to_list() == pytest.approx([1.224745, 2.449490], abs=1e-5)
    assert found.codes == ("a", "b", "c")


def test_weights_move_the_neighbours():
    rows = towns(("a", 10, 10), ("b", 10, 1000), ("c", 1000, 10))
    assert nearest(rows, "a", (Driver("population", 9), Driver("area_km2", 1)), 1).codes == ("a", "b")
    assert nearest(rows, "a", (Driver("population", 1), Driver("area_km2", 9)), 1).codes == ("a", "c")


def test_the_parts_say_what_makes_the_distance():
    (row,) = nearest(towns(("a", 10, 10), ("b", 10, 1000)), "a", BOTH, 5).rows.iter_rows(named=True)
    assert "population" not in row
    assert row["area_km2_part"] == pytest.approx(1)


def test_who_tells_less_than_half_is_not_placed():
    rows = towns(("a", 10, 10), ("b", 20, None), ("c", None, None), ("d", 40, 30))
    found = nearest(rows, "a", (Driver("population", 2), Driver("area_km2", 1)), 5)
    assert found.unplaced == ("c",)
    known = dict(found.rows.select("org_code", "known").iter_rows())
    assert known == {"b": pytest.approx(2 / 3), "d": 1.0}


def test_a_driver_unknown_of_the_organisation_itself_does_not_count():
    found = nearest(towns(("a", 10, None), ("b", 20, 5), ("c", 40, 9)), "a", BOTH, 5)
    assert [driver.name for driver in found.drivers] == ["population"]


def test_with_no_driver_at_all_nobody_is_placed():
    found = nearest(towns(("a", None, None), ("b", 20, 5)), "a", BOTH, 5)
    assert (found.rows.height, found.unplaced) == (0, ("b",))


def test_a_driver_that_differs_in_its_last_bit_is_no_driver():
    found = nearest(towns(("a", 0.3, 10), ("b", 0.1 + 0.2, 20), ("c", 0.3, 40)), "a", BOTH, 5)
    assert [driver.name for driver in found.drivers] == ["area_km2"]
    assert found.codes == ("a", "b", "c")


@given(st.lists(st.tuples(st.floats(1, 1e6), st.floats(1, 1e4)), min_size=3, max_size=12), st.floats(0.01, 1000))
def test_another_unit_of_measurement_changes_no_distance(sizes, factor):
    rows = towns(*[(f"{n:02}", *size) for n, size in enumerate(sizes)])
    scaled = rows.with_columns(pl.col("population") * factor)
    one, other = (nearest(each, "00", BOTH, 20).rows.sort("org_code") for each in (rows, scaled))
    assume(one.columns == other.columns)
    assert one["distance"].to_list() == pytest.approx(other["distance"].to_list(), abs=1e-4)
