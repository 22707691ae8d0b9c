"""The first page: its figures are those of the pages that it leads to, and what is not loaded never reads as good."""

from datetime import date

import pytest
from open_pages import COMPARE, page, shown, texts
from small import batch, line

from duibiao import language
from duibiao.formats import MoneyUnit
from duibiao.ui import attention_view
from duibiao.ui.attention import Look, Matter
from duibiao.warehouse import Warehouse

HOME = "pages/overview/needs_attention.py"
HELP = "pages/help/how_it_works.py"
AUGUST = Look(2026, 8, MoneyUnit())


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")
    yield
    language.use("zh_CN")


def plain(frame):
    """Rows by the names of their columns, without the row of groups."""
    names = [name[-1] if isinstance(name, tuple) else name for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False)]


def lines(app):
    rows = plain(shown(app, "attention"))
    return {matter: row for row in rows for matter in Matter if attention_view.name(matter) == row["name"]}


def behind(matter):
    """The page behind a matter, opened by its link."""
    path, query = attention_view.link(AUGUST, matter)
    app = page(path, **{key: value for key, value in query.items() if value})
    assert not app.exception
    return app


@pytest.mark.usefixtures("demo")
def test_each_figure_is_that_of_the_page_behind_it():
    app = page(lang="en", year="2026", month="8")
    assert not app.exception
    language.use("en")
    told = lines(app)
    assert set(told) == set(Matter)
    for matter, key, money in (
        (Matter.STUCK, "stuck", "at_risk_yuan"),
        (Matter.RECOVERABLE, "stuck", "recoverable_yuan"),
        (Matter.BALANCE, "stuck", "at_risk_yuan"),
        (Matter.SCOPE, "monitored", "paid_yuan"),
        (Matter.MISSING, "monitored", None),
    ):
        rows = plain(shown(behind(matter), key))
        assert told[matter]["n"] == len(rows), matter
        if money:
            assert told[matter]["stake_yuan"] == pytest.approx(sum(row[money] for row in rows)), matter
    flags = [row for row in plain(shown(behind(Matter.UNIT_COSTS), "flags")) if row["verdict"].startswith("▲")]
    assert told[Matter.UNIT_COSTS]["n"] == len(flags)
    assert told[Matter.UNIT_COSTS]["stake_yuan"] == pytest.approx(sum(row["at_stake_yuan"] for row in flags))
    for matter in (Matter.PRICES, Matter.STUCK):
        said = " ".join(texts(behind(matter)))
        assert f"{int(told[matter]['n']):,}" in said
        assert f"{told[matter]['stake_yuan']:,.2f}" in said
    for matter in (Matter.TWICE, Matter.REBOUND, Matter.OFFSET):
        assert told[matter]["n"] == 0
        assert told[matter]["lamp"] == "● nothing found"
    behind(Matter.DATA)


@pytest.mark.usefixtures("demo")
def test_a_row_leads_to_the_very_rows_and_the_order_is_by_yuan():
    app = page(year="2026", month="8", matter="prices")
    assert not app.exception
    rows = plain(app.dataframe[-1].value)
    told = lines(app)
    assert len(rows) == told[Matter.PRICES]["n"]
    assert sum(row["at_stake_yuan"] for row in rows) == pytest.approx(told[Matter.PRICES]["stake_yuan"])
    amounts = [row["stake_yuan"] for row in told.values() if row["stake_yuan"] > 0]
    assert amounts == sorted(amounts, reverse=True)
    before = plain(shown(page(year="2026", month="7"), "attention"))
    of_july = next(row for row in before if row["name"] == attention_view.name(Matter.STUCK))
    assert told[Matter.STUCK]["n"] - of_july["n"] == told[Matter.STUCK]["change_n"]
    for matter in ("stuck", "unit_costs", "scope", "missing"):
        app.selectbox(key="matter").set_value(matter).run()
        assert not app.exception
        assert app.dataframe[-1].value.shape[0] >= told[Matter(matter)]["n"]


