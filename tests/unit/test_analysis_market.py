"""Prices of the same goods, on a few that were worked out by hand, and what holds for any."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis import market

D = Decimal
MONEY = pl.Decimal(18, 2)
SCHEMA = {
    "product_code": pl.String, "product_name": pl.String, "category": pl.String, "price_unit": pl.String,
    "price_yuan": MONEY,
}  # fmt: skip


def catalogue(*rows):
    return pl.DataFrame(
        [(code, name, "设备", unit, D(price)) for code, name, unit, price in rows], schema=SCHEMA, orient="row"
    )


LISTED = catalogue(
    ("1", "ＨＰ 打印机 M1", "台", "100"),
    ("2", "hp打印机m1", "台", "120"),
    ("3", "HP 打印机 M1", "台", "0"),
    ("4", "HP 打印机 M1", "箱", "900"),
    ("5", "某某 32G 内存 DDR3 US...", "台", "50"),
    ("6", "某某 32G 内存 DDR3 US...", "台", "80"),
    ("7", "免费试用", "台", "0"),
)


def test_the_same_name_in_the_same_unit_is_the_same_good():
    rows = {(row["plain"], row["price_unit"]): row for row in market.offers(LISTED).to_dicts()}
    assert len(rows) == 4
    printer = rows["hp打印机m1", "台"]
    assert (printer["n_codes"], printer["n_prices"], printer["kind"]) == (2, 2, "apart")
    assert (printer["lowest_yuan"], printer["median_yuan"], printer["highest_yuan"]) == (D(100), 110, D(120))
    assert printer["spread"] == pytest.approx(0.2)
    assert rows["hp打印机m1", "箱"]["kind"] == "one"
    assert rows["免费试用", "台"]["kind"] == "unpriced"
    assert rows["免费试用", "台"]["spread"] is None


def test_a_name_that_was_cut_off_says_nothing():
    (row,) = market.offers(LISTED).filter(pl.col("plain").str.starts_with("某某")).to_dicts()
    assert (row["kind"], row["spread"]) == ("cut", pytest.approx(0.6))


def test_what_was_paid_is_set_against_the_highest_price_listed():
    """150 and 110 for a good listed at 100 to 120: 25 % above, 30 yuan each for three pieces."""
    bought = pl.DataFrame(
        {
            "org_code": ["甲", "乙", "丙"], "component_name": ["HP", "hp", "HP"],
            "specification": ["打印机 M1", "打印机m1", "打印机 M1"], "measure_unit": ["台", "台", "箱"],
            "quantity": [3, 1, 1], "unit_price": [150.0, 110.0, 800.0],
        }
    )  # fmt: skip
    paid = market.paid(market.offers(LISTED), bought)
    first, second = paid.to_dicts()
    assert (first["n_orgs"], first["paid_lowest_yuan"], first["paid_highest_yuan"]) == (2, 110, 150)
    assert (first["above"], first["over_yuan"]) == (pytest.approx(0.25), 90)
    assert (second["above"], second["over_yuan"]) == (pytest.approx(800 / 900 - 1), 0)
    assert market.purchases(bought, "hp打印机m1", "台")["org_code"].to_list() == ["甲", "乙"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50)), min_size=1, max_size=20))
def test_every_price_lies_within_its_good_and_order_does_not_matter(pairs):
    rows = catalogue(*((str(number), name, "台", str(price)) for number, (name, price) in enumerate(pairs)))
    offers = market.offers(rows)
    assert offers.height == len({name for name, _price in pairs})
    assert offers.drop("product_name").equals(market.offers(rows.reverse()).drop("product_name"))
    for row in offers.to_dicts():
        prices = {price for name, price in pairs if name == row["plain"] and price > 0}
        assert row["n_prices"] == len(prices)
        assert (row["lowest_yuan"], row["highest_yuan"]) == ((min(prices), max(prices)) if prices else (None, None))
        assert row["spread"] is None or row["spread"] >= 0
