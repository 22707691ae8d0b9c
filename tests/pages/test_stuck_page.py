"""The page about money that is stuck: planted stories, links, notes."""

import re

import polars as pl
import pytest
from open_pages import page, shown, texts

from duibiao import formats
from duibiao.formats import MoneyUnit
from duibiao.settings import settings
from duibiao.ui import filters, kept, tables
from duibiao.ui.progress import reductions, stuck
from duibiao.warehouse import Delay, Warehouse

PATH = "pages/progress/which_money_is_stuck.py"
VIEW = stuck.View(2026, 8, MoneyUnit())


@pytest.fixture(scope="session")
def stories(demo_manifest):
    return {story.id: story for story in demo_manifest.stories}


def rows_of(table):
    return [{name[-1] if isinstance(name, tuple) else name: value for name, value in row.items()}
            for row in table.to_dict("records")]  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_the_four_projects_without_a_payment_since_march_are_the_only_ones_of_their_kind(stories):
    app = page(PATH, year="2026", month="8", show="slow")
    assert not app.exception
    waiting = [row for row in rows_of(shown(app, "stuck")) if row["dormant_months"] >= 5]
    assert {row["project"] for row in waiting} == set(stories["S03"].project_codes)
    assert all(row["lamp"].startswith("■") for row in waiting)


@pytest.mark.usefixtures("demo")
def test_what_is_paid_without_a_budget_is_said_and_has_no_lamp(stories):
    app = page(PATH, year="2026", month="8", show="unbudgeted")
    (row,) = rows_of(shown(app, "stuck"))
    assert row["project"] == stories["S11"].project_codes[0]
    assert (row["at_risk_yuan"], row["lamp"]) == (45, "—")


@pytest.mark.usefixtures("demo")
def test_the_month_of_a_refund_says_that_payments_fell(stories):
    app = page(PATH, year="2025", month="9", show="negative")
    (row,) = rows_of(shown(app, "stuck"))
    assert row["project"] == stories["S10"].project_codes[0]


@pytest.mark.usefixtures("demo")
def test_the_finished_purchase_gives_three_million_back(stories):
    app = page(PATH, lang="en", year="2026", month="8", show="recoverable")
    rows = rows_of(shown(app, "stuck"))
    (row,) = [row for row in rows if row["recovery"] == "Finished, with a balance"]
    assert (row["project"], row["recoverable_yuan"]) == (stories["S13"].project_codes[0], 300)


@pytest.mark.usefixtures("demo")
def test_groups_tie_to_the_sentence_and_a_link_opens_a_project(stories):
    code = stories["S03"].project_codes[0]
    app = page(PATH, lang="en", year="2026", month="8", by="kind_code", case=f"214|{code}", show="slow")
    assert not app.exception
    groups = rows_of(shown(app, "groups"))
    total, *groups = groups
    paid = sum(row["paid_yuan"] for row in groups)
    assert (total["label"], total["paid_yuan"]) == ("Total", pytest.approx(paid))
    assert f"{paid:,.2f}" in texts(app)[0]
    assert any("Nothing has been paid for 5 months." in text for text in texts(app))
    assert all(row["method"] for row in groups)


@pytest.mark.usefixtures("demo")
def test_a_long_list_offers_and_draws_its_first_rows_and_a_link_leads_to_any(monkeypatch):
    table = shown(page(PATH, year="2026", month="8", show="all"), "stuck")
    every = rows_of(table)
    monkeypatch.setattr(filters, "MOST_OFFERED", 3)
    monkeypatch.setattr(tables, "DRAWN_CELLS", 5 * table.shape[1])
    app = page(PATH, lang="en", year="2026", month="8", show="all")
    drawn = shown(app, "stuck")
    assert [row["project"] for row in rows_of(drawn)] == [row["project"] for row in every[:5]]
    assert any(f"The first 5 of {len(every):,} rows" in caption.value for caption in app.caption)
    cases = app.selectbox(key="case")
    assert (len(cases.options), cases.help) == (
        3,
        f"The first 3 of {len(every):,} can be chosen here; a row of the table leads to any of them",
    )
    last = f"{stuck.found(VIEW)['case'][-1]}"
    far = page(PATH, lang="en", year="2026", month="8", show="all", case=last)
    assert (far.selectbox(key="case").value, len(far.selectbox(key="case").options)) == (last, 4)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", [PATH, "pages/progress/what_to_take_back.py", "pages/progress/money_and_output.py"])
def test_thresholds_of_money_say_their_unit_in_the_language_of_the_page(path):
    labels = [box.label for box in page(path, lang="en").selectbox]
    assert any("(10,000 yuan)" in label for label in labels)
    assert not [label for label in labels if re.search("[一-龥]", label)]


@pytest.mark.usefixtures("demo")
def test_of_many_proposals_the_largest_are_on_the_sheet_and_all_are_counted(monkeypatch):
    whole = reductions.candidates(VIEW, 200_000)
    monkeypatch.setattr(reductions, "MOST_PROPOSED", 2)
    kept.forget()
    few = reductions.candidates(VIEW, 200_000)
    assert (whole.n, few.n, few.rows.height) == (whole.rows.height, whole.n, 2)
    assert few.rows["suggested_yuan"].to_list() == sorted(whole.rows["suggested_yuan"], reverse=True)[:2]
    said = reductions.answer(VIEW, few, few.rows.clear().with_columns(after_yuan=pl.lit(0.0)))
    assert formats.count(whole.n) in said
    assert "2" in said.rsplit("下表", 1)[1]


@pytest.mark.usefixtures("demo")
def test_money_of_earlier_years_stands_beside_the_project_by_year_of_origin():
    """Of 2023 there is one project with 860,000 that nobody used: 86 in 万元."""
    app = page(PATH, lang="en", year="2026", month="8", show="all")
    assert any("2023 86.00; 2024 42.45; 2025 5,229.07" in caption.value for caption in app.caption)
    told = [row["origins"] for row in rows_of(shown(app, "stuck")) if row["origins"]]
    assert sum("2023 86.00" in origins for origins in told) == 1


@pytest.mark.usefixtures("demo")
def test_the_thresholds_of_the_settings_are_those_the_page_starts_from(monkeypatch):
    monkeypatch.setenv("DUIBIAO_THRESHOLDS", "slow_gap = 33, dormant_months = 5")
    settings.cache_clear()
    app = page(PATH, lang="en", year="2026", month="8")
    assert (app.selectbox(key="slow_gap").value, app.selectbox(key="dormant").value) == ("33", "5")
    settings.cache_clear()


def test_a_note_stays_with_the_project_and_goes_into_the_table(serve, demo_warehouse, tmp_path, stories):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(demo_warehouse.read_bytes())
    code = stories["S03"].project_codes[0]
    with Warehouse.open(copy) as warehouse:
        warehouse.note_delay(Delay(2026, "214", code, "rules", "用地手续", "李", "办证"), "王")
    serve(copy)
    app = page(PATH, lang="en", year="2026", month="8", show="slow", case=f"214|{code}")
    (row,) = [row for row in rows_of(shown(app, "stuck")) if row["project"] == code]
    assert (row["reason"], row["explanation"], row["owner"]) == ("Rules", "用地手续", "李")


def test_nothing_loaded_says_what_to_do(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(PATH, lang="en")
    assert not app.exception
    assert any("warehouse is empty" in info.value for info in app.info)