def test_without_past_years_budgets_by_class_and_monitoring_that_is_said(serve, small_warehouse):
    serve(small_warehouse)
    app = page(year="2026", month="8")
    assert not app.exception
    told = lines(app)
    unknown = {matter for matter, row in told.items() if row["lamp"] == "○ 无法判断"}
    assert {Matter.BALANCE, Matter.PRICES, Matter.TWICE, Matter.REBOUND, Matter.SCOPE, Matter.MISSING} <= unknown
    assert told[Matter.BALANCE]["remark"] == "没有以前年度的数据，无从预测"
    assert told[Matter.UNIT_COSTS]["n"] == 0


def test_an_execution_without_any_budget_says_nothing_of_what_is_stuck(serve, tmp_path):
    path = tmp_path / "bare.duckdb"
    rows = [line(org, 5, year=2025, approved_yuan=None, current_yuan=None) for org in "12"]
    with Warehouse.open(path) as warehouse:
        warehouse.accept(batch("execution", rows))
        warehouse.accept(batch("execution", [line(org, 4, year=2025, month=6) for org in "123"]))
    serve(path)
    app = page(lang="en", year="2025", month="8")
    assert not app.exception
    language.use("en")
    told = lines(app)
    assert told[Matter.STUCK]["lamp"] == "○ cannot be told"
    # July between June and August, and September to December, all over for long.
    assert told[Matter.DATA]["remark"] == "not reported yet: 1 organisations; missing: 5 months; to mend: 0 batches"
    assert not any("●" in row["lamp"] for row in told.values())


def test_an_empty_warehouse_says_what_to_do(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(HOME)
    assert not app.exception
    assert app.info[0].value == "还没有数据：数据仓库是空的"


def test_as_of_a_day_before_the_month_came_in_it_is_not_shown(serve, small_warehouse):
    serve(small_warehouse)
    app = page(HOME, asof=f"{date(2020, 1, 1)}")
    assert not app.exception
    assert "该时点尚未装入任何数据，请选择更晚的日期" in [box.value for box in app.info]


def test_the_tour_is_offered_at_the_bare_address_only_and_walks_through_the_pages(serve, small_warehouse):
    serve(small_warehouse)
    app = page()
    assert app.button(key="tour_start")
    app.button(key="tour_start").click().run()
    assert any("第 1 步，共 6 步" in text for text in texts(app))
    app.button(key="tour_next").click().run()
    assert app.title[0].value == "同一类事，谁花得更多？"
    app.button(key="tour_back").click().run()
    assert app.title[0].value == "本月要盯哪些事？"
    for _step in range(5):
        app.button(key="tour_next").click().run()
    assert not app.exception
    assert any("第 6 步，共 6 步" in text for text in texts(app))
    app.button(key="tour_end").click().run()
    assert not any("共 6 步" in text for text in texts(app))


def test_who_follows_a_link_or_declines_is_left_alone(serve, small_warehouse):
    serve(small_warehouse)
    linked = page(COMPARE, item="CY0101")
    assert not [button for button in linked.button if button.key.startswith("tour")]
    with_choice = page(year="2026")
    assert not [button for button in with_choice.button if button.key.startswith("tour")]
    app = page()
    app.button(key="tour_decline").click().run()
    assert not [button for button in app.button if button.key.startswith("tour")]


def test_the_help_page_has_its_parts_searches_all_and_starts_the_tour(serve, small_warehouse):
    serve(small_warehouse)
    app = page(HELP, method="which_money_is_stuck_m9")
    assert app.header[0].value == "哪些资金花不出去（M9）"
    for part in ("words", "columns", "signs", "sources"):
        app.segmented_control(key="part").set_value(part).run()
        assert not app.exception
    app.text_input(key="q").set_value("先减后增").run()
    assert plain(app.dataframe[0].value)[0]["en"] == "cut, then raised"
    app.text_input(key="q").set_value("查无此词").run()
    assert app.info[0].value == "没有找到“查无此词”"
    app.button(key="tour_again").click().run()
    assert app.title[0].value == "本月要盯哪些事？"
