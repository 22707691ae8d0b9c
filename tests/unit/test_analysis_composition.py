"""Shares of cost elements against the median shares."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.composition import shares

SCHEMA = {"org_code": pl.String, "cost_element": pl.String, "cost_yuan": pl.Decimal(18, 2)}


def costs(**orgs):
    """Costs of labour and machinery by organisation; None where an element is not told."""
    rows = [
        (org, element, Decimal(amount))
        for org, amounts in orgs.items()
        for element, amount in zip(("labour", "machinery"), amounts, strict=True)
        if amount is not None
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def of(found, org, element):
    return found.row(by_predicate=(pl.col("org_code") == org) & (pl.col("cost_element") == element), named=True)


def test_a_share_is_set_against_the_median_of_five():
    found = shares(costs(a=(50, 50), b=(60, 40), c=(70, 30), d=(80, 20), e=(100, None)))
    row = of(found, "d", "labour")
    assert (row["share"], row["median_share"], row["n"]) == (0.8, 0.7, 5)
    assert row["from_median"] == pytest.approx(0.1)
    assert of(found, "e", "machinery")["share"] == 0


def test_of_four_there_is_no_median():
    found = shares(costs(a=(50, 50), b=(60, 40), c=(70, 30), d=(80, 20)))
    assert found["median_share"].null_count() == found.height
    assert found["from_median"].null_count() == found.height


def test_what_adds_up_to_nothing_has_no_shares_and_does_not_count():
    found = shares(costs(a=(50, 50), b=(10, -10)))
    assert of(found, "b", "labour")["share"] is None
    assert of(found, "a", "labour")["n"] == 1


@given(amounts=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=12))
def test_the_shares_of_everybody_add_up_to_one(amounts):
    found = shares(costs(**{f"o{i}": pair for i, pair in enumerate(amounts)}))
    for total in found.group_by("org_code").agg(pl.col("share").sum())["share"]:
        assert total == pytest.approx(1)
