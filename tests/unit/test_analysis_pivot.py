"""Sums by anything, ratios of sums at every level."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.pivot import REST, TOTAL, Ratio, pivot

D = Decimal
SCHEMA = {
    "town": pl.String,
    "item": pl.String,
    "year": pl.Int16,
    "paid": pl.Decimal(18, 2),
    "budget": pl.Decimal(18, 2),
}
RATE = Ratio("paid", "budget")


def cells(*rows):
    """Rows of (town, item, year, paid, budget)."""
    full = [(town, item, year, D(paid), D(budget)) for town, item, year, paid, budget in rows]
    return pl.DataFrame(full, schema=SCHEMA, orient="row")


FOUR = cells(("A", "x", 2025, 10, 20), ("A", "y", 2025, 30, 40), ("A", "x", 2026, 1, 4), ("B", "x", 2026, 5, 0))


def test_sums_stand_at_every_level_and_the_total_comes_first():
    found = pivot(FOUR, ["town", "item"], "year", Ratio("paid"))
    assert found.members == ("2025", "2026", TOTAL)
    assert list(found.rows.iter_rows()) == [
        (None, None, 0, D(40), D(6), D(46)),
        ("A", None, 1, D(40), D(1), D(41)),
        ("A", "x", 2, D(10), D(1), D(11)),
        ("A", "y", 2, D(30), None, D(30)),
        ("B", None, 1, None, D(5), D(5)),
        ("B", "x", 2, None, D(5), D(5)),
    ]


def test_a_rate_is_the_ratio_of_sums_and_nothing_where_there_is_no_budget():
    rows = {row[:2]: row[3:] for row in pivot(FOUR, ["town", "item"], "year", RATE).rows.iter_rows()}
    assert rows["A", None] == pytest.approx((40 / 60, 1 / 4, 41 / 64))
    assert rows["B", None] == (None, None, None)
    assert rows[None, None] == pytest.approx((40 / 60, 6 / 4, 46 / 64))


def test_without_anything_across_there_is_one_column():
    assert pivot(FOUR, ["town"], None, Ratio("paid")).rows[TOTAL].to_list() == [D(46), D(41), D(5)]


def test_what_is_cut_goes_together_so_that_all_tie_to_the_total():
    many = cells(*[("A", f"i{n:02}", 2025, n + 1, 1) for n in range(10)])
    found = pivot(many, ["town"], "item", Ratio("paid"), most=3)
    assert found.members == ("i07", "i08", "i09", REST, TOTAL)
    assert found.rows.row(0)[2:] == (D(8), D(9), D(10), D(28), D(55))


def test_workloads_in_different_units_have_no_unit_cost_together():
    units = FOUR.with_columns(unit=pl.Series(["km", "m²", "km", "km"]))
    rows = {
        row[:2]: row[3]
        for row in pivot(units, ["town", "item"], None, Ratio("paid", "budget", "unit")).rows.iter_rows()
    }
    assert (rows["A", None], rows["A", "x"], rows[None, None]) == (None, pytest.approx(11 / 24), None)


rows = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from("xyz"),
        st.sampled_from([2024, 2025]),
        st.integers(-(10**9), 10**9),
        st.integers(0, 10**9),
    ),
    min_size=1,
    max_size=30,
)


@given(rows)
def test_at_every_subtotal_sums_tie_and_ratios_are_of_sums(given_rows):
    frame = cells(*given_rows)
    paid, budget, rate = (pivot(frame, ["town", "item"], "year", shown).rows for shown in (
        Ratio("paid"), Ratio("budget"), RATE
    ))  # fmt: skip
    for name in ("2024", "2025", TOTAL):
        if name not in paid.columns:
            continue
        for level in (0, 1):
            above, below = (paid.filter(pl.col("level") == each)[name].sum() for each in (level, level + 1))
            assert above == below
        for top, bottom, ratio in zip(paid[name], budget[name], rate[name], strict=True):
            if bottom is None or bottom <= 0:
                assert ratio is None
            else:
                assert ratio == pytest.approx(float(top) / float(bottom))
