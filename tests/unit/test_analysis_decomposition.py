"""Why one costs more than the other: steps that tie to the cent."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.decomposition import EFFECTS, decompose

D = Decimal
SCHEMA = {"item": pl.String, "measure_unit": pl.String, "cost_yuan": pl.Decimal(18, 2), "quantity": pl.Float64}


def costs(*rows):
    """Rows of (item, cost, quantity[, unit])."""
    full = [(item, (more or ["km"])[0], D(str(cost)), quantity) for item, cost, quantity, *more in rows]
    return pl.DataFrame(full, schema=SCHEMA, orient="row")


def effects(before, after):
    """The bars that are not zero."""
    found = decompose(before, after, ["item"])
    return {name: amount for name, amount in found.effects.items() if amount}


def test_the_same_work_at_a_higher_price_is_all_price():
    assert effects(costs(("a", 100, 10.0)), costs(("a", 150, 10.0))) == {"price": D(50)}


def test_more_work_at_the_same_price_is_all_volume():
    assert effects(costs(("a", 100, 10.0)), costs(("a", 150, 15.0))) == {"volume": D(50)}


def test_a_shift_to_the_dearer_kind_is_all_mix():
    # Prices 10 and 30 on both sides; 10 + 10 km become 5 + 15 km: 200·… 50 + 450 against 100 + 300.
    before, after = costs(("a", 100, 10.0), ("b", 300, 10.0)), costs(("a", 50, 5.0), ("b", 450, 15.0))
    assert effects(before, after) == {"mix": D(100)}


def test_price_volume_and_mix_together():
    # Q: 20 → 30, so volume 400·0.5 = 200. At old prices 20·10 + 10·30 = 500, so mix 500 − 600 = −100.
    # Prices rise to 12 and 33: 20·2 + 10·3 = 70.
    before, after = costs(("a", 100, 10.0), ("b", 300, 10.0)), costs(("a", 240, 20.0), ("b", 330, 10.0))
    assert effects(before, after) == {"volume": D(200), "mix": D(-100), "price": D(70)}


def test_what_one_side_has_not_is_new_or_ended():
    assert effects(costs(("a", 100, 10.0)), costs(("b", 70, 1.0))) == {"new": D(70), "ended": D(-100)}


def test_without_a_quantity_or_in_another_unit_nothing_is_told_apart():
    assert effects(costs(("a", 100, None)), costs(("a", 130, 5.0))) == {"unmeasured": D(30)}
    assert effects(costs(("a", 100, 5.0)), costs(("a", 130, 5.0, "m²"))) == {"unmeasured": D(30)}
    assert effects(costs(("a", 100, 5.0)), costs(("a", 130, 0.0))) == {"unmeasured": D(30)}


def test_rows_of_one_thing_are_added_up_and_know_their_quantity_only_together():
    before = costs(("a", 60, 4.0), ("a", 40, 6.0))
    assert effects(before, costs(("a", 150, 10.0))) == {"price": D(50)}
    assert effects(costs(("a", 60, 4.0), ("a", 40, None)), costs(("a", 150, 10.0))) == {"unmeasured": D(50)}


def test_units_have_volumes_of_their_own():
    before = costs(("a", 100, 10.0), ("b", 100, 1000.0, "m²"))
    after = costs(("a", 200, 20.0), ("b", 100, 1000.0, "m²"))
    assert effects(before, after) == {"volume": D(100)}


def test_the_cells_behind_a_bar_come_largest_first():
    found = decompose(costs(("a", 100, 10.0), ("b", 10, 10.0)), costs(("a", 105, 10.0), ("b", 30, 10.0)), ["item"])
    assert list(found.behind("price").select("item", "price").iter_rows()) == [("b", D(20)), ("a", D(5))]


def test_two_empty_sides_differ_by_nothing():
    found = decompose(costs(), costs(), ["item"])
    assert (found.before_yuan, found.after_yuan, set(found.effects.values())) == (D(0), D(0), {D(0)})


rows = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.decimals(-(10**9), 10**9, places=2),
        st.one_of(st.none(), st.floats(0, 1e7)),
        st.sampled_from(["km", "m²", None]),
    ),
    max_size=12,
)


@given(rows, rows)
def test_the_bars_tie_to_the_difference_to_the_cent_whatever_comes(before, after):
    found = decompose(costs(*before), costs(*after), ["item"])
    assert found.before_yuan == sum((cost for _item, cost, *_rest in before), D(0))
    assert found.after_yuan == sum((cost for _item, cost, *_rest in after), D(0))
    assert sum(found.effects.values(), D(0)) == found.after_yuan - found.before_yuan
    for row in found.cells.iter_rows(named=True):
        moved = (row["cost_after"] or D(0)) - (row["cost_before"] or D(0))
        assert sum((row[name] for name in EFFECTS), D(0)) == row["difference"] == moved


def test_a_quantity_below_the_last_place_that_is_kept_is_none():
    assert effects(costs(("a", 100, 5e-95)), costs(("a", 130, 5.0))) == {"unmeasured": D(30)}
