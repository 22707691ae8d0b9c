"""The page on how a year ended and on money carried over, and the sheet of budget adjustments."""

from decimal import Decimal

import pytest
from open_pages import page, texts

from duibiao.warehouse import Reduction, Warehouse

SETTLED = "pages/progress/where_the_money_ended.py"
ADJUST = "pages/progress/what_to_take_back.py"


@pytest.fixture(scope="session")
def stories(demo_manifest):
    return {story.id: story for story in demo_manifest.stories}


@pytest.mark.usefixtures("demo")
def test_the_one_row_that_does_not_tie_is_listed(stories):
    app = page(SETTLED, lang="en", year="2025")
    assert not app.exception
    (wrong,) = [frame.value for frame in app.dataframe if "tie" in frame.value and frame.value.shape[0] == 1]
    assert wrong["org_name"].to_list() == ["青浦区文化和旅游局"]
    assert stories["S31"].org_code == "218"
    row = wrong.iloc[0]
    left = row["appropriation_yuan"] - row["spent_yuan"] - row["carried_yuan"] - row["unused_yuan"]
    assert row["difference_yuan"] == pytest.approx(left, abs=1e-6)
    assert row["difference_yuan"] > 1
    differs = f"{row['difference_yuan']:.2f} × 10,000 yuan"
    assert texts(app)[0].endswith(f"1 of 2,306 rows do not tie, by {differs} in all (signs apart).")


@pytest.mark.usefixtures("demo")
def test_settled_spending_is_what_the_execution_of_december_paid(demo_warehouse):
    with Warehouse.open(demo_warehouse, read_only=True) as warehouse:
        settled = warehouse.read("settlements", year=2025)["spent_yuan"].sum()
        paid = warehouse.read("execution_by_org", year=2025, month=12)["paid_yuan"].sum()
    assert settled == paid


@pytest.mark.usefixtures("demo")
def test_money_of_three_years_ago_is_the_most_to_be_taken_back(stories):
    app = page(SETTLED, lang="en", part="carryovers", year="2026", group="2023")
    assert not app.exception
    assert "the most: 青浦区水务局, 区水务局河道堤防维护, 86.00 × 10,000 yuan." in texts(app)[0]
    table = next(frame.value for frame in app.dataframe if "stale_yuan" in frame.value and "origin" in frame.value)
    assert table["stale_yuan"].to_list() == [86]
    assert stories["S32"].org_code == "216"


@pytest.mark.usefixtures("demo")
def test_the_stalled_projects_come_first_among_the_budgets_to_reduce(stories):
    app = page(ADJUST, lang="en", year="2026", month="8")
    assert not app.exception
    assert texts(app)[0].startswith("0 of ")
    editor = app.dataframe[0].value
    assert set(editor["project"].head(4)) == set(stories["S03"].project_codes)
    free = editor["current_yuan"] - editor[["paid_yuan", "contracted_yuan"]].max(axis=1)
    assert (editor["suggested_yuan"] <= free + 0.01).all()


def test_a_sheet_that_was_kept_comes_back_and_ties(serve, demo_warehouse, tmp_path, stories):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(demo_warehouse.read_bytes())
    code = stories["S13"].project_codes[0]
    with Warehouse.open(copy) as warehouse:
        warehouse.note_reductions([Reduction(2026, "220", code, Decimal(2_500_000), "完工结余")], "王")
    serve(copy)
    app = page(ADJUST, lang="en", year="2026", month="8")
    assert texts(app)[0].startswith("1 of ")
    sheet = next(frame.value for frame in app.dataframe if "after_yuan" in [name[-1] for name in frame.value.columns])
    total, row = [{name[-1]: value for name, value in each.items()} for each in sheet.to_dict("records")]
    assert (row["reduction_yuan"], row["after_yuan"], row["reason"]) == (250, 750, "完工结余")
    assert (total["reduction_yuan"], total["after_yuan"]) == (250, 750)


def test_nothing_loaded_says_what_to_do(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(SETTLED, lang="en")
    assert not app.exception
    assert any("No settlement" in info.value for info in app.info)
