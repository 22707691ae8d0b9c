"""Partners: what work would have cost elsewhere, what made it dearer, and when it jumped."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import partners

ROAD = {"item_code": "A", "grade": "一级", "measure_unit": "km"}


def costs(*rows):
    return pl.DataFrame(
        [ROAD | {"cost_yuan": Decimal(cost), "quantity": float(quantity)} for cost, quantity in rows],
        schema_overrides={"cost_yuan": pl.Decimal(38, 2)},
    )


def unit_costs(**values):
    return pl.DataFrame([ROAD | {"org_code": org, "value": float(value)} for org, value in values.items()])


def test_the_median_of_the_peers_leaves_out_the_one_who_is_held_against_it():
    # Without f (16) the others are 8, 9, 10, 11, 12: the median is 10.
    found = partners.medians(unit_costs(a=8, b=9, c=10, d=11, e=12, f=16), "f")
    assert found.select("unit_cost", "n").rows() == [(10.0, 6)]


def test_below_five_members_there_is_no_median():
    assert partners.medians(unit_costs(a=8, b=9, c=10, f=16), "f").is_empty()


def test_own_work_at_the_reference_differs_by_price_alone():
    # 600 km for 9 600 at a reference of 10: 6 000.
    before, after = partners.at_unit_costs(costs((9600, 600)), pl.DataFrame([ROAD | {"unit_cost": 10.0}]))
    assert before.select("cost_yuan", "quantity").rows() == [(Decimal(6000), 600.0)]
    assert after["cost_yuan"].to_list() == [Decimal(9600)]


def test_the_work_of_some_months_is_that_share_of_the_year_which_its_money_had():
    # 60 of 100 yuan were paid by August: 60 % of 50 km.
    (row,) = partners.of_months(costs((100, 50)), costs((60, 50))).to_dicts()
    assert row["quantity"] == pytest.approx(30)


def elements(**values):
    rows = {"cost_element": list(values), "cost_yuan": list(map(Decimal, values.values()))}
    return pl.DataFrame(rows, schema_overrides={"cost_yuan": pl.Decimal(38, 2)})


def test_the_dearest_element_comes_first_and_all_add_up():
    # Own: 70 % and 30 % of 9 600 = 6 720 and 2 880; base: half and half of 6 000: +3 720 and −120.
    found = partners.by_element(elements(labour=70, energy=30), elements(labour=5, energy=5), 9600, 6000)
    assert dict(found.iter_rows()) == {"labour": pytest.approx(3720), "energy": pytest.approx(-120)}


@given(
    st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
    st.lists(st.integers(1, 10**6), min_size=2, max_size=2),
    st.integers(1, 10**8),
    st.integers(1, 10**8),
)
def test_differences_of_elements_tie_to_the_whole(own, base, paid, reference):
    found = partners.by_element(
        elements(**dict(zip("abc", own, strict=True))), elements(**dict(zip("bd", base, strict=True))), paid, reference
    )
    assert found["difference_yuan"].sum() == pytest.approx(paid - reference, abs=1e-3 * max(paid, reference) ** 0.5)


def over_years(own):
    others = [{"year": year, "org_code": org, "value": 10.0} for year in (2023, 2024, 2025) for org in "abcd"]
    return pl.DataFrame(
        [*others, *({"year": 2023 + n, "org_code": "f", "value": value} for n, value in enumerate(own))]
    )


def test_a_jump_beyond_the_others_is_named_with_its_year():
    assert partners.jump(over_years([10.0, 10.0, 13.0]), "f") == (2025, pytest.approx(0.3))


def test_a_rise_below_a_fifth_is_no_jump():
    assert partners.jump(over_years([10.0, 11.0, 12.0]), "f") is None
