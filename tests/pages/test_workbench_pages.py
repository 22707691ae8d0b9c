"""The pages of the workbench, without a browser, on a small district and on none."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from open_pages import page, shown, texts
from small import batch, line

from duibiao.analysis.decomposition import EFFECTS
from duibiao.analysis.panel import Workload
from duibiao.ui import store
from duibiao.ui.compare import service
from duibiao.warehouse import Remark, Warehouse

PAGES = {
    "over_the_years": "历年怎样变化？",
    "where_dear": "各家分别高在哪里？",
    "cost_and_service": "花得少的，做得好不好？",
    "why_dearer": "为什么花得多？",
    "explore": "换个角度，还能看出什么？",
    "to_be_checked": "哪些情况需要核实？",
}


def path(name):
    return f"pages/compare/{name}.py"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_its_question(serve, small_warehouse, name, language):
    serve(small_warehouse)
    app = page(path(name), lang=language)
    assert not app.exception
    if language == "zh_CN":
        assert app.title[0].value == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_warehouse_says_what_to_do_first(serve, tmp_path, name):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(path(name))
    assert not app.exception
    assert "还没有数据：数据仓库是空的" in [box.value for box in app.info]


def with_column(app, column):
    """The table on the page that has the column."""
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


ORGS = [{"org_code": f"31011800{n}", "org_name": f"第{n}镇", "org_type": "town"} for n in range(1, 7)]
STANDARD = {
    "standard_code": "B1", "standard_kind": "cost_standard", "version": "1", "status": "issued", "item_code": "CY0101",
    "measure_unit": "km", "amount_yuan": Decimal(10), "valid_from": date(2026, 1, 1),
}  # fmt: skip


@pytest.fixture
def dear_town(tmp_path):
    """Six towns with 10 000 km of roads each at 10 yuan, the sixth at 16; the standard is 10."""
    file = tmp_path / "dear.duckdb"
    roads = {"item_code": "CY0101", "item_name": "道路"}
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("org", ORGS))
        warehouse.accept(batch("standard", [STANDARD]))
        quantity = {"year": 2026, "item_code": "CY0101", "quantity": Decimal(10_000), "measure_unit": "km"}
        warehouse.accept(batch("workload", [quantity | {"org_code": org["org_code"]} for org in ORGS]))
        paid = [160_000 if org["org_code"].endswith("6") else 100_000 for org in ORGS]
        lines = [line(org["org_code"], amount, **roads) for org, amount in zip(ORGS, paid, strict=True)]
        warehouse.accept(batch("execution", lines))
    return file


def test_what_is_dear_by_two_kinds_of_evidence_is_to_be_checked(serve, dear_town):
    # z = 0.6745 × ln 1.6 ÷ 0.05 = 6.34, above the cut of 5.54 for six; 60 % above the standard; 60 000 yuan at stake.
    serve(dear_town)
    app = page(path("to_be_checked"))
    (flag,) = shown(app, "flags").to_dict("records")
    told = {name: value for (_group, name), value in flag.items()}
    assert (told["org_code"], told["verdict"], told["n"]) == ("310118006", "▲ 待核实", 6)
    assert told["z"] == pytest.approx(6.3404, abs=1e-3)
    assert (told["from_standard"], told["from_median"]) == (pytest.approx(60), pytest.approx(60))
    assert told["at_stake_yuan"] == 6.0
    assert any("有 1 项待核实，涉及 6.00 万元" in text for text in texts(app))


def test_an_explained_exception_sets_the_flag_aside_until_its_day(serve, dear_town):
    until = date.today() + timedelta(days=30)
    with Warehouse.open(dear_town) as warehouse:
        warehouse.remark(Remark("exception", "CY0101", "特大桥面", None, "310118006", 2026, "per_unit", until), "李华")
    serve(dear_town)
    app = page(path("to_be_checked"))
    (flag,) = shown(app, "flags").to_dict("records")
    told = {name: value for (_group, name), value in flag.items()}
    assert told["verdict"] == "○ 已说明"
    assert told["note"].startswith("特大桥面（李华，有效期至")


def test_somebody_sets_a_flag_aside_on_the_page_and_takes_it_back(serve, dear_town):
    serve(dear_town)
    app = page(path("to_be_checked"))
    app.selectbox(key="case").set_value("310118006|CY0101|").run()
    app.text_input(key="reason").set_value("桥面多，已现场核实")
    app.text_input(key="accepted_by").set_value("李华")
    app.button(key="FormSubmitter:exception-登记例外说明").click().run()
    assert not app.exception
    (flag,) = shown(app, "flags").to_dict("records")
    assert flag[("", "verdict")] == "○ 已说明"
    app.button(key="withdraw").click().run()
    (flag,) = shown(app, "flags").to_dict("records")
    assert flag[("", "verdict")] == "▲ 待核实"


def test_the_waterfall_ties_from_one_town_to_the_other(serve, small_warehouse):
    # 夏阳 100 × 10, 华新 600 × 16: volume 1 000 × 5 = 5 000, price 600 × 6 = 3 600; 1 000 + 8 600 = 9 600.
    serve(small_warehouse)
    app = page(path("why_dearer"), item="CY0101", org="310118006", against="o310118001", unit="yuan")
    total = with_column(app, ("增减", "difference")).iloc[0].to_dict()
    steps = {name: total[("增减", name)] for name in (*EFFECTS, "difference")}
    assert steps == {"price": 3600, "volume": 5000, "mix": 0, "new": 0, "ended": 0, "unmeasured": 0, "difference": 8600}


def test_the_exploration_has_ratios_of_sums_at_every_subtotal(serve, small_warehouse):
    # Towns: 24 600 of 42 000; departments: 9 000 of 10 000.
    serve(small_warehouse)
    app = page(path("explore"), pivot_rows="org_type,org", pivot_measure="rate")
    rows = with_column(app, "__total__")
    totals = {(row["org_type"], row["org"]): row["__total__"] for row in rows.to_dict("records")}
    assert totals["合计", ""] == pytest.approx(33_600 / 52_000 * 100)
    assert totals["部门", "小计"] == pytest.approx(90)


def test_a_row_of_the_exploration_leads_to_its_cells_and_to_their_budget_lines(serve, small_warehouse):
    # 华新镇: 600 units of workload at 16.
    serve(small_warehouse)
    layout = {"pivot_rows": "org_type,item", "pivot_measure": "paid", "unit": "yuan"}
    app = page(path("explore"), **layout, pivot_row="镇␟CY0101 道路机械化保洁", org="310118006")
    cells = with_column(app, "one_off")
    assert cells["paid_yuan"].to_list()[0] == sum(cells["paid_yuan"].to_list()[1:])
    own = cells[cells["org"].str.startswith("310118006")]
    assert own["paid_yuan"].to_list() == [9600]
    assert shown(app, "pivot_lines")["paid_yuan"].to_list()[0] == 9600


def test_a_view_is_saved_under_a_name_and_restored_by_its_link(serve, dear_town):
    serve(dear_town)
    app = page(path("explore"), pivot_measure="current")
    app.text_input(key="view_name").set_value("预算按镇")
    app.text_input(key="signed_view").set_value("李华")
    app.button(key="FormSubmitter:save_view-保存").click().run()
    assert not app.exception
    with_views = store.read("saved_views").row(0, named=True)
    assert (with_views["name"], with_views["saved_by"]) == ("预算按镇", "李华")
    assert "pivot_measure=current" in with_views["address"]


def test_peers_are_listed_with_distances_and_reasons(serve, small_warehouse):
    serve(small_warehouse)
    app = page(path("same_thing"), item="CY0101", who="peers", peers_of="310118001")
    peers = with_column(app, "distance")
    assert peers["org_code"].to_list()[:2] == ["310118001", "310118002"]
    assert peers["reason"].to_list()[1] != ""


def test_the_pair_that_is_looked_at_has_a_grade_with_reasons(serve, small_warehouse):
    serve(small_warehouse)
    app = page(path("same_thing"), item="CY0101", org="310118001")
    alike = with_column(app, ("理由", "workload"))
    assert set(alike[("", "grade")]) == {"B 基本可比"}
    assert set(alike[("理由", "workload")]) == {"? 不明"}


def test_a_comment_is_kept_shown_and_goes_with_the_download(serve, dear_town):
    serve(dear_town)
    app = page(path("same_thing"), item="CY0101")
    app.text_input(key="comment_text").set_value("见8月专题会纪要")
    app.selectbox(key="comment_about").set_value("310118006")
    app.text_input(key="signed_comment").set_value("李华")
    app.button(key="FormSubmitter:comment-添加").click().run()
    assert not app.exception
    assert any("批注 · CY0101　第6镇：见8月专题会纪要（李华，" in text for text in texts(app))
    with Warehouse.open(dear_town) as warehouse:
        said = warehouse.read("remarks").row(0, named=True)
    assert (said["kind"], said["org_code"], said["year"], said["measure"]) == ("comment", "310118006", 2026, "per_unit")


@pytest.fixture
def two_years(tmp_path):
    """Six towns: 120 000 in 2025, 70 000 of it until August; 80 000 in 2026 until August."""
    file = tmp_path / "years.duckdb"
    roads = {"item_code": "CY0101", "item_name": "道路"}
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("org", ORGS))
        for year, month, amount in ((2025, 8, 70_000), (2025, 12, 120_000), (2026, 8, 80_000)):
            lines = [line(org["org_code"], amount, year, month, **roads) for org in ORGS]
            warehouse.accept(batch("execution", lines))
    return file


def test_years_are_held_against_one_another_by_the_same_months(serve, two_years):
    # 80 000 ÷ 70 000 − 1 = 14.3 %; twelve months against eight would say −33.3 %.
    serve(two_years)
    said = " ".join(texts(page(path("over_the_years"), lang="en", item="CY0101", measure="total")))
    assert "+14.3" in said
    assert "33.3" not in said


def test_a_part_year_is_in_no_sentence_about_whole_years(serve, two_years):
    serve(two_years)
    said = " ".join(texts(page(path("over_the_years"), lang="en", item="CY0101", measure="total", year="2025")))
    assert "33.3" not in said
    assert "No two years have figures" in said


def test_an_index_that_ends_before_the_year_is_named_as_missing(serve, two_years):
    # The published index ends in 2024; 2025 in prices of 2026 needs that of 2026.
    serve(two_years)
    said = " ".join(texts(page(path("over_the_years"), lang="en", item="CY0101", measure="total", alike="real")))
    assert "consumer price index of 2026 is not loaded" in said


def test_the_page_on_causes_opens_on_the_largest_excess_against_the_standard(serve, dear_town):
    # 16 against 10: 160 000 − 100 000 = 60 000 at the same work.
    serve(dear_town)
    app = page(path("why_dearer"), lang="en", unit="yuan")
    assert (app.selectbox(key="org").value, app.selectbox(key="against").value) == ("310118006", "standard")
    total = with_column(app, ("Difference", "difference")).iloc[0].to_dict()
    assert (total["Difference", "price"], total["Difference", "volume"]) == (60_000, 0)
    assert any("16.00 against 10.00" in text and "+60.0" in text for text in texts(app))


def test_an_exception_is_taken_back_by_somebody_in_a_later_session(serve, dear_town):
    until = date.today() + timedelta(days=30)
    with Warehouse.open(dear_town) as warehouse:
        warehouse.remark(Remark("exception", "CY0101", "特大桥面", None, "310118006", 2026, "per_unit", until), "李华")
    serve(dear_town)
    app = page(path("to_be_checked"))
    app.selectbox(key="case").set_value("310118006|CY0101|").run()
    app.text_input(key="signed_withdraw").set_value("王芳")
    app.button(key="withdraw").click().run()
    assert not app.exception
    (flag,) = shown(app, "flags").to_dict("records")
    assert flag[("", "verdict")] == "▲ 待核实"


def test_cost_and_service_names_who_is_dear_and_poor_as_it_names_who_is_cheap():
    # Medians: cost 30, level 3. 丁 costs 40 and reaches 2; 乙 costs 20 and reaches 1; 甲 costs 10 and reaches 5.
    rows = pl.DataFrame(
        [("甲", 10.0, 5.0), ("乙", 20.0, 1.0), ("丙", 30.0, 3.0), ("丁", 40.0, 2.0), ("戊", 50.0, 4.0)],
        schema=["org_name", "value", "level"], orient="row",
    ).with_columns(org_code=pl.col("org_name"))  # fmt: skip
    words = service.answer(Workload("覆盖率", "%"), rows)
    assert "成本偏高且覆盖率偏低的 1 个：丁" in words
    assert "成本偏低、水平也偏低的 1 个：乙" in words
    assert "成本偏低且水平不低的 1 个：甲" in words


def test_cost_and_service_opens_on_an_item_whose_level_is_told(serve, demo_warehouse):
    serve(demo_warehouse)
    app = page(path("cost_and_service"))
    assert not app.exception
    assert not [box.value for box in app.info if "没有" in box.value]
    assert app.dataframe
