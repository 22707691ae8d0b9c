import pytest
from open_pages import OVERVIEW, page, shown, texts

from duibiao.warehouse import Warehouse


def test_the_title_is_the_question_and_the_answer_has_date_denominator_and_the_largest_deviation(overview):
    assert not overview.exception
    assert overview.title[0].value == "收到了哪些数据，差异最大的在哪里？"
    assert (
        "截至2026年8月31日，8 家单位累计支付 3.36 万元，占变动后预算 5.20 万元的 64.6%，慢于序时进度 2.1 个百分点。"
        "同类单位中偏离最大的是华新镇的道路机械化保洁（一级）：比 6 家的中位数高 60.0%，涉及金额 0.36 万元，待核实。"
    ) in texts(overview)


def test_headline_figures_name_unit_and_denominator(overview):
    figures = {figure.label: figure.value for figure in overview.metric}
    assert figures == {
        "年初批复预算": "4.40",
        "变动后预算": "5.20",
        "累计支付": "3.36",
        "执行率": "64.6%",
        "序时进度": "66.7%",
    }
    captions = [caption.value for caption in overview.caption]
    assert {"万元，7 个项目", "÷ 变动后预算 5.20 万元", "差距 -2.1 个百分点"} <= set(captions)


def test_deviations_are_ranked_by_money_and_never_a_verdict(overview):
    row = shown(overview, "deviations").iloc[0]
    assert (row["org_name"], row["state"], row["n"]) == ("华新镇", "待核实", 6)
    assert row["at_stake_yuan"] == pytest.approx(0.36)
    assert row["counted_in"] == "元/万平方米"


def test_a_deviation_leads_to_the_lines_behind_it(overview):
    overview.selectbox(key="case").set_value("310118006|CY0101|一级").run()
    assert shown(overview, "case_lines")["project_code"].to_list() == ["合计", "P310118006"]


def test_execution_is_slowest_first_with_lamps_that_have_words(overview):
    table = shown(overview, "execution")
    assert table["org_name"].to_list()[0] == "合计"
    assert table["lamp"].to_list()[1] == "▲ 关注"
    assert (table["org_code"].to_list()[-1], table["lamp"].to_list()[-1]) == ("201", "")


def test_an_organisation_leads_to_all_its_lines(overview):
    overview.selectbox(key="spender").set_value("202").run()
    assert shown(overview, "spender_lines")["paid_yuan"].to_list() == pytest.approx([0.9, 0.9])


def test_what_is_loaded_leads_to_its_batches(overview):
    assert set(shown(overview, "loaded")["origin"]) == {"演示"}
    overview.selectbox(key="extract").set_value("execution").run()
    assert overview.dataframe[-1].value["file_name"].to_list() == ["execution.xlsx"]


def test_a_month_without_data_says_so(overview):
    overview.selectbox(key="month").set_value("3").run()
    assert not overview.exception
    assert "这个月没有数据，请另选月份" in [box.value for box in overview.info]
    overview.run()
    assert overview.selectbox(key="month").value == "3"
    assert overview.query_params["month"] == "3"


def test_everything_is_in_english_at_the_switch(overview):
    overview.segmented_control(key="lang").set_value("en").run()
    assert overview.title[0].value == "What has come in, and where does it differ most?"
    assert "31 August 2026" in texts(overview)[0]
    assert shown(overview, "loaded")["name"].to_list()[0] == "Execution"


def test_an_empty_warehouse_says_what_to_do(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(OVERVIEW)
    assert not app.exception
    assert app.info[0].value == "还没有数据：数据仓库是空的"
    assert "duibiao demo" in app.code[0].value


def test_a_file_that_is_no_warehouse_is_told_in_one_sentence(serve, tmp_path):
    (tmp_path / "broken.duckdb").write_bytes(b"not a database" * 1000)
    serve(tmp_path / "broken.duckdb")
    app = page(OVERVIEW)
    assert not app.exception
    assert len(app.error) == 1


def test_those_not_on_the_list_of_users_are_refused(serve, small_warehouse, monkeypatch):
    monkeypatch.setenv("DUIBIAO_USERS", "zhang@example.gov.cn")
    serve(small_warehouse)
    app = page()
    assert app.title[0].value == "您不在用户名单中"
    assert not app.dataframe
