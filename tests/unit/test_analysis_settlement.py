"""How years ended and how old money is, on rows worked out by hand, and what holds for any."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from duibiao import language
from duibiao.analysis import settlement
from duibiao.formats import MoneyUnit, Scale
from duibiao.ui.progress import stuck_view
from duibiao.ui.progress.stuck import View

D = Decimal
MONEY = pl.Decimal(18, 2)
NAMES = ("appropriation_yuan", "spent_yuan", "carried_yuan", "unused_yuan")


def settled(*rows):
    schema = {"org_code": pl.String, "org_name": pl.String} | dict.fromkeys(NAMES, MONEY)
    told = [(org, f"{org}局", *(None if value is None else D(value) for value in amounts)) for org, *amounts in rows]
    return settlement.tied(pl.DataFrame(told, schema=schema, orient="row"))


def test_a_row_ties_or_its_difference_is_told():
    ties, differs, untold, free, nothing = settled(
        ("1", "100", "80", "15", "5"),
        ("1", "100", "80", "15", "4.99"),
        ("1", "100", "80", None, "5"),
        ("2", "80", "80", None, None),
        ("2", "0", "0", "0", "0"),
    ).to_dicts()
    assert (ties["tie"], ties["difference_yuan"], ties["left_yuan"], ties["spent_rate"]) == ("ties", 0, 20, 0.8)
    assert (differs["tie"], differs["difference_yuan"]) == ("differs", D("0.01"))
    assert (untold["tie"], untold["difference_yuan"], untold["left_yuan"]) == ("untold", 15, 5)
    assert free["tie"] == "ties"
    assert (nothing["tie"], nothing["spent_rate"]) == ("ties", None)


def test_organisations_add_up_the_most_left_first():
    rows = settled(("1", "100", "80", "15", "5"), ("2", "100", "10", "80", "0"), ("2", "-5", "0", "0", "0"))
    first, second = settlement.by_org(rows).to_dicts()
    assert (first["org_code"], first["left_yuan"], first["n"], first["n_differ"]) == ("2", 80, 2, 2)
    assert (first["difference_yuan"], first["spent_rate"]) == (5, 10 / 95)
    assert (second["spent_rate"], second["n_differ"]) == (0.8, 0)


def test_money_of_two_years_ago_or_older_is_to_be_taken_back():
    rows = pl.DataFrame(
        {
            "year": [2026] * 4, "origin_year": [2025, 2024, 2023, 2023],
            "carried_in_yuan": [D(100), D(50), D(86), D(10)], "used_yuan": [D(30), D(20), None, D(12)],
            "returned_yuan": [None, D(10), D(0), D(0)],
        },
        schema_overrides=dict.fromkeys(("carried_in_yuan", "used_yuan", "returned_yuan"), MONEY),
    )  # fmt: skip
    aged = settlement.aged(rows)
    assert aged["age_years"].to_list() == [1, 2, 3, 3]
    assert aged["balance_yuan"].to_list() == [70, 20, 86, -2]
    assert aged["stale_yuan"].to_list() == [0, 20, 86, 0]
    oldest = settlement.by_origin(aged).row(0, named=True)
    assert (oldest["origin_year"], oldest["n"], oldest["balance_yuan"], oldest["stale_yuan"]) == (2023, 2, 84, 86)


def test_a_project_knows_what_is_left_of_each_year_of_origin():
    rows = pl.DataFrame(
        {
            "year": [2026] * 4, "org_code": ["1"] * 4, "project_code": ["P", "P", "P", None],
            "project_name": ["甲路", "甲路", "甲路", "乙路"], "origin_year": [2025, 2023, 2025, 2024],
            "carried_in_yuan": [D(100), D(50), D(20), D(8)], "used_yuan": [D(30), D(0), None, D(8)],
            "returned_yuan": [None, D(10), D(0), D(0)],
        },
        schema_overrides=dict.fromkeys(("carried_in_yuan", "used_yuan", "returned_yuan"), MONEY),
    )  # fmt: skip
    named, coded = settlement.by_project(settlement.aged(rows)).sort("carried_in_yuan").to_dicts()
    assert (coded["project"], coded["carried_in_yuan"], coded["carried_left_yuan"]) == ("P", 170, 130)
    assert [(each["origin_year"], each["balance_yuan"]) for each in coded["carried_origins"]] == [
        (2023, 40),
        (2025, 90),
    ]
    assert (named["project"], named["carried_in_yuan"], named["carried_left_yuan"]) == ("乙路", 8, 0)


amounts = st.one_of(st.none(), st.integers(-1000, 1000))


@given(st.lists(st.tuples(st.integers(-1000, 1000), amounts, amounts, amounts), min_size=1, max_size=8))
def test_the_identity_never_loses_a_yuan(rows):
    told = settled(*(("1", *(None if value is None else str(value) for value in row)) for row in rows))
    for row, (whole, *parts) in zip(told.to_dicts(), rows, strict=True):
        assert row["difference_yuan"] + sum(part or 0 for part in parts) == whole
        assert (row["tie"] == "ties") == (row["difference_yuan"] == 0)
        assert row["spent_rate"] is None or whole > 0
    (org,) = settlement.by_org(told).to_dicts()
    assert org["difference_yuan"] == told["difference_yuan"].sum()


def test_money_of_projects_without_a_line_this_year_is_part_of_what_was_brought_forward():
    """Left of 2024: 20 of P, 7 of Q, 3 of no project; Q and the one without have no line this year: 10 of 30."""
    language.use("en")
    rows = pl.DataFrame(
        {
            "year": [2026] * 3, "org_code": ["1"] * 3, "project_code": ["P", "Q", None], "project_name": [None] * 3,
            "origin_year": [2024] * 3, "carried_in_yuan": [D(50), D(7), D(3)], "used_yuan": [D(30), None, None],
            "returned_yuan": [None] * 3,
        },
        schema_overrides={"project_name": pl.String, "returned_yuan": MONEY},
    )  # fmt: skip
    carried = settlement.aged(rows)
    lines = pl.DataFrame({"org_code": ["1", "2"], "project": ["P", "Q"]})
    assert settlement.without_line(carried, lines)["balance_yuan"].to_list() == [D(7), D(3)]
    yuan = View(2026, 8, MoneyUnit(Scale.YUAN))
    said = stuck_view.carried_text(yuan, lines, carried)
    language.use("zh_CN")
    assert "2024 30.00" in said
    assert "10.00 yuan of it belongs to 2 items without a budget line this year" in said
