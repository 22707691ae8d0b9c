"""The planted stories about unit costs and digital projects are found on the page that is meant to find them."""

import pytest
from open_pages import page, shown, texts

TO_CHECK = "▲ 待核实"


@pytest.fixture(scope="session")
def stories(demo_manifest):
    return {story.id: story for story in demo_manifest.stories}


def column(table, name):
    """A column of a table with a header of two rows, by its own name."""
    return next(table[each] for each in table.columns if each[-1] == name)


def to_check(app, key):
    """The organisations that the table marks."""
    table = shown(app, key)
    return set(column(table, "org_code")[column(table, "state") == TO_CHECK])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("story", "thing"),
    [
        ("S08", ("SZ0301", "", "核·月")),
        ("S09", ("SZ0304", "", "点·年")),
        ("S14", ("SZ0102", "国产8核 16GB", "台")),
    ],
)
def test_twice_the_price_of_the_others_is_marked_and_nobody_else(stories, story, thing):
    app = page("pages/cost/digital.py", year="2025", thing="\u241f".join(thing))
    assert not app.exception
    assert to_check(app, "prices") == {stories[story].org_code}


@pytest.mark.usefixtures("demo")
def test_the_maintenance_of_18_percent_of_the_build_is_the_only_one_over_the_ceiling(stories):
    app = page("pages/cost/digital.py", year="2025", part="maintenance")
    table = shown(app, "maintenance")
    assert to_check(app, "maintenance") == {"236"}
    first = {name[-1]: value for name, value in table.iloc[0].items()}
    assert (first["build_code"], first["project_code"]) == tuple(stories["S02"].project_codes)
    assert (first["ratio"], first["build_yuan"], first["current_yuan"], first["excess_yuan"]) == (18, 2000, 360, 160)


@pytest.mark.usefixtures("demo")
def test_what_is_paid_twice_is_found_with_the_days_in_common(stories):
    app = page("pages/cost/digital.py", year="2025", part="twice")
    (row,) = shown(app, "twice").to_dict("records")
    told = {name[-1]: value for name, value in row.items()}
    assert told["org_code"] == stories["S15"].org_code
    assert (told["at_stake_yuan"], told["overlap_days"]) == (45, 365)
    assert any("45.00 万元" in text for text in texts(app))


@pytest.mark.usefixtures("demo")
def test_software_is_held_against_the_benchmark_of_its_size():
    app = page("pages/cost/digital.py", year="2025", part="software")
    row = {name[-1]: value for name, value in shown(app, "software").iloc[0].items()}
    assert row["above"] == pytest.approx((row["amount_yuan"] / row["reference_yuan"] - 1) * 100)
    assert row["effort_reference"] == pytest.approx(row["function_points"] * 6.41 / 174)


@pytest.mark.usefixtures("demo")
def test_the_town_that_pays_most_for_street_cleaning_is_over_its_standard(stories):
    app = page("pages/cost/city_operations.py", year="2025", item="CY0101", grade="二级")
    table = shown(app, "operations")
    over = column(table, "over_yuan")
    assert column(table, "org_code")[over[column(table, "org_code") != ""].idxmax()] == stories["S01"].org_code


@pytest.mark.usefixtures("demo")
def test_a_workload_six_times_that_of_last_year_shows_as_a_unit_cost_too_low(stories):
    app = page("pages/cost/city_operations.py", year="2025", item="CY0201", grade="三级")
    table = shown(app, "operations")
    cost = column(table, "value")[column(table, "org_code") != ""]
    assert column(table, "org_code")[cost.idxmin()] == stories["S12"].org_code


@pytest.mark.usefixtures("demo")
def test_an_organisation_with_many_purchases_leads_to_all_of_them():
    """Also when it was chosen on another page and only its code is in the address."""
    app = page("pages/cost/digital.py", year="2025", org="310118103")
    assert not app.exception
    assert any(text.startswith("**项目组成：") and "310118103" not in text for text in texts(app))
    assert len(app.dataframe[-1].value) > 1
