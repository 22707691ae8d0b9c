"""What was paid over the standard, by price, by quantity and off the list."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.over_standard import STEPS, Unjudged, apart, excess, together

D = Decimal
SCHEMA = {
    "spent_yuan": pl.Decimal(18, 2),
    "off_list_yuan": pl.Decimal(18, 2),
    "quantity": pl.Float64,
    "approved_quantity": pl.Float64,
    "standard": pl.Float64,
}


def cells(*rows):
    """Rows of (spent, off the list, quantity, approved quantity, standard)."""
    exact = [(D(str(spent)), None if off is None else D(str(off)), *rest) for spent, off, *rest in rows]
    return pl.DataFrame(exact, schema=SCHEMA, orient="row")


def steps(*row, month=12):
    """Allowed, over price, over quantity, off the list, over, of one row."""
    found = apart(cells(row), month).row(0, named=True)
    return tuple(found[name] for name in ("allowed_yuan", *STEPS, "over_yuan"))


def test_price_quantity_and_off_list_together_are_what_was_paid_over_the_standard():
    # Standard 100 for a km: 10 km approved, 12 km done for 1 500, and 90 of arrears on top.
    # Allowed 1 000; over quantity 2 · 100; over price 1 500 − 1 200; off the list 90; together 590 = 1 590 − 1 000.
    assert steps("1590", "90", 12.0, 10.0, 100.0) == (D(1000), D(300), D(200), D(90), D(590))


def test_less_work_at_a_lower_price_is_below_the_standard():
    # 8 of 10 km for 700: allowed 1 000, price 700 − 800, quantity −200.
    assert steps("700", None, 8.0, 10.0, 100.0) == (D(1000), D(-100), D(-200), D(0), D(-300))


def test_until_august_eight_twelfths_of_the_approved_quantity_count():
    # 12 km approved for the year are 8 until August; 8 km for 880: all of it is price.
    assert steps("880", None, 8.0, 12.0, 100.0, month=8) == (D(800), D(80), D(0), D(0), D(80))


def shared(*row, month=8, **more):
    """Allowed, over price, over quantity, over, the basis, of one row of which more is told."""
    told = cells(row).with_columns(**{name: pl.lit(value) for name, value in more.items()})
    found = apart(told, month).row(0, named=True)
    return tuple(found[name] for name in ("allowed_yuan", *STEPS[:2], "over_yuan", "share_basis"))


def test_until_august_the_usual_share_of_the_item_counts_and_the_calendar_only_without_one():
    """12 km for the year at 100, of which 57.2 % are usual by August: a town 10 % over for the year has paid 755.04.

    Allowed 686.40: 68.64 over, 10 % of it. By the calendar 800 would be allowed, and the town would read −5.6 %.
    """
    assert shared("755.04", None, 6.864, 12.0, 100.0, share=0.572, basis="class") == (
        D("686.40"), D("68.64"), D(0), D("68.64"), "class",
    )  # fmt: skip
    assert shared("755.04", None, 6.864, 12.0, 100.0, share=None)[3:] == (D("-44.96"), "calendar")
    assert shared("1320", None, 12.0, 12.0, 100.0, month=12, share=0.572)[::4] == (D(1200), None)


def test_of_a_year_that_is_over_the_same_share_of_its_work_is_done_by_the_month():
    """12 km in the year: 6.864 by August, as approved; all that is over is price."""
    assert shared("755.04", None, 12.0, 12.0, 100.0, share=0.572, whole_year=True)[:4] == (
        D("686.40"), D("68.64"), D(0), D("68.64"),
    )  # fmt: skip


def test_over_and_under_are_never_netted():
    """One 90 over, one 200 under: the sum is 110 under, and somebody is over all the same."""
    rows = of_things(("1", "A", "km", "1090", 10.0, 10.0, 100.0), ("1", "B", "km", "800", 10.0, 10.0, 100.0))
    found = excess(rows)
    assert (found.overs, found.n_over, found.unders, found.n_under, found.over) == (D(90), 1, D(200), 1, D(-110))
    (org,) = together(rows, ["org_code"]).to_dicts()
    assert (org["overs_yuan"], org["unders_yuan"], org["over_yuan"]) == (D(90), D(200), D(-110))


def test_without_an_approved_quantity_only_the_price_is_judged():
    assert steps("880", None, 8.0, None, 100.0) == (D(800), D(80), None, D(0), D(80))


def test_without_a_standard_or_a_workload_nothing_is_said_and_it_says_why():
    rows = apart(cells(("100", "5", 1.0, 1.0, None), ("100", None, None, 1.0, 10.0)))
    assert rows["unjudged"].to_list() == [Unjudged.NO_STANDARD, Unjudged.NO_WORKLOAD]
    assert rows.select("allowed_yuan", *STEPS, "over_yuan").null_count().row(0) == (2,) * 5


def test_the_sums_leave_out_what_was_not_judged():
    found = excess(
        apart(
            cells(("1590", "90", 12.0, 10.0, 100.0), ("880", None, 8.0, None, 100.0), ("77", None, None, None, 100.0))
        )
    )
    assert (found.n, found.paid, found.allowed) == (2, D(2470), D(1800))
    assert (found.price, found.quantity, found.off_list, found.over) == (D(380), D(200), D(90), D(670))


def of_things(*rows):
    """Rows of (org, item, unit, spent, quantity, approved quantity, standard), taken apart."""
    own = pl.DataFrame(
        [(org, item, unit) for org, item, unit, *_rest in rows],
        schema=dict.fromkeys(("org_code", "item_code", "measure_unit"), pl.String),
        orient="row",
    )
    amounts = [(spent, None, quantity, approved, standard) for _o, _i, _u, spent, quantity, approved, standard in rows]
    return apart(pl.concat([own, cells(*amounts)], how="horizontal"))


def test_grades_of_one_item_add_up_to_a_unit_cost_and_to_the_standard_of_their_mix():
    # 10 km at 100 and 5 km at 200: the standard of the mix is 2 000 ÷ 15; paid 2 300, so over by 300.
    row = together(
        of_things(("a", "x", "km", 1100, 10.0, 10.0, 100.0), ("a", "x", "km", 1200, 5.0, 5.0, 200.0)), ["org_code"]
    )
    found = row.row(0, named=True)
    assert (found["n"], found["spent_yuan"], found["allowed_yuan"], found["over_yuan"]) == (2, D(2300), D(2000), D(300))
    assert found["value"] == pytest.approx(2300 / 15)
    assert found["standard"] == pytest.approx(2000 / 15)


def test_different_items_add_up_in_money_only():
    row = together(
        of_things(("a", "x", "km", 1100, 10.0, 10.0, 100.0), ("a", "y", "km", 50, 1.0, 1.0, 40.0)), ["org_code"]
    )
    found = row.row(0, named=True)
    assert (found["over_yuan"], found["quantity"], found["value"], found["standard"]) == (D(110), None, None, None)


def test_what_was_not_judged_stands_beside_what_was():
    rows = of_things(
        ("a", "x", "km", 1100, 10.0, 10.0, 100.0),
        ("a", "x", "km", 70, 2.0, None, None),
        ("b", "x", "km", 9, None, None, 1.0),
    )
    first, second = together(rows, ["org_code"]).rows(named=True)
    assert (first["n"], first["over_yuan"], first["unjudged_yuan"], first["standard"]) == (1, D(100), D(70), None)
    assert (second["n"], second["over_yuan"], second["unjudged_yuan"]) == (0, None, D(9))


amounts = st.decimals("-1e6", "1e9", places=2)
quantities = st.floats(0, 1e6, allow_nan=False)
standards = st.floats(0.01, 1e6, allow_nan=False)
ROWS = st.lists(
    st.tuples(amounts, st.none() | amounts, quantities, st.none() | quantities, st.none() | standards), min_size=1
)


@given(rows=ROWS, month=st.integers(1, 12))
def test_the_steps_tie_to_the_cent_whatever_the_numbers_are(rows, month):
    found = apart(cells(*rows), month)
    for row in found.filter(pl.col("unjudged").is_null()).iter_rows(named=True):
        assert row["spent_yuan"] - row["allowed_yuan"] == sum(row[name] or 0 for name in STEPS) == row["over_yuan"]
    total = excess(found)
    assert total.over == total.price + total.quantity + total.off_list
