"""Unit prices of components, software by its size, maintenance by its build, and what is paid twice."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.digital import comparable, maintained, paid_twice, software, unit_prices
from duibiao.analysis.software import CSBMK_2025
from duibiao.demo.components import catalogue_rows, component_rows
from duibiao.demo.ledger import ledger_of
from duibiao.demo.projects import build
from duibiao.settings import house

D = Decimal
SCHEMA = {
    "year": pl.Int64, "org_code": pl.String, "org_name": pl.String, "project_code": pl.String,
    "project_name": pl.String, "item_code": pl.String, "item_name": pl.String, "system_name": pl.String,
    "component_name": pl.String, "specification": pl.String, "quantity": pl.Decimal(18, 4), "measure_unit": pl.String,
    "amount_yuan": pl.Decimal(18, 2), "purchased_on": pl.Date, "service_from": pl.Date, "service_to": pl.Date,
    "function_points": pl.Decimal(18, 4), "person_months": pl.Decimal(18, 4),
}  # fmt: skip
USUAL = {
    "year": 2025, "org_code": "a", "project_code": "p", "item_code": "SZ0102", "component_name": "服务器",
    "specification": "2路", "quantity": D(1), "measure_unit": "台", "amount_yuan": D(100_000),
    "purchased_on": date(2025, 3, 1),
}  # fmt: skip
SERVICE = {
    "purchased_on": None,
    "item_code": "SZ0201",
    "system_name": "平台",
    "specification": None,
    "measure_unit": "项",
}


def components(*rows):
    """Components, each told by how it differs from the usual one."""
    full = [dict.fromkeys(SCHEMA) | USUAL | row for row in rows]
    return pl.DataFrame(full, schema=SCHEMA, orient="row")


def references(*rows):
    schema = {"item_code": pl.String, "thing": pl.String, "measure_unit": pl.String, "standard": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


LISTED = references(("SZ0102", "2路", "台", 100_000.0))


def test_twice_the_price_of_the_others_and_of_the_list_is_to_be_checked():
    # Six organisations bought 2 each at about 100 000, one at 200 000: 2 · 100 000 at stake against the list.
    prices = (97, 98, 99, 101, 102, 200)
    rows = [{"org_code": str(i), "quantity": D(2), "amount_yuan": D(2000 * price)} for i, price in enumerate(prices)]
    found = unit_prices(components(*rows), LISTED, 2025)
    (flag,) = found.filter(pl.col("verdict") == "flagged").to_dicts()
    assert (flag["org_code"], flag["value"], flag["n"], flag["at_stake_yuan"]) == ("5", 200_000, 6, D(200_000))
    assert flag["from_standard"] == pytest.approx(1)


def test_purchases_are_compared_over_three_years_and_services_within_their_own():
    rows = components(
        {"year": 2022, "purchased_on": date(2022, 1, 1)},
        {"year": 2023, "purchased_on": date(2023, 1, 1)},
        {"year": 2024, "item_code": "SZ0301", "purchased_on": None, "measure_unit": "核·月"},
        {"year": 2025, "item_code": "SZ0301", "purchased_on": None, "measure_unit": "核·月"},
    )
    assert comparable(rows, 2025)["year"].to_list() == [2023, 2025]


def test_lumps_and_what_has_no_quantity_have_no_unit_price():
    rows = components({"measure_unit": "项"}, {"quantity": D(0)}, {"measure_unit": None}, {"amount_yuan": D(-1)})
    assert comparable(rows, 2025).is_empty()


def test_the_unit_price_of_an_organisation_is_its_sum_divided_by_its_sum():
    # 10 at 100 and 30 at 60: 2 800 ÷ 40 = 70, not 80.
    rows = components({"quantity": D(10), "amount_yuan": D(1000)}, {"quantity": D(30), "amount_yuan": D(1800)})
    assert unit_prices(rows, LISTED, 2025)["value"].to_list() == [70.0]


def test_software_is_set_against_the_benchmark_of_its_function_points():
    # 870 points · 6.41 h ÷ 174 h = 32.05 person-months · 31 309 = 1 003 453.45 yuan.
    sized = {"function_points": D(870), "person_months": D(40)}
    rows = components(sized | {"amount_yuan": D(1_500_000)}, sized | {"org_code": "b", "amount_yuan": D(1_100_000)}, {})
    first, second = software(rows).to_dicts()
    assert (first["reference_yuan"], first["to_check"], second["to_check"]) == (D("1003453.45"), True, False)
    assert first["above"] == pytest.approx(1_500_000 / 1_003_453.45 - 1)
    assert first["effort_reference"] == pytest.approx(32.05)
    assert first["person_month_yuan"] == pytest.approx(37_500)


def test_software_is_to_be_checked_by_two_of_its_three_checks_or_by_the_only_one():
    # 870 points are 32.05 person-months and 1 003 453 yuan; a person-month is 31 309 yuan.
    only_months = {"person_months": D(10), "amount_yuan": D(400_000)}  # 40 000 each: +28 %
    effort_alone = {
        "function_points": D(870),
        "person_months": D(64),
        "amount_yuan": D(1_000_000),
    }  # +100 %, 15 625 each
    dear_both = {"function_points": D(870), "person_months": D(32), "amount_yuan": D(1_300_000)}  # +29.6 %, 40 625 each
    only_points = {"function_points": D(870), "amount_yuan": D(1_300_000)}
    rows = [
        row | {"org_code": name}
        for name, row in zip("abcd", (only_months, effort_alone, dear_both, only_points), strict=True)
    ]
    found = {row["org_code"]: row for row in software(components(*rows)).to_dicts()}
    assert {name for name, row in found.items() if row["to_check"]} == {"a", "c", "d"}
    assert (found["a"]["reference_yuan"], found["a"]["effort_reference"]) == (D(313_090), None)
    assert found["b"]["effort_above"] == pytest.approx(64 / 32.05 - 1)
    assert found["c"]["rate_above"] == pytest.approx(40_625 / 31_309 - 1)


def test_maintenance_above_a_tenth_of_the_build_is_to_be_checked():
    rows = pl.DataFrame(
        {
            "org_code": "a",
            "build_code": ["x", "y", "z"],
            "project_code": ["1", "2", "3"],
            "paid_yuan": D(0),
            "current_yuan": [D(3_600_000), D(1_000_000), D(5)],
            "build_yuan": [D(20_000_000), D(20_000_000), None],
        },
        schema_overrides={"current_yuan": pl.Decimal(18, 2), "build_yuan": pl.Decimal(18, 2)},
    )
    found = maintained(rows)
    assert found["ratio"].to_list() == [0.18, 0.05, None]
    assert found["excess_yuan"].to_list() == [D(1_600_000), D(0), None]
    assert found["to_check"].to_list() == [True, False, False]


def test_all_projects_that_maintain_a_system_are_held_together_against_its_build():
    # 600 000 and 500 000 for one build of 10 million are 11 %, though neither alone is above a tenth.
    rows = pl.DataFrame(
        {
            "org_code": "a",
            "build_code": ["x", "x", "y"],
            "project_code": ["1", "2", "3"],
            "current_yuan": [D(500_000), D(600_000), D(100_000)],
            "paid_yuan": D(1),
            "build_yuan": D(10_000_000),
        }
    )
    first, second = maintained(rows).to_dicts()
    assert (first["project_code"], first["n_projects"], first["current_yuan"]) == ("2", 2, D(1_100_000))
    assert (first["ratio"], first["excess_yuan"], first["to_check"]) == (pytest.approx(0.11), D(100_000), True)
    assert (second["ratio"], second["n_projects"]) == (0.01, 1)


def test_what_overlaps_from_one_year_into_the_next_is_found_in_both_and_told_once():
    # A contract from October to March, told in the lists of both years, and another from January: 90 days in common.
    first = SERVICE | {"amount_yuan": D(182_000), "service_from": date(2025, 10, 1), "service_to": date(2026, 3, 31)}
    again = first | {"year": 2026}
    second = first | {"year": 2026, "project_code": "q", "amount_yuan": D(365_000), "service_from": date(2026, 1, 1),
                      "service_to": date(2026, 12, 31)}  # fmt: skip
    rows = components(first, again, second)
    (pair,) = paid_twice(rows, 2026).to_dicts()
    assert (pair["overlap_days"], pair["at_stake_yuan"]) == (90, D(90_000))
    assert paid_twice(rows, 2025).is_empty()
    assert paid_twice(components(first, second | {"service_from": date(2025, 12, 1)}), 2025).height == 1


def test_one_system_paid_in_two_projects_at_the_same_time_is_found():
    # The second half of the year is in both: 184 of 365 days of 365 000, against 184 000 whole: 184 000 each.
    first = SERVICE | {"amount_yuan": D(365_000), "service_from": date(2025, 1, 1), "service_to": date(2025, 12, 31)}
    second = first | {"project_code": "q", "amount_yuan": D(200_000), "service_from": date(2025, 7, 1)}
    (pair,) = paid_twice(components(first, second)).to_dicts()
    assert (pair["overlap_days"], pair["at_stake_yuan"]) == (184, D(184_000))
    assert (pair["project_code_first"], pair["project_code_second"]) == ("p", "q")


def test_one_after_the_other_or_within_one_project_is_not_twice():
    first = SERVICE | {"service_from": date(2025, 1, 1), "service_to": date(2025, 6, 30)}
    later = first | {"project_code": "q", "service_from": date(2025, 7, 1), "service_to": date(2025, 12, 31)}
    same = first | {"component_name": "驻场"}
    other = first | {"project_code": "q", "item_code": "SZ0403"}
    assert paid_twice(components(first, later, same, other)).is_empty()


days = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@given(periods=st.lists(st.tuples(days, days), min_size=2, max_size=2), amounts=st.tuples(*[st.integers(1, 10**9)] * 2))
def test_what_is_at_stake_is_never_more_than_either_payment(periods, amounts):
    rows = [
        SERVICE
        | {"project_code": str(i), "amount_yuan": D(amounts[i]), "service_from": min(each), "service_to": max(each)}
        for i, each in enumerate(periods)
    ]
    for pair in paid_twice(components(*rows)).to_dicts():
        assert 0 <= pair["at_stake_yuan"] <= min(amounts)


def demo_components(seed, year, stories):
    """The components of a year and of those before it that count, as the read gives them; and the references."""
    library = build(seed, 1, stories=stories)
    frames = [component_rows(library, ledger_of(library, each, seed), seed) for each in (year - 2, year - 1, year)]
    rows = pl.concat(frames).with_columns(
        pl.col("amount_yuan").cast(pl.Decimal(18, 2)) / 100, pl.col("year").cast(pl.Int64), org_name=pl.col("org_code")
    )
    prices = catalogue_rows(year).select("product_name", standard=pl.col("price_yuan") / 100)
    named = rows.select("item_code", "component_name", "specification", "measure_unit").unique()
    named = named.filter(pl.col("specification").is_not_null()).with_columns(
        product_name=pl.concat_str("component_name", "specification", separator=" ")
    )
    return rows, named.join(prices, on="product_name").select(
        "item_code", "measure_unit", "standard", thing=pl.col("specification")
    )


def test_less_than_five_of_a_hundred_developments_of_clean_districts_are_to_be_checked():
    judged = pl.concat([software(demo_components(seed, 2026, stories=False)[0]) for seed in range(20, 25)])
    assert judged.height > 300
    assert judged["to_check"].sum() <= 0.05 * judged.height


def test_the_story_of_dear_hardware_is_found_and_clean_districts_stay_clean():
    rows, listed = demo_components(20240831, 2025, stories=True)
    flags = unit_prices(rows, listed, 2025).filter(pl.col("verdict") == "flagged")
    assert set(flags.filter(pl.col("item_code") == "SZ0102")["org_code"]) == {"208"}
    panels = flagged = 0
    for seed in range(1, 21):
        judged = unit_prices(*demo_components(seed, 2025, stories=False), 2025).filter(pl.col("n") >= 5)
        own = judged.group_by("item_code", "thing", "measure_unit").agg((pl.col("verdict") == "flagged").any())
        panels, flagged = panels + own.height, flagged + own["verdict"].sum()
    assert panels > 100
    assert flagged <= 0.05 * panels


def test_the_benchmark_is_the_published_one():
    file = house() / "data" / "reference" / "published_costs.csv"
    values = [D(str(value)) for value in pl.read_csv(file)["value"]]
    told = (CSBMK_2025.hours_per_point, CSBMK_2025.hours_per_month, CSBMK_2025.person_month_yuan)
    assert values == list(told)
